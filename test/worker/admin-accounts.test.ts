import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { parseEmail } from "../../src/core/email.ts";
import { d1AccountStore } from "../../src/stores/accounts.ts";
import { bearer, call, faults } from "../support/admin.ts";
import { faultyBindings } from "../support/faulty-database.ts";
import { meteredDatabase } from "../support/metered-database.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

let bed: TestBed;
beforeEach(() => {
  bed = testBed();
});

const NOW = "2026-11-21T19:14:05.532Z";
const JANE = { channel: "email", value: "Jane@Example.org" };
const PHONE = { channel: "phone", value: "+44 7700 900123" };
const ID = "0123456789abcdef01234567";

const post = (json: unknown) => call(bed, "POST", "/accounts", { json });
const get = (path: string) => call(bed, "GET", `/accounts${path}`);
const patch = (id: string, json: unknown) => call(bed, "PATCH", `/accounts/${id}`, { json });
const made = async (json: unknown): Promise<string> => {
  const { status, body } = await post(json);
  expect(status).toBe(201);
  return String(body["id"]);
};
const count = async (table: string): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;

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
    const accounts = d1AccountStore(database, "default");
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
    const accounts = d1AccountStore(meteredDatabase(), "default");
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
    const accounts = d1AccountStore(meteredDatabase(), "default");
    await accounts.create([person(1)], 7);
    expect(await accounts.create([{ ...person(1), ...change }], now)).toEqual([taken]);
    expect([await count("accounts"), await count("addresses")]).toEqual([1, 1]);
  });
});

describe("a reply that was lost on the way", () => {
  it.each(["after", "before"] as const)("does not hide that an account was made (%s the commit)", async (fault) => {
    bed = testBed({ bindings: faultyBindings(fault) });
    const answer = await post({ id: ID, sub: "s-1", addresses: [JANE, PHONE] });
    expect([answer.status, answer.body["id"]]).toEqual([201, ID]);
    expect([await count("accounts"), await count("addresses")]).toEqual([1, 2]);
    const again = await post({ id: ID, sub: "s-1", addresses: [JANE, PHONE] });
    expect([again.status, faults(again)]).toEqual([409, ["/id taken"]]);
  });

  it("leaves a person erased, whom the second try then does not know", async () => {
    const id = await made({ addresses: [JANE] });
    bed = testBed({ bindings: faultyBindings("after") });
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(404);
    expect([await count("accounts"), await count("addresses")]).toEqual([0, 0]);
  });
});

describe("bad bodies", () => {
  const address = (change: object) => ({ addresses: [{ ...JANE, ...change }] });
  it.each<[string, unknown, readonly string[]]>([
    ["an array", [], [" wrong_type"]],
    ["null", null, [" wrong_type"]],
    ["a string", "x", [" wrong_type"]],
    ["an unknown field", { sub: "x", admin: true, "a/b~c": 1 }, ["/admin unknown_field", "/a~1b~0c unknown_field"]],
    ["an app of the caller's choice", { app_id: "other" }, ["/app_id unknown_field"]],
    ["constructor", { constructor: { prototype: {} } }, ["/constructor unknown_field"]],
    ["an array for a string", { sub: ["x"], name: {} }, ["/sub wrong_type", "/name wrong_type"]],
    ["a number for a string", { username: 1 }, ["/username wrong_type"]],
    ["an empty sub", { sub: "" }, ["/sub too_short"]],
    ["white space around a sub", { sub: " x" }, ["/sub untrimmed"]],
    ["a long sub", { sub: "x".repeat(256) }, ["/sub too_long"]],
    ["a long name", { name: "x".repeat(256) }, ["/name too_long"]],
    ["a short id", { id: "abc" }, ["/id id_malformed"]],
    ["an id in capitals", { id: ID.toUpperCase() }, ["/id id_malformed"]],
    ["no language", { locale: "en_US" }, ["/locale locale_malformed"]],
    ["an unknown status", { status: "root" }, ["/status not_allowed"]],
    ["null for a status", { status: null }, ["/status not_allowed"]],
    ["addresses that are no list", { addresses: {} }, ["/addresses wrong_type"]],
    ["an address that is a string", { addresses: ["jane@example.org"] }, ["/addresses/0 wrong_type"]],
    ["no channel", { addresses: [{ value: "a@b.example" }] }, ["/addresses/0/channel required"]],
    ["an unknown channel", address({ channel: "pigeon" }), ["/addresses/0/channel not_allowed"]],
    ["no value", { addresses: [{ channel: "email" }] }, ["/addresses/0/value required"]],
    ["an empty value", address({ value: " " }), ["/addresses/0/value address_missing"]],
    ["no mailbox", address({ value: "jane" }), ["/addresses/0/value email_malformed"]],
    ["a long mailbox", address({ value: `${"a".repeat(65)}@example.org` }), ["/addresses/0/value email_too_long"]],
    ["a very long value", address({ value: "a".repeat(1_025) }), ["/addresses/0/value too_long"]],
    ["no number", address({ channel: "phone", value: "0123" }), ["/addresses/0/value phone_malformed"]],
    [
      "a premium number",
      address({ channel: "phone", value: "+4490900123456" }),
      ["/addresses/0/value phone_not_allowed"],
    ],
    [
      "a word for a truth",
      address({ verified: "true", primary: 1 }),
      ["/addresses/0/primary wrong_type", "/addresses/0/verified wrong_type"],
    ],
    ["a time of the caller's choice", address({ verified_at: NOW }), ["/addresses/0/verified_at unknown_field"]],
    [
      "the same address twice",
      { addresses: [JANE, { ...JANE, value: "jane@example.org" }] },
      ["/addresses/1/value repeated"],
    ],
    [
      "two primary ones",
      {
        addresses: [
          { ...JANE, primary: true },
          { channel: "email", value: "b@example.org", primary: true },
        ],
      },
      ["/addresses/1/primary second_primary"],
    ],
    [
      "21 addresses",
      { addresses: Array.from({ length: 21 }, (_, n) => ({ channel: "email", value: `u${n}@example.org` })) },
      ["/addresses too_long"],
    ],
    ["NUL", { name: "a\0b" }, ["/name bad_characters"]],
    ["a line feed", { name: "a\nb" }, ["/name bad_characters"]],
    ["NUL in a name of a field", { "a\0b": 1 }, [" bad_characters"]],
    ["a lone surrogate", { name: "a\ud800" }, ["/name bad_characters"]],
    ["a lone surrogate deep inside", address({ value: "\udc00@example.org" }), ["/addresses/0/value bad_characters"]],
  ])("refuses %s, and says where", async (_, json, want) => {
    const answer = await post(json);
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ type: "/problems/invalid_fields", code: "invalid_fields", status: 422 });
    expect(faults(answer)).toEqual(want);
    expect(await count("accounts")).toBe(0);
  });

  it("names no more than twenty faults", async () => {
    const json = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, 1]));
    expect(faults(await post(json))).toHaveLength(20);
  });

  const json = { "content-type": "application/json" };
  const bytes = (...values: number[]) => new Uint8Array(values);
  it.each<[string, number, BodyInit, Record<string, string>]>([
    ["nothing", 400, "", json],
    ["half a text", 400, '{"sub":"x"', json],
    ["two texts", 400, '{"sub":"x"}{}', json],
    ["a byte order mark", 400, '\ufeff{"sub":"x"}', json],
    ["bytes that are not UTF-8", 400, bytes(0x7b, 0x22, 0xff, 0x22, 0x7d), json],
    ["an overlong form", 400, bytes(0x22, 0xc0, 0xaf, 0x22), json],
    ["a raw NUL", 400, '{"sub":"a\0b"}', json],
    ["nine levels", 400, `{"a":${"[".repeat(8)}${"]".repeat(8)}}`, json],
    ["8,000 levels", 400, "[".repeat(8_000), json],
    ["eight levels", 422, `{"a":${"[".repeat(7)}${"]".repeat(7)}}`, json],
    ["__proto__", 422, '{"__proto__":{"sub":"x"},"sub":"y"}', json],
    ["1e400", 422, '{"sub":1e400}', json],
    ["16 KiB and one byte", 413, `{"name":"${"x".repeat(16 * 1024 - 10)}"}`, json],
    ["16 KiB", 422, `{"name":"${"x".repeat(16 * 1024 - 11)}"}`, json],
    ["no type", 415, bytes(0x7b, 0x7d), {}],
    ["text/json", 415, "{}", { "content-type": "text/json" }],
    ["text/plain", 415, "{}", { "content-type": "text/plain" }],
    ["a form", 415, "sub=x", { "content-type": "application/x-www-form-urlencoded" }],
    ["UTF-16", 415, "{}", { "content-type": "application/json; charset=utf-16" }],
    ["two types", 415, "{}", { "content-type": "application/json, text/html" }],
    ["an endless type", 415, "{}", { "content-type": `application/json; ${"x".repeat(10_000)}` }],
    ["a compressed body", 415, "{}", { ...json, "content-encoding": "gzip" }],
    ["UTF-8, said aloud", 201, '{"sub":"x","sub":"y"}', { "content-type": 'Application/JSON; charset="UTF-8"' }],
  ])("answers %s with %i", async (_, status, body, headers) => {
    const answer = await call(bed, "POST", "/accounts", { body, headers });
    expect(answer.status).toBe(status);
    if (status >= 400) expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  it("counts a body while it streams in", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_024).fill(0x20));
      },
    });
    const answer = await call(bed, "POST", "/accounts", { body: endless, headers: json });
    expect(answer.status).toBe(413);
    expect(pulled).toBeLessThan(64);
  });
});

describe("looking an account up", () => {
  it.each([
    "email=jane@example.org",
    "email=JANE%40EXAMPLE.ORG",
    "phone=%2B447700900123",
    "phone=+447700900123",
    "sub=s-1",
    "username=jane",
  ])("finds it by %s", async (query) => {
    const id = await made({ sub: "s-1", username: "jane", addresses: [JANE, PHONE] });
    await made({ sub: "s-2", addresses: [{ channel: "email", value: "bob@example.org" }] });
    const { status, body } = await get(`?${query}`);
    expect([status, body["id"]]).toEqual([200, id]);
  });

  it("finds a tagged mailbox, its plus sign escaped or not", async () => {
    const id = await made({ addresses: [{ channel: "email", value: "jane+tag@example.org" }] });
    for (const email of ["jane+tag@example.org", "jane%2Btag@example.org"]) {
      expect((await get(`?email=${email}`)).body["id"]).toBe(id);
    }
  });

  it.each([
    "/0123456789abcdef01234567",
    "/nobody",
    "/%00",
    "/..%2f..%2fx",
    "/%zz",
    "/import",
    "?email=no@example.org",
    "?sub=s",
    "?username=S-1",
  ])("answers 404 for %s", async (path) => {
    const foreign = await addAccount([{ kind: "email", value: "no@example.org" }], { appId: "other" });
    await env.DB.prepare("UPDATE accounts SET sub = 's'").run();
    await made({ sub: "s-1" });
    const answer = await get(path);
    expect(answer.status).toBe(path === "/import" ? 405 : 404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect((await get(`/${foreign}`)).status).toBe(404);
  });

  it.each<[string, readonly string[]]>([
    ["", [" one_of"]],
    ["?sub=a&username=b", [" one_of"]],
    ["?sub=a&sub=b", ["sub repeated"]],
    ["?sub=", ["sub too_short"]],
    ["?sub=%00", ["sub bad_characters"]],
    ["?email=jane", ["email email_malformed"]],
    ["?phone=123", ["phone phone_malformed"]],
    ["?app_id=other&sub=a", ["app_id unknown_field"]],
  ])("refuses the query %j", async (query, want) => {
    const answer = await get(query);
    expect([answer.status, answer.body["code"]]).toEqual([400, "invalid_query"]);
    expect(faults(answer)).toEqual(want);
  });
});

describe("changing an account", () => {
  it("merges: absent stays, null unsets", async () => {
    const id = await made({ sub: "s-1", username: "jane", name: "Jane", locale: "en", addresses: [JANE] });
    bed.wait(1_000);
    const { status, body } = await patch(id, { name: null, sub: "s-2", status: "inactive" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ sub: "s-2", username: "jane", name: null, locale: "en", status: "inactive" });
    expect([body["created_at"], body["updated_at"]]).toEqual([NOW, "2026-11-21T19:14:06.532Z"]);
    expect(body["addresses"]).toHaveLength(1);
    expect((await get(`/${id}`)).body).toEqual(body);
  });

  it("replaces the list of addresses: what stays keeps its id and state, what is new is not verified", async () => {
    const before = await post({
      addresses: [{ ...JANE, verified: true }, PHONE, { channel: "email", value: "old@example.org" }],
    });
    const [jane, phone] = before.body["addresses"] as { id: string }[];
    bed.wait(1_000);
    const { body } = await patch(String(before.body["id"]), {
      addresses: [
        { channel: "email", value: "new@example.org" },
        { channel: "phone", value: "+447700900123", verified: true },
        { channel: "email", value: "jane@example.org", primary: true },
      ],
    });
    expect(body["addresses"]).toEqual([
      { ...jane, value: "jane@example.org", primary: true },
      { ...phone, verified: true, verified_at: "2026-11-21T19:14:06.532Z", verified_via: "admin" },
      expect.objectContaining({ value: "new@example.org", primary: false, verified: false, verified_at: null }),
    ]);
    expect(await count("addresses")).toBe(3);
  });

  it("lets the operator verify and unverify, and leaves a verification as it was when told again", async () => {
    const id = await made({ addresses: [{ ...JANE, verified: true }] });
    await env.DB.prepare("UPDATE addresses SET verified_via = 'kratos'").run();
    bed.wait(1_000);
    const stated = async (verified: boolean) => {
      const { body } = await patch(id, { addresses: [{ ...JANE, verified }] });
      return (body["addresses"] as { verified_at: unknown; verified_via: unknown }[])[0];
    };
    expect(await stated(true)).toMatchObject({ verified_at: NOW, verified_via: "kratos" });
    expect(await stated(false)).toMatchObject({ verified: false, verified_at: null, verified_via: null });
    expect(await stated(true)).toMatchObject({ verified_at: "2026-11-21T19:14:06.532Z", verified_via: "admin" });
  });

  it("changes nothing at all when one thing is taken", async () => {
    await made({ sub: "s-2", username: "bob", addresses: [{ channel: "email", value: "bob@example.org" }] });
    const id = await made({ sub: "s-1", username: "jane", addresses: [JANE, PHONE] });
    const before = (await get(`/${id}`)).body;
    const bob = { channel: "email", value: "Bob@example.org" };
    for (const [json, want] of [
      [{ sub: "s-2", name: "x", addresses: [] }, ["/sub taken"]],
      [{ username: "bob", addresses: [{ channel: "email", value: "z@example.org" }] }, ["/username taken"]],
      [{ name: "x", addresses: [PHONE, bob] }, ["/addresses/1/value taken"]],
    ] as const) {
      const answer = await patch(id, json);
      expect(answer.status).toBe(409);
      expect(faults(answer)).toEqual(want);
      expect((await get(`/${id}`)).body).toEqual(before);
    }
    expect((await patch(id, { sub: "s-1", addresses: [JANE, PHONE] })).status).toBe(200);
  });

  it("gives one of twenty accounts the sub that all want", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => made({})));
    const answers = await Promise.all(ids.map((id) => patch(id, { sub: "wanted", addresses: [JANE] })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await count("addresses")).toBe(1);
  });

  it.each<[unknown, readonly string[]]>([
    [{ id: ID }, ["/id unknown_field"]],
    [{ created_at: NOW }, ["/created_at unknown_field"]],
    [{ status: null }, ["/status not_allowed"]],
    [{ addresses: null }, ["/addresses wrong_type"]],
    [{ addresses: [{ ...JANE, id: "x" }] }, ["/addresses/0/id unknown_field"]],
  ])("refuses %j", async (json, want) => {
    const id = await made({});
    const answer = await patch(id, json);
    expect(answer.status).toBe(422);
    expect(faults(answer)).toEqual(want);
  });

  it("knows neither unknown accounts nor those of another app", async () => {
    const foreign = await addAccount([{ kind: "email", value: "jane@example.org" }], { appId: "other" });
    for (const id of [ID, foreign, "nobody"]) {
      expect((await patch(id, { name: "x", addresses: [] })).status).toBe(404);
    }
    expect(await count("addresses")).toBe(1);
  });
});

describe("erasing a person", () => {
  async function seed(
    id: string,
    appId: string,
    n: number,
    row: { account: string | null; recipient: string; key?: string; to?: string },
  ) {
    const flow = `${appId}-flow-${n}`;
    const { account, recipient, key = recipient, to = recipient } = row;
    const run = (sql: string, ...values: unknown[]) => env.DB.prepare(sql).bind(...values);
    await env.DB.batch([
      run(
        `INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, account_id, channel, address_value, created_at, expires_at, sweep_at)
         VALUES (?, ?, 'kratos', 'code', 'sent', '', '{}', ?, 'email', ?, 0, 0, 0)`,
        flow,
        appId,
        account,
        recipient,
      ),
      run(
        `INSERT INTO issues (flow_id, id, app_id, account_id, channel, address_kind, address_key, address_digest, kid, state, created_at, expires_at)
         VALUES (?, ?, ?, ?, 'email', 'email', ?, 'd', 'k', 'pending', 0, 0)`,
        flow,
        id,
        appId,
        account,
        key,
      ),
      run(
        "INSERT INTO attempts (flow_id, id, app_id, issue_id, outcome, at) VALUES (?, ?, ?, ?, 'wrong', 0)",
        flow,
        id,
        appId,
        id,
      ),
      run(
        `INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count, due_at, created_at, updated_at, expires_at)
         VALUES (?, ?, ?, ?, 'email', ?, 'verification_code_valid', '{}', 'sent', 1, 0, 0, 0, 0)`,
        `${appId}-message-${n}`,
        appId,
        flow,
        id,
        to,
      ),
    ]);
  }
  const tables = ["accounts", "addresses", "flows", "issues", "attempts", "messages"];

  it("leaves nothing of them, and all of everybody else", async () => {
    const id = await made({ addresses: [JANE, { channel: "email", value: "second@example.org" }] });
    const bob = await made({ addresses: [{ channel: "email", value: "bob@example.org" }] });
    await seed("1", "default", 1, { account: id, recipient: "Jane@example.org", key: "jane@example.org" });
    await seed("2", "default", 2, { account: null, recipient: "JANE@example.org", key: "jane@example.org" });
    await seed("3", "default", 3, { account: id, recipient: "given-up@example.org" });
    await seed("4", "default", 4, {
      account: bob,
      recipient: "bob@example.org",
      key: "second@example.org",
      to: "Second@example.org",
    });
    await seed("5", "default", 5, { account: bob, recipient: "bob@example.org" });
    await seed("6", "other", 6, { account: null, recipient: "jane@example.org" });
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(204);
    const left = await Promise.all(tables.map(count));
    expect(left).toEqual([1, 1, 3, 2, 3, 2]);
    for (const table of tables) {
      const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE app_id = 'default'`).all();
      expect(JSON.stringify(results)).not.toMatch(new RegExp(`${id}|jane@|second@|given-up@`, "i"));
    }
    expect((await get(`/${id}`)).status).toBe(404);
    expect((await call(bed, "DELETE", `/accounts/${id}`)).status).toBe(404);
    expect((await post({ id, addresses: [JANE] })).status).toBe(201);
  });

  it("touches no account of another app", async () => {
    const foreign = await addAccount([{ kind: "email", value: "jane@example.org" }], { appId: "other" });
    await seed("1", "default", 1, { account: null, recipient: "jane@example.org" });
    await seed("2", "other", 2, { account: foreign, recipient: "jane@example.org" });
    expect((await call(bed, "DELETE", `/accounts/${foreign}`)).status).toBe(404);
    expect(await Promise.all(tables.map(count))).toEqual([1, 1, 2, 2, 2, 2]);
    const { results } = await env.DB.prepare("SELECT account_id FROM flows ORDER BY id").all();
    expect(results).toEqual([{ account_id: null }, { account_id: foreign }]);
  });
});

describe("who may ask", () => {
  const plain = 'Bearer realm="admin"';
  const invalid = 'Bearer realm="admin", error="invalid_token"';
  const token = bearer.authorization.slice("Bearer ".length);
  it.each<[string, Record<string, string>, string]>([
    ["nothing", {}, plain],
    ["another scheme", { authorization: `Basic ${btoa(`a:${token}`)}` }, plain],
    ["the bare token", { authorization: token }, plain],
    ["a longer scheme", { authorization: `Bearers ${token}` }, plain],
    ["no token", { authorization: "Bearer" }, invalid],
    ["another token", { authorization: "Bearer x" }, invalid],
    ["half the token", { authorization: `Bearer ${token.slice(0, 20)}` }, invalid],
    ["more than the token", { authorization: `Bearer ${token}x` }, invalid],
    ["percent signs", { authorization: "Bearer %00%ff%zz" }, invalid],
    ["two tokens", { authorization: `Bearer ${token}, Bearer ${token}` }, invalid],
    ["64 KiB", { authorization: `Bearer ${"x".repeat(65_536)}` }, invalid],
  ])("refuses %s", async (_, headers, challenge) => {
    for (const path of ["/accounts", "/nowhere", "/courier/messages"]) {
      const response = await bed.fetch(`/admin${path}`, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe(challenge);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(await response.text()).not.toContain(token);
    }
  });

  it.each([`bearer ${token}`, `BEARER   ${token}`])("lets %s in", async (authorization) => {
    const response = await bed.fetch("/admin/accounts", { headers: { authorization } });
    expect(response.status).toBe(400);
  });

  it.each<[string, string, string]>([
    ["PUT", "/accounts", "GET, HEAD, POST"],
    ["DELETE", "/accounts", "GET, HEAD, POST"],
    ["OPTIONS", "/accounts", "GET, HEAD, POST"],
    ["POST", `/accounts/${ID}`, "DELETE, GET, HEAD, PATCH"],
    ["DELETE", "/accounts/import", "POST"],
    ["POST", "/flows", "GET, HEAD"],
    ["GET", `/flows/${crypto.randomUUID()}/cancel`, "POST"],
    ["POST", "/courier/messages", "GET, HEAD"],
    ["DELETE", `/courier/messages/${crypto.randomUUID()}`, "GET, HEAD"],
  ])("answers %s %s with 405 and what is allowed", async (method, path, allow) => {
    const answer = await call(bed, method, path);
    expect([answer.status, answer.body["code"], answer.headers.get("allow")]).toEqual([
      405,
      "method_not_allowed",
      allow,
    ]);
  });

  it.each(["", "/", "/nowhere", "/accounts/a/b", "/flows/x/y/z"])("answers 404 for %j", async (path) => {
    const answer = await call(bed, "GET", path, { headers: { "x-request-id": "abc-1" } });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: "not_found", request_id: "abc-1" });
  });

  it("tells the same request id in header and body, also one of its own", async () => {
    const answer = await call(bed, "GET", "/nowhere");
    expect(answer.body["request_id"]).toBe(answer.headers.get("x-request-id"));
  });

  it("answers 503 and Retry-After while D1 is away, and says nothing of why", async () => {
    await env.DB.exec("DROP TABLE accounts");
    const answer = await post({ sub: "x" });
    expect([answer.status, answer.body["code"], answer.headers.get("retry-after")]).toEqual([503, "unavailable", "5"]);
    expect(JSON.stringify(answer.body)).not.toMatch(/table|sqlite|accounts/i);
    expect(bed.log.at(-1)).toMatchObject({ event: "request_failed", edge: "admin", kind: "unavailable" });
  });
});
