import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sweep } from "../../src/stores/retention.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function sentFlow(bed: TestBed): Promise<string> {
  const flow = (await (await bed.fetch("/self-service/verification/api")).json()) as { id: string };
  const reply = await bed.fetch(`/self-service/verification?flow=${flow.id}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ method: "code", email: "jane@example.org" }),
  });
  expect(reply.status).toBe(200);
  return flow.id;
}

const run = ({ services, now }: TestBed) => sweep(services.database, services.settings.policy, now());
/** The sweeps in which all counters have their turn. */
async function anHour(bed: TestBed): Promise<void> {
  for (let minute = 0; minute < 64; minute += 1) {
    await run(bed);
    bed.wait(60_000);
  }
}
const rows = async (table: string): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? -1;
const issue = () => env.DB.prepare("SELECT state, code_mac, link_mac FROM issues").first();

describe("the sweep", () => {
  it("leaves what is alive alone", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: "jane@example.org" }]);
    await sentFlow(bed);
    bed.wait(HOUR - 1);
    expect(await run(bed)).toMatchObject({ closed: 0, dropped: 0 });
    expect(await issue()).toMatchObject({ state: "pending", code_mac: expect.any(String) });
  });

  it("erases the verifiers of a flow at its end, keeps the rest, and does so once", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: "jane@example.org" }]);
    const flow = await sentFlow(bed);
    bed.wait(HOUR);
    expect(await run(bed)).toMatchObject({ closed: 1, dropped: 0 });
    expect(await issue()).toEqual({ state: "expired", code_mac: null, link_mac: null });
    expect(await env.DB.prepare("SELECT state FROM flows WHERE id = ?").bind(flow).first("state")).toBe("expired");
    expect(await run(bed)).toMatchObject({ closed: 0 });
  });

  it("does not turn what ended well into something expired", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: "jane@example.org" }]);
    const flow = await sentFlow(bed);
    const code = bed.sent[0]?.code ?? "";
    await bed.services.verification.check({
      appId: "default",
      dialect: "kratos",
      flowId: flow,
      code,
      noticeIfWrong: null,
    });
    expect(await issue()).toEqual({ state: "verified", code_mac: null, link_mac: expect.any(String) });
    bed.wait(HOUR);
    await run(bed);
    expect(await issue()).toEqual({ state: "verified", code_mac: null, link_mac: null });
    expect(await env.DB.prepare("SELECT state FROM flows").first("state")).toBe("verified");
  });

  it("drops everything of a flow after its keeping, and counters when their windows are over", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: "jane@example.org" }]);
    await sentFlow(bed);
    expect(await rows("limits")).toBe(3);
    bed.wait(DAY);
    await anHour(bed);
    expect(await rows("limits")).toBe(0);
    bed.wait(30 * DAY + HOUR);
    expect(await run(bed)).toMatchObject({ closed: 0, dropped: 1 });
    for (const table of ["flows", "issues", "attempts", "messages"])
      expect([table, await rows(table)]).toEqual([table, 0]);
  });

  /** So many flows that are over. */
  const pile = (bed: TestBed, size: number) =>
    env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, created_at, expires_at, sweep_at)
       SELECT 'f' || i, 'default', 'kratos', 'code', 'open', 'api', '{}', ?1, ?1, ?1 FROM n`,
    )
      .bind(bed.now() - 1, size)
      .run();

  it("works in chunks and gets through a pile of them in one go", async () => {
    const bed = testBed();
    await pile(bed, 1_200);
    expect(await run(bed)).toMatchObject({ closed: 1_200 });
    expect(await run(bed)).toMatchObject({ closed: 0 });
  });

  it("leaves the rest of a mountain to the next sweep", async () => {
    const bed = testBed();
    await pile(bed, 10_100);
    expect(await run(bed)).toMatchObject({ closed: 10_000 });
    expect(await run(bed)).toMatchObject({ closed: 100 });
  });

  it("may run twice at once", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: "jane@example.org" }]);
    await sentFlow(bed);
    bed.wait(HOUR);
    const [one, other] = await Promise.all([run(bed), run(bed)]);
    expect(one.closed + other.closed).toBe(1);
  });
});
