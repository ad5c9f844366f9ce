import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { bed, count, get, ID, JANE, made, NOW, PHONE, patch, post } from "../support/account-calls.ts";
import { faults } from "../support/admin.ts";
import { addAccount } from "../support/world.ts";

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
