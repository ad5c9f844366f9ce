import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { parseEmail } from "../../src/core/email.ts";
import { d1AccountStore } from "../../src/stores/accounts.ts";
import { bed, count, get, ID, JANE, made, NOW, PHONE, post, useBed } from "../support/account-calls.ts";
import { call, faults } from "../support/admin.ts";
import { faultyBindings } from "../support/faulty-database.ts";
import { meteredDatabase } from "../support/metered-database.ts";
import { addAccount, testBed } from "../support/world.ts";

const reachOf = async ({ key }: { key: string }) => ({ digest: `digest of ${key}`, country: null, range: null });

describe("creating an account", () => {
  it("answers the account with exactly the fixed fields, and where it is", async () => {
    const { status, headers, body } = await post({
      sub: "s-1",
      username: "jane",
      name: "Jane Doe",
      locale: "en-gb",
      addresses: [JANE, { ...PHONE, verified: true }],
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      sub: "s-1",
      username: "jane",
      name: "Jane Doe",
      locale: "en-GB",
      status: "active",
      addresses: [
        {
          id: expect.any(String),
          channel: "email",
          value: "Jane@example.org",
          primary: true,
          verified: false,
          verified_at: null,
          verified_via: null,
        },
        {
          id: expect.any(String),
          channel: "phone",
          value: "+447700900123",
          primary: true,
          verified: true,
          verified_at: NOW,
          verified_via: "admin",
        },
      ],
      created_at: NOW,
      updated_at: NOW,
    });
    expect(headers.get("location")).toBe(`/admin/accounts/${body["id"]}`);
    expect((await get(`/${body["id"]}`)).body).toEqual(body);
  });

  it("takes the least there is to say, a chosen id, and null for what is not set", async () => {
    const { body } = await post({ id: ID, sub: null, name: null, status: "inactive", addresses: [] });
    expect(body).toMatchObject({ id: ID, sub: null, username: null, locale: null, status: "inactive", addresses: [] });
    expect((await post({})).status).toBe(201);
  });

  it("makes the first address of each channel primary, unless another is said to be", async () => {
    const { body } = await post({
      addresses: [
        { channel: "email", value: "a@example.org" },
        { channel: "email", value: "b@example.org", primary: true },
        { channel: "phone", value: "+447700900001" },
        { channel: "phone", value: "+447700900002", primary: false },
      ],
    });
    const addresses = body["addresses"] as { value: string; primary: boolean }[];
    expect(addresses.filter(({ primary }) => primary).map(({ value }) => value)).toEqual([
      "b@example.org",
      "+447700900001",
    ]);
  });

  it("stores hostile text as text", async () => {
    const name = `'; DROP TABLE accounts; -- "\\ :id ?1 %_ \u{1f600} \ufffe`;
    const id = await made({ name, sub: "__proto__", username: "constructor" });
    expect((await get(`/${id}`)).body).toMatchObject({ name, sub: "__proto__", username: "constructor" });
    expect((await get("?sub=__proto__")).body["id"]).toBe(id);
  });

  it.each([
    ["sub", { sub: "s-1" }, ["/sub taken"]],
    ["username", { username: "jane" }, ["/username taken"]],
    ["id", { id: ID }, ["/id taken"]],
    [
      "mailbox, in another case",
      { addresses: [PHONE, { ...JANE, value: "jANE@EXAMPLE.ORG" }] },
      ["/addresses/1/value taken"],
    ],
    ["everything", { id: ID, addresses: [JANE], username: "jane", sub: "s-1" }, ["/id taken"]],
    [
      "everything but the id",
      { addresses: [JANE], username: "jane", sub: "s-1" },
      ["/sub taken", "/username taken", "/addresses/0/value taken"],
    ],
  ])("says which is taken: %s", async (_, json, want) => {
    await made({ id: ID, sub: "s-1", username: "jane", addresses: [JANE] });
    const before = [await count("accounts"), await count("addresses")];
    const answer = await post(json);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: "conflict", status: 409, type: "/problems/conflict" });
    expect(faults(answer)).toEqual(want);
    expect([await count("accounts"), await count("addresses")]).toEqual(before);
  });

  it.each([
    ["sub", () => ({ sub: "same" })],
    ["username", () => ({ username: "same" })],
    ["id", () => ({ id: ID })],
    ["address", () => ({ addresses: [JANE] })],
    ["second address", (n: number) => ({ addresses: [{ channel: "email", value: `u${n}@example.org` }, PHONE] })],
  ])(
    "makes exactly one of twenty with the same %s at the same time, and leaves nothing of the others",
    async (_, json) => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          post({ addresses: [{ channel: "email", value: `n${n}@example.org` }], ...json(n) }),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
      const orphans = await env.DB.prepare(
        "SELECT count(*) AS n FROM addresses WHERE account_id NOT IN (SELECT id FROM accounts)",
      ).first<number>("n");
      expect([await count("accounts"), orphans]).toEqual([1, 0]);
      const addresses = (answers.find(({ status }) => status === 201)?.body["addresses"] ?? []) as unknown[];
      expect(await count("addresses")).toBe(addresses.length);
    },
  );

  it("keeps to its app: another app's sub and address are free, its ids are not", async () => {
    const foreign = await addAccount([{ kind: "email", value: "jane@example.org" }], { appId: "other" });
    await env.DB.prepare("UPDATE accounts SET sub = 's-1', username = 'jane'").run();
    await made({ sub: "s-1", username: "jane", addresses: [JANE] });
    expect(faults(await post({ id: foreign }))).toEqual(["/id taken"]);
  });
});

describe("what a call costs", () => {
  const entry = (n: number) => {
    const address = parseEmail(`u${n}@example.org`);
    if (!address.ok) throw new Error("not an address");
    return { id: `address-${n}`, address: address.value, primary: true, verified: null };
  };
  const person = (n: number) => ({
    id: n.toString(16).padStart(24, "0"),
    sub: `s-${n}`,
    username: `u-${n}`,
    name: null,
    locale: null,
    status: "active" as const,
    addresses: [entry(n)],
  });

  it.each([10, 400])("is one trip and the same few rows when there are %i accounts", async (rows) => {
    const database = meteredDatabase();
    const accounts = d1AccountStore(database, "default", reachOf);
    await accounts.create(
      Array.from({ length: rows }, (_, n) => person(n)),
      0,
    );
    const costs: Record<string, number> = {};
    const meter = async (name: string, work: () => Promise<unknown>) => {
      const before = database.trips();
      await work();
      expect(database.trips()).toBe(before + 1);
      costs[name] = database.rowsRead();
    };
    await meter("create", () => accounts.create([person(1_000)], 0));
    await meter("refuse", () => accounts.create([person(5)], 0));
    await meter("find by id", () => accounts.find({ by: "id", text: person(5).id }));
    await meter("find by sub", () => accounts.find({ by: "sub", text: "s-5" }));
    await meter("find by username", () => accounts.find({ by: "username", text: "u-5" }));
    await meter("find by address", () => accounts.find({ by: "address", address: entry(5).address }));
    const change = { sub: "new", addresses: [entry(5), entry(2_000)] };
    await meter("update", () => accounts.update(person(5).id, change, 0));
    const over = Object.entries(costs).filter(([name, cost]) => cost > (name === "update" ? 60 : 20));
    expect(over).toEqual([]);
  });

  it("answers the same when a lost reply makes a creation run twice", async () => {
    const accounts = d1AccountStore(meteredDatabase(), "default", reachOf);
    const [first] = await accounts.create([person(1)], 7);
    const [again] = await accounts.create([person(1)], 7);
    expect(again).toEqual(first);
  });

  const taken = { ok: false, failure: { reason: "taken", taken: [{ field: "id" }] } };
  it.each<[string, object, number]>([
    ["a moment later", {}, 8],
    ["under another name", { name: "Jane" }, 7],
    ["with another status", { status: "inactive" }, 7],
    ["by another request", { addresses: [{ ...entry(1), id: "another" }] }, 7],
  ])("does not take an account that somebody made %s for its own", async (_, change, now) => {
    const accounts = d1AccountStore(meteredDatabase(), "default", reachOf);
    await accounts.create([person(1)], 7);
    expect(await accounts.create([{ ...person(1), ...change }], now)).toEqual([taken]);
    expect([await count("accounts"), await count("addresses")]).toEqual([1, 1]);
  });
});

describe("a reply that was lost on the way", () => {
  it.each(["after", "before"] as const)("does not hide that an account was made (%s the commit)", async (fault) => {
    useBed(testBed({ bindings: faultyBindings(fault) }));
    const answer = await post({ id: ID, sub: "s-1", addresses: [JANE, PHONE] });
    expect([answer.status, answer.body["id"]]).toEqual([201, ID]);
    expect([await count("accounts"), await count("addresses")]).toEqual([1, 2]);
    const again = await post({ id: ID, sub: "s-1", addresses: [JANE, PHONE] });
    expect([again.status, faults(again)]).toEqual([409, ["/id taken"]]);
  });

  it("leaves a person erased, whom the second try then does not know", async () => {
    const id = await made({ addresses: [JANE] });
    // The first of its two trips only looks how many events there are.
    useBed(testBed({ bindings: faultyBindings("none", "after") }));
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(404);
    expect([await count("accounts"), await count("addresses")]).toEqual([0, 0]);
  });
});
