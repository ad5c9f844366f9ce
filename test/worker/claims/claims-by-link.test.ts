import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { d1FlowStore } from "../../../src/stores/flows.ts";
import { addressesOf, addSubject, claimOf, sentClaim } from "../../support/claims.ts";
import { reasons } from "../../support/journey.ts";
import { meteredDatabase } from "../../support/metered-database.ts";
import { type TestBed, testBed } from "../../support/world.ts";

let bed: TestBed;
let sub: string;
let next = 0;
const fresh = (name: string): string => `${name}-${next}@example.org`;

beforeEach(async () => {
  bed = testBed({ policy: { sends: null } });
  next += 1;
  sub = await addSubject(`user-${next}`);
});

describe("a claim by link", () => {
  /** A link as its address has it, which holds but the beginning of an id. */
  const opened = ({ flowId, ...link }: Parameters<TestBed["services"]["claims"]["consume"]>[0]) => ({
    ...link,
    flowStart: flowId.slice(0, 13),
  });

  it("is looked at without being used, used once, and known again", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const { link } = await sentClaim(bed, claim, { proof: "link" });
    const { claims } = bed.services;
    for (let look = 0; look < 3; look += 1) {
      expect(await claims.inspectLink(opened(link))).toMatchObject({ ok: true, value: { used: false } });
    }
    const results = await Promise.all(Array.from({ length: 20 }, () => claims.consume(link)));
    expect(reasons(results)).toEqual({ verified: 1, address_verified: 19 });
    expect(await claims.inspectLink(opened(link))).toMatchObject({ ok: true, value: { used: true } });
    expect(await claims.inspectLink({ ...opened(link), token: "made-up" })).toMatchObject({ ok: false });
  });

  it.each(["0000-4000-8000-000000000000", "ffff-4000-8000-ffffffffffff"])(
    "is found among flows whose ids begin alike: …-%s",
    async (rest) => {
      const { link } = await sentClaim(bed, claimOf(sub, fresh("grace")), { proof: "link" });
      const flow = await env.DB.prepare("SELECT * FROM flows WHERE id = ?").bind(link.flowId).first<object>();
      const other = { ...flow, id: `${link.flowId.slice(0, 14)}${rest}`, issue_id: null };
      await env.DB.prepare(`INSERT INTO flows (${Object.keys(other)}) VALUES (${Object.keys(other).map(() => "?")})`)
        .bind(...Object.values(other))
        .run();
      const found = await bed.services.claims.inspectLink(opened(link));
      expect(found).toMatchObject({ ok: true, value: { flow: { id: link.flowId }, used: false } });
    },
  );

  it("is found by as few rows, however many flows there are", async () => {
    const { link } = await sentClaim(bed, claimOf(sub, fresh("grace")), { proof: "link" });
    const database = meteredDatabase();
    const look = async () => {
      const { flowStart, appId, dialect } = opened(link);
      await d1FlowStore(database).matchesLink({ flowStart, appId, dialect, link: [], now: 0 });
      return database.rowsRead();
    };
    const grow = (from: number, to: number) =>
      env.DB.prepare(
        `WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
         INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, created_at, expires_at, sweep_at)
         SELECT printf('%08x-0000-4000-8000-000000000000', i * 2000000), app_id, dialect, proof, 'open', guard, context,
           created_at, expires_at, sweep_at FROM n JOIN (SELECT * FROM flows WHERE id = ?3)`,
      )
        .bind(from, to, link.flowId)
        .run();
    // Few, and yet some behind it: a range that ends at the end of a table reads one row less.
    await grow(1, 3);
    await grow(2140, 2147);
    const few = await look();
    await grow(4, 2139);
    expect([await look(), few < 10]).toEqual([few, true]);
  });

  it("is accepted from one account, however many press links to one address at the same time", async () => {
    const email = fresh("raced");
    const rivals = await Promise.all(["a", "b", "c"].map((name) => addSubject(`${name}-${next}`)));
    const { claims } = bed.services;
    const links: Parameters<typeof claims.consume>[0][] = [];
    for (const rival of rivals) links.push((await sentClaim(bed, claimOf(rival, email), { proof: "link" })).link);
    const presses = Array.from({ length: 10 }, () => links).flat();
    const results = await Promise.all(presses.map((link) => claims.consume(link)));
    expect(reasons(results)).toEqual({ verified: 1, address_verified: 29 });
    const held = (await Promise.all(rivals.map(addressesOf))).flat();
    expect(held).toEqual([`${email} primary verified`]);
  });

  it("is dead when superseded, expired, or made up, and nothing of the account's changes", async () => {
    const claim = claimOf(sub, fresh("grace"));
    const first = await sentClaim(bed, claim, { proof: "link" });
    const second = await sentClaim(bed, claim, { proof: "link" });
    const { claims } = bed.services;
    for (const link of [first.link, { ...second.link, token: "made-up" }]) {
      expect(await claims.inspectLink(opened(link))).toMatchObject({ failure: { reason: "link_unknown" } });
      expect(await claims.consume(link)).toMatchObject({ ok: false });
    }
    bed.wait(bed.services.settings.policy.linkLifetimeMs);
    expect(await claims.inspectLink(opened(second.link))).toMatchObject({ ok: false });
    expect(await claims.consume(second.link)).toMatchObject({ ok: false });
    expect(await addressesOf(sub)).toEqual([]);
  });
});
