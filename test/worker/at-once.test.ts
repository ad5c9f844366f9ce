import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sweep } from "../../src/stores/retention.ts";
import { check, count, JANE, not, reasons, send, sentFlow, start } from "../support/journey.ts";
import { addAccount, testBed } from "../support/world.ts";

describe("what happens at once", () => {
  const open = "SELECT count(*) AS n FROM issues WHERE state = 'pending'";

  it("keeps the counters of many flows apart", async () => {
    const bed = testBed({ policy: { sends: null, wrongGuesses: null } });
    const people = Array.from({ length: 40 }, (_, i) => `person${i}@example.org`);
    await Promise.all(people.map((value) => addAccount([{ kind: "email", value }])));
    const flows = await Promise.all(
      people.map(async (value) => {
        const flow = await start(bed);
        await send(bed, flow, value);
        return flow;
      }),
    );
    await bed.settle();
    const results = await Promise.all(
      flows.flatMap(({ id }) => Array.from({ length: 10 }, () => check(bed, id, "000001"))),
    );
    const { code_wrong = 0, too_many_attempts = 0, verified = 0, flow_verified = 0 } = reasons(results);
    expect(code_wrong + too_many_attempts + verified + flow_verified).toBe(400);
    expect(await count("SELECT count(*) AS n FROM flows WHERE attempts <> 5 AND state = 'sent'")).toBe(0);
  });

  it("guesses and resends never exceed ten guesses on the flow or leave two live codes", async () => {
    const bed = testBed({ policy: { sends: null, wrongGuesses: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => (i % 6 === 0 ? send(bed, flow) : check(bed, flow.id, `00000${i % 10}`))),
    );
    expect(await count("SELECT attempts AS n FROM flows WHERE id = ?", flow.id)).toBeLessThanOrEqual(10);
    expect(await count("SELECT count(*) AS n FROM attempts")).toBe(
      await count("SELECT attempts AS n FROM flows WHERE id = ?", flow.id),
    );
    expect(await count(open)).toBeLessThanOrEqual(1);
  });

  it("has one winner among a right guess, a cancellation, the sweep and the loss of the address", async () => {
    for (const rival of ["cancel", "sweep", "lose"] as const) {
      for (let round = 0; round < 8; round += 1) {
        const bed = testBed({ policy: { sends: null } });
        const accountId = await addAccount([{ kind: "email", value: `${rival}${round}@example.org` }]);
        const { flow, code } = await sentFlow(bed, `${rival}${round}@example.org`);
        const against = {
          cancel: () => bed.services.verification.cancel({ appId: "default", flowId: flow.id }),
          sweep: () => sweep(bed.services.database, bed.services.settings.policy, flow.expiresAt),
          lose: () => env.DB.prepare("DELETE FROM addresses WHERE account_id = ?").bind(accountId).run(),
        };
        const [checked] = await Promise.all([check(bed, flow.id, code), against[rival]()]);
        const state = await env.DB.prepare("SELECT state FROM flows WHERE id = ?").bind(flow.id).first<string>("state");
        expect(state === "verified").toBe(checked.ok);
        const verified = await count(
          "SELECT count(*) AS n FROM addresses WHERE account_id = ? AND verified_at IS NOT NULL",
          accountId,
        );
        expect(verified).toBe(checked.ok && rival !== "lose" ? 1 : verified);
        if (!checked.ok) expect(verified).toBe(0);
      }
    }
  });

  it("holds over HTTP: five of 500 wrong guesses evaluated, one of 500 right ones accepted", async () => {
    const bed = testBed({ policy: { sends: null, wrongGuesses: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const post = (flow: string, body: object) =>
      bed.fetch(`/self-service/verification?flow=${flow}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    const sentOverHttp = async (): Promise<{ id: string; code: string }> => {
      const { id } = (await (await bed.fetch("/self-service/verification/api")).json()) as { id: string };
      await post(id, { method: "code", email: JANE });
      return { id, code: bed.sent.at(-1)?.code ?? "" };
    };
    const wrong = await sentOverHttp();
    const guesses = Array.from({ length: 500 }, (_, i) => post(wrong.id, { code: not(wrong.code, i + 1) }));
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect([statuses.filter((s) => s === 200).length, statuses.filter((s) => s === 410).length]).toEqual([5, 495]);
    expect(await count("SELECT count(*) AS n FROM attempts WHERE flow_id = ?", wrong.id)).toBe(5);

    const right = await sentOverHttp();
    const answers = await Promise.all(Array.from({ length: 500 }, () => post(right.id, { code: right.code })));
    const states = await Promise.all(
      answers.map(async (answer) => (await answer.text()).includes('"passed_challenge"')),
    );
    expect(states.filter(Boolean)).toHaveLength(1);
  });
});
