import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { d1FlowListing } from "../../src/stores/flow-listing.ts";
import { call, faults } from "../support/admin.ts";
import * as journey from "../support/journey.ts";
import { meteredDatabase } from "../support/metered-database.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

let bed: TestBed;
beforeEach(() => {
  bed = testBed();
});

const HOUR = 3_600_000;

const start = async (): Promise<string> => (await journey.start(bed)).id;

async function send(id: string, email?: string): Promise<void> {
  const sent = await journey.send(bed, { id, proof: "code" }, email);
  if (!sent.ok) throw new Error(sent.failure.reason);
  await bed.settle();
}

const check = (id: string, code = bed.sent.at(-1)?.code ?? "") => journey.check(bed, id, code);

/** As many rows as wanted, two of each instant, straight into the table. */
async function seed(rows: number, appId = "default", account: string | null = null): Promise<void> {
  const statements = Array.from({ length: rows }, (_, n) =>
    env.DB.prepare(
      `INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, account_id, created_at, expires_at, sweep_at)
       VALUES (?, ?, 'test', 'code', 'open', '', '{}', ?, ?, ?, 0)`,
    ).bind(crypto.randomUUID(), appId, account, Math.floor(n / 2), bed.now() + HOUR),
  );
  await env.DB.batch(statements);
}

const list = async (query = "") => {
  const { status, body } = await call(bed, "GET", `/flows${query}`);
  expect(status).toBe(200);
  return body as { flows: Record<string, unknown>[]; next_cursor: string | null };
};
const ids = async (query: string) => (await list(query)).flows.map(({ id }) => id);
const cancel = (id: string) => call(bed, "POST", `/flows/${id}/cancel`);

describe("looking at flows", () => {
  it("shows exactly what an operator needs, and no code, token or guard", async () => {
    const accountId = await addAccount([{ kind: "email", value: journey.JANE }]);
    const id = await start();
    await send(id);
    const code = bed.sent.at(-1)?.code ?? "";
    await check(id, code === "000000" ? "000001" : "000000");
    const answer = await call(bed, "GET", `/flows/${id}`);
    expect(answer.body).toEqual({
      id,
      dialect: "test",
      proof: "code",
      state: "sent",
      account_id: accountId,
      channel: "email",
      address: "j•••e@example.org",
      attempts: 1,
      created_at: "2026-11-21T19:14:05.532Z",
      expires_at: "2026-11-21T20:14:05.532Z",
      verified_at: null,
    });
    expect(JSON.stringify(answer.body)).not.toContain(code);
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|jane@/);
    expect((await check(id)).ok).toBe(true);
    expect((await call(bed, "GET", `/flows/${id}`)).body).toMatchObject({
      state: "verified",
      attempts: 2,
      verified_at: "2026-11-21T19:14:05.532Z",
    });
  });

  it("shows null for what is not known yet, and the masked number of a phone", async () => {
    const id = await start();
    expect((await call(bed, "GET", `/flows/${id}`)).body).toMatchObject({
      account_id: null,
      channel: null,
      address: null,
    });
    await env.DB.prepare("UPDATE flows SET channel = 'voice', address_value = '+447700900123'").run();
    expect((await call(bed, "GET", `/flows/${id}`)).body).toMatchObject({
      channel: "voice",
      address: "+44 ••• ••• 0123",
    });
  });

  it.each(["nothing", "%00", crypto.randomUUID()])("answers 404 for %s, and for flows of another app", async (id) => {
    await seed(1, "other");
    const foreign = await env.DB.prepare("SELECT id FROM flows").first<string>("id");
    for (const each of [id, foreign]) expect((await call(bed, "GET", `/flows/${each}`)).status).toBe(404);
    expect((await cancel(String(foreign))).status).toBe(404);
    expect(await env.DB.prepare("SELECT state FROM flows").first("state")).toBe("open");
    expect(await list()).toEqual({ flows: [], next_cursor: null });
  });

  it("pages through all of them once, newest first, also where instants are the same", async () => {
    await seed(25);
    await seed(5, "other");
    const seen: Record<string, unknown>[] = [];
    let query = "?limit=4";
    for (let pages = 1; ; pages += 1) {
      const { flows, next_cursor } = await list(query);
      seen.push(...flows);
      if (next_cursor === null) {
        expect([pages, flows.length]).toEqual([7, 1]);
        break;
      }
      expect(flows).toHaveLength(4);
      query = `?limit=4&cursor=${encodeURIComponent(next_cursor)}`;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    const instants = seen.map(({ created_at }) => String(created_at));
    expect(instants).toEqual(instants.toSorted().toReversed());
  });

  it("gives fifty unless asked otherwise, and two hundred at most", async () => {
    await seed(60);
    expect((await list()).flows).toHaveLength(50);
    expect((await list("?limit=200")).flows).toHaveLength(60);
    expect((await list("?limit=60")).next_cursor).toBeNull();
  });

  it("filters by account and by state", async () => {
    const accountId = await addAccount([{ kind: "email", value: journey.JANE }]);
    const [first, second, third] = [await start(), await start(), await start()];
    bed.wait(1);
    await send(first);
    await send(second, "nobody@example.org");
    expect(await ids(`?account_id=${accountId}`)).toEqual([first]);
    expect((await ids("?state=sent")).toSorted()).toEqual([first, second].toSorted());
    expect(await ids(`?state=sent&account_id=${accountId}`)).toEqual([first]);
    expect(await ids(`?state=open&account_id=${accountId}`)).toEqual([]);
    expect(await ids("?state=open")).toEqual([third]);
    expect(await ids("?account_id=0123456789abcdef01234567")).toEqual([]);
  });

  it("tells a flow whose time is over as expired before housekeeping has been around", async () => {
    const id = await start();
    bed.wait(HOUR - 1);
    expect(await ids("?state=open")).toEqual([id]);
    bed.wait(1);
    expect((await call(bed, "GET", `/flows/${id}`)).body["state"]).toBe("expired");
    expect([await ids("?state=open"), await ids("?state=expired")]).toEqual([[], [id]]);
  });

  it.each<[string, string]>([
    ["?state=done", "state not_allowed"],
    ["?account_id=me", "account_id id_malformed"],
    ["?limit=0", "limit out_of_range"],
    ["?limit=201", "limit out_of_range"],
    ["?limit=-1", "limit invalid"],
    ["?limit=1e2", "limit invalid"],
    ["?cursor=x", "cursor cursor_malformed"],
    ["?cursor=", "cursor cursor_malformed"],
    [`?cursor=${btoa("1 not-an-id")}`, "cursor cursor_malformed"],
    [`?cursor=${"A".repeat(200)}`, "cursor too_long"],
    ["?app_id=other", "app_id unknown_field"],
    ["?limit=1&limit=2", "limit repeated"],
  ])("refuses %s", async (query, want) => {
    const answer = await call(bed, "GET", `/flows${query}`);
    expect([answer.status, answer.body["code"]]).toEqual([400, "invalid_query"]);
    expect(faults(answer)).toEqual([want]);
  });

  it.each([50, 500])("reads a page off an index when there are %i flows", async (rows) => {
    const accountId = await addAccount([{ kind: "email", value: journey.JANE }]);
    await seed(rows);
    await seed(4, "default", accountId);
    const database = meteredDatabase();
    const flows = d1FlowListing(database, "default");
    const filter = { accountId: null, state: null, now: bed.now(), limit: 5 };
    expect(await flows.list({ ...filter, after: null })).toHaveLength(5);
    expect(database.rowsRead()).toBeLessThan(15);
    expect(await flows.list({ ...filter, after: { createdAt: 10, id: "f" } })).toHaveLength(5);
    expect(database.rowsRead()).toBeLessThan(15);
    expect(await flows.list({ ...filter, accountId, after: null })).toHaveLength(4);
    expect(database.rowsRead()).toBeLessThan(15);
    // Those were all made long ago: what is under way was made within a day.
    await start();
    expect(await flows.list({ ...filter, state: "open", after: null })).toHaveLength(1);
    expect(database.rowsRead()).toBeLessThan(15);
  });
});

describe("cancelling a flow", () => {
  it("ends it, for its code too, and may be asked for again", async () => {
    await addAccount([{ kind: "email", value: journey.JANE }]);
    const id = await start();
    await send(id);
    const answer = await cancel(id);
    expect([answer.status, answer.body["state"]]).toEqual([200, "cancelled"]);
    expect(await check(id)).toMatchObject({ ok: false, failure: { reason: "flow_cancelled" } });
    expect((await cancel(id)).status).toBe(200);
    expect(await env.DB.prepare("SELECT count(*) AS n FROM issues WHERE code_mac IS NOT NULL").first("n")).toBe(0);
  });

  it("refuses when it is over already, and leaves it as it is", async () => {
    await addAccount([{ kind: "email", value: journey.JANE }]);
    const verified = await start();
    await send(verified);
    await check(verified);
    const locked = await start();
    await env.DB.prepare("UPDATE flows SET state = 'locked' WHERE id = ?").bind(locked).run();
    for (const id of [verified, locked]) {
      const answer = await cancel(id);
      expect([answer.status, answer.body["code"]]).toEqual([409, "flow_over"]);
    }
    const late = await start();
    bed.wait(HOUR);
    expect((await cancel(late)).status).toBe(409);
    expect((await call(bed, "GET", `/flows/${verified}`)).body["state"]).toBe("verified");
  });

  it("answers 404 for what is no flow", async () => {
    for (const id of ["x", crypto.randomUUID()]) expect((await cancel(id)).status).toBe(404);
  });
});
