import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { addSubject, checkClaim, claimOf, sendClaim, sentClaim } from "../../support/claims.ts";
import { deny, inspect, lastStopCode, unlimited } from "../../support/denials.ts";
import { typesOf } from "../../support/events.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { check, count, JANE, reasons, send, sentFlow } from "../../support/journey.ts";
import { asked } from "../../support/requests.ts";
import { wiredDatabase } from "../../support/wired-database.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const HALF = 25;
const PENDING = "SELECT count(*) AS n FROM issues WHERE state = 'pending'";
const VERIFIED = "SELECT count(*) AS n FROM addresses WHERE verified_at IS NOT NULL";
const stateOf = (id: string) => env.DB.prepare("SELECT state FROM flows WHERE id = ?").bind(id).first("state");

/** `HALF` of each, taking turns. */
const both = <One, Other>(one: () => Promise<One>, other: () => Promise<Other>): Promise<(One | Other)[]> =>
  Promise.all(Array.from({ length: 2 * HALF }, (_, index): Promise<One | Other> => (index % 2 ? one() : other())));

/** Two ways to one database: what goes `behind` waits until something has set out `ahead`, and no longer. */
function rivals() {
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const bedOn = (DB: D1Database) => testBed({ policy: { sends: null }, bindings: { DB, CODES: env.CODES } });
  return {
    ahead: bedOn(
      wiredDatabase((send) => {
        const reply = send();
        leave();
        return reply;
      }),
    ),
    behind: bedOn(
      wiredDatabase(async (send) => {
        await left;
        return send();
      }),
    ),
  };
}

/** Each kind of verification: sent, and how it is confirmed. */
const journeys = {
  "type the code": async (email: string) => {
    const bed = unlimited();
    await addAccount([{ kind: "email", value: email }]);
    const { flow, code } = await sentFlow(bed, email);
    return { flow, stop: lastStopCode(bed), confirm: (on: TestBed) => check(on, flow.id, code) };
  },
  "press the link of a claim": async (email: string) => {
    const bed = unlimited();
    const claim = claimOf(await addSubject(email), email);
    const { flow, link } = await sentClaim(bed, claim, { proof: "link" });
    return { flow, stop: lastStopCode(bed), confirm: (on: TestBed) => on.services.claims.consume(link) };
  },
  "press the link of a request": async (email: string) => {
    const bed = unlimited();
    const accountId = await addAccount([{ kind: "email", value: email }]);
    const request = { appId: "default", dialect: "test", accountId, kind: "email" } as const;
    const token = await asked(bed, request);
    const { flow } = await bed.services.requests.status(request);
    if (!flow) throw new Error("nothing was asked for");
    return {
      flow,
      stop: lastStopCode(bed),
      confirm: (on: TestBed) => on.services.requests.confirm({ ...request, token }),
    };
  },
} as const;

const races = (Object.keys(journeys) as (keyof typeof journeys)[]).flatMap((way) =>
  (["who say no", "who confirm"] as const).map((ahead) => ({ way, ahead })),
);

describe("fifty at once", () => {
  it.each(races)("who say no and who $way, $ahead a step ahead: one side wins, never both", async ({ way, ahead }) => {
    const email = "raced@example.org";
    const { flow, stop, confirm } = await journeys[way](email);
    const beds = rivals();
    const [denying, confirming] = ahead === "who say no" ? [beds.ahead, beds.behind] : [beds.behind, beds.ahead];
    const results = await both(
      () => confirm(confirming),
      () => deny(denying, stop),
    );
    const ends = (await typesOf(flow.id)).filter((type) => type !== "started" && !type.startsWith("message."));
    const [confirmed, denied] = [
      results.filter((_, index) => index % 2 === 1),
      results.filter((_, index) => index % 2 === 0),
    ];
    const verified = await count(`${VERIFIED} AND value = ?`, email);
    if (ahead === "who say no") {
      expect([await stateOf(flow.id), ends, verified]).toEqual(["cancelled", ["denied"], 0]);
      expect(reasons(denied)).toEqual({ verified: HALF });
      expect(reasons(confirmed)).toEqual({ flow_cancelled: HALF });
    } else {
      expect([await stateOf(flow.id), ends, verified]).toEqual(["verified", ["verified"], 1]);
      expect(reasons(denied)).toEqual({ flow_verified: HALF });
      expect(confirmed.filter(({ ok }) => ok)).toHaveLength(1);
    }
  });

  it("who say no are all told that it is stopped, it happens once, and counts once", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    const stop = lastStopCode(bed);
    const results = await Promise.all(Array.from({ length: 2 * HALF }, () => deny(bed, stop)));
    expect(reasons(results)).toEqual({ verified: 2 * HALF });
    expect((await typesOf(flow.id)).filter((type) => type === "denied")).toHaveLength(1);
    expect(await count("SELECT sustained AS n FROM limits WHERE key LIKE 'denied|%'")).toBe(1);
  });

  it("who say no and who ask for another message: it is stopped for good, or a newer message is the only one", async () => {
    for (let round = 0; round < 4; round += 1) {
      const bed = unlimited();
      const email = `again${round}@example.org`;
      await addAccount([{ kind: "email", value: email }]);
      const { flow } = await sentFlow(bed, email);
      const stop = lastStopCode(bed);
      await both(
        () => deny(bed, stop),
        () => send(bed, flow, email),
      );
      const stopped = (await stateOf(flow.id)) === "cancelled";
      expect(await count(`${PENDING} AND flow_id = ?`, flow.id)).toBe(stopped ? 0 : 1);
      expect((await typesOf(flow.id)).includes("denied")).toBe(stopped);
    }
  });
});

describe("a lost reply of a denial", () => {
  it("is asked for again: one denial, counted once, the same answer", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    const losing = testBed({ bindings: faultyBindings("after", "after") });
    const denied = await deny(losing, lastStopCode(bed));
    expect(denied.ok && denied.value).toMatchObject({ id: flow.id, state: "cancelled" });
    expect((await typesOf(flow.id)).filter((type) => type === "denied")).toHaveLength(1);
    expect(await count("SELECT sustained AS n FROM limits WHERE key LIKE 'denied|%'")).toBe(1);
  });

  it("before it was done, too", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    expect((await deny(testBed({ bindings: faultyBindings("before") }), lastStopCode(bed))).ok).toBe(true);
    expect(await stateOf(flow.id)).toBe("cancelled");
  });

  it("changes nothing of what its account began anew meanwhile, and is answered the same", async () => {
    const bindings = faultyBindings("after");
    const losing = testBed({ bindings, policy: { sends: null } });
    const bed = unlimited();
    const claim = claimOf(await addSubject("anew"), "anew@example.org");
    const { flow } = await sentClaim(bed, claim);
    const stop = lastStopCode(bed);
    bindings.meanwhile(async () => {
      bed.wait(1_000);
      await sendClaim(bed, claim);
      await bed.settle();
    });
    expect(await deny(losing, stop)).toMatchObject({ ok: true, value: { id: flow.id, state: "sent" } });
    expect(await inspect(bed, stop)).toMatchObject({ ok: true, value: { denied: true } });
    expect((await checkClaim(bed, claim, bed.sent.at(-1)?.code ?? "")).ok).toBe(true);
    expect((await typesOf(flow.id)).filter((type) => !type.startsWith("message."))).toEqual([
      "started",
      "denied",
      "started",
      "verified",
    ]);
  });

  it("of one that found the flow confirmed says so, and of a database that is away nothing is half done", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    await expect(deny(testBed({ bindings: faultyBindings("overloaded") }), lastStopCode(bed))).rejects.toThrow();
    expect(await stateOf(flow.id)).toBe("sent");
    await check(bed, flow.id, code);
    expect(reasons([await deny(testBed({ bindings: faultyBindings("after") }), lastStopCode(bed))])).toEqual({
      flow_verified: 1,
    });
    expect(await count(VERIFIED)).toBe(1);
  });
});
