import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { d1EventListing } from "../../../src/stores/event-listing.ts";
import { sweep } from "../../../src/stores/retention.ts";
import { call, faults } from "../../support/admin.ts";
import { feed, type WireEvent } from "../../support/events.ts";
import { check, JANE, sentFlow, start } from "../../support/journey.ts";
import { meteredDatabase } from "../../support/metered-database.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const DAY = 86_400_000;
let bed: TestBed;
beforeEach(() => {
  bed = testBed({ policy: { sends: null } });
});

/** As many events as wanted, of an account each, straight into the table. */
const seed = (events: number, { account = null as string | null, at = 0 } = {}) =>
  env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO events (app_id, type, flow_id, account_id, at)
     SELECT 'default', 'verification.started', 'f' || i, ?2, ?3 FROM n`,
  )
    .bind(events, account, at)
    .run();

/** Reads to the end, as an operator's script would. */
async function readAll(query = "", after = "0"): Promise<readonly WireEvent[]> {
  const page = await feed(bed, `?after=${after}${query}`);
  return page.more ? [...page.events, ...(await readAll(query, page.next))] : page.events;
}

describe("the feed of events", () => {
  it("shows a verification over HTTP, oldest first", async () => {
    const account = await addAccount([{ kind: "email", value: JANE }]);
    const flow = (await (await bed.fetch("/self-service/verification/api")).json()) as { id: string };
    const post = (fields: object) =>
      bed.fetch(`/self-service/verification?flow=${flow.id}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ method: "code", ...fields }),
      });
    await post({ email: JANE });
    await post({ code: bed.sent[0]?.code });
    const { events, next, more } = await feed(bed);
    expect(events.map(({ type, dialect, account_id }) => [type, dialect, account_id])).toEqual([
      ["verification.started", "kratos", null],
      ["message.sent", "kratos", account],
      ["verification.verified", "kratos", account],
    ]);
    expect(events[1]).toEqual({
      id: "2",
      type: "message.sent",
      flow_id: flow.id,
      account_id: account,
      message_id: bed.sent[0]?.id,
      dialect: "kratos",
      channel: "email",
      data: { provider: "test", reason: null, vendor_code: null },
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect([next, more]).toEqual(["3", false]);
  });

  it("goes on where the cursor is, and hands it back at the end", async () => {
    await seed(5);
    const first = await feed(bed, "?limit=2");
    expect([first.events.map(({ id }) => id), first.next, first.more]).toEqual([["1", "2"], "2", true]);
    const rest = await feed(bed, `?after=${first.next}`);
    expect([rest.events.map(({ id }) => id), rest.next, rest.more]).toEqual([["3", "4", "5"], "5", false]);
    expect(await feed(bed, "?after=5")).toEqual({ events: [], next: "5", more: false });
    expect(await feed(bed, "?after=99")).toEqual({ events: [], next: "99", more: false });
  });

  it("misses nothing while many write", async () => {
    await addAccount([{ kind: "email", value: JANE }]);
    const writing = Promise.all(
      Array.from({ length: 25 }, async (_, n) => {
        const { flow, code } = await sentFlow(testBed({ policy: { sends: null } }), JANE, `192.0.2.${n}`);
        await check(bed, flow.id, code);
      }),
    );
    let over = false;
    void writing.finally(() => {
      over = true;
    });
    const seen: string[] = [];
    let after = "0";
    for (let last = false; !last; ) {
      last = over;
      const page = await feed(bed, `?after=${after}&limit=3`);
      seen.push(...page.events.map(({ id }) => id));
      after = page.next;
      last &&= !page.more;
    }
    await writing;
    const { results } = await env.DB.prepare("SELECT seq FROM events ORDER BY seq").all<{ seq: number }>();
    expect(results).toHaveLength(75);
    expect(seen).toEqual(results.map(({ seq }) => String(seq)));
  });

  it("is of one type, one flow or one account where that is asked for", async () => {
    const account = await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    await start(bed);
    const only = async (query: string) => (await feed(bed, query)).events.map(({ id }) => id);
    expect(await only("?type=verification.started")).toEqual(["1", "3"]);
    expect(await only(`?flow_id=${flow.id}`)).toEqual(["1", "2"]);
    expect(await only(`?account_id=${account}`)).toEqual(["2"]);
    expect(await only(`?account_id=${account}&type=verification.started`)).toEqual([]);
  });

  it("looks at so many events and no more for one page, however few are wanted", async () => {
    await seed(100, { account: "a".repeat(24) });
    const metered = meteredDatabase();
    const events = d1EventListing(metered, "default", 40);
    const filter = { type: null, flowId: "f95", accountId: null, limit: 10 };
    const first = await events.list({ ...filter, after: 0 });
    expect(first).toEqual({ events: [], next: 40, more: true });
    expect(metered.rowsRead()).toBeLessThan(100);
    const second = await events.list({ ...filter, after: first.next });
    const third = await events.list({ ...filter, after: second.next });
    expect([third.events.map(({ seq }) => seq), third.next, third.more]).toEqual([[95], 100, false]);
  });

  it("begins at the oldest event there is", async () => {
    await seed(100);
    await env.DB.exec("DELETE FROM events WHERE seq <= 90");
    const { events } = await d1EventListing(bed.services.database, "default", 5).list({
      after: 0,
      type: null,
      flowId: null,
      accountId: null,
      limit: 3,
    });
    expect(events.map(({ seq }) => seq)).toEqual([91, 92, 93]);
  });

  it("shows nothing of another app", async () => {
    await env.DB.exec(
      "INSERT INTO events (app_id, type, flow_id, at) VALUES ('other', 'verification.started', 'f', 0)",
    );
    expect(await feed(bed)).toEqual({ events: [], next: "1", more: false });
  });

  it.each([
    ["?after=-1", "after invalid"],
    ["?after=x", "after invalid"],
    ["?after=01", "after invalid"],
    ["?limit=0", "limit out_of_range"],
    ["?limit=1001", "limit out_of_range"],
    ["?type=verification.unknown", "type not_allowed"],
    ["?flow_id=1", "flow_id id_malformed"],
    ["?account_id=1", "account_id id_malformed"],
    ["?wait=1", "wait unknown_field"],
  ])("refuses %s", async (query, fault) => {
    const answer = await call(bed, "GET", `/events${query}`);
    expect([answer.status, faults(answer)]).toEqual([400, [fault]]);
  });

  it("is for operators alone", async () => {
    expect((await bed.fetch("/admin/events")).status).toBe(401);
    expect((await call(bed, "POST", "/events")).status).toBe(405);
  });
});

describe("how long events are kept", () => {
  const run = () => sweep(bed.services.database, bed.services.settings.policy, bed.now());
  const left = async () => (await readAll()).map(({ id }) => Number(id));

  it("a year, in chunks", async () => {
    await seed(1_200, { at: bed.now() - 365 * DAY - 1 });
    await seed(2, { at: bed.now() - 365 * DAY + 1 });
    expect(await run()).toMatchObject({ events: 1_200 });
    expect(await left()).toEqual([1_201, 1_202]);
  });

  it("and the newest longer, so that the number of an event is never given twice", async () => {
    await seed(3, { at: 0 });
    expect(await run()).toMatchObject({ events: 2 });
    await start(bed);
    expect(await left()).toEqual([3, 4]);
  });

  it("reads next to nothing while none is old enough", async () => {
    await seed(2_000, { at: bed.now() });
    const metered = meteredDatabase();
    await sweep(metered, bed.services.settings.policy, bed.now());
    expect(metered.rowsRead()).toBeLessThan(100);
  });
});
