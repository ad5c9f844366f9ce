import { beforeAll, describe, expect, inject, it } from "vitest";
import { devClient } from "../../../support/dev-server.ts";
import { mailed, mailsTo, newAccount, newServer, newVerified, type Shop } from "./client.ts";

const server = devClient(inject("origin"));
const DAY = 86_400_000;

let shop: Shop;
beforeAll(async () => {
  shop = await newServer(server);
});

const instantOf = (text: unknown): number => Date.parse(String(text).replace(" UTC", "Z").replace(" ", "T"));

describe("a verification request", () => {
  it("cases 1 and 2: is made, and says by which id and until when", async () => {
    const { id } = await newAccount(server);
    const asked = Date.now();
    const { status, body } = await shop.create({ account_id: id });
    expect([status, Object.keys(body)]).toEqual([201, ["id", "status", "expires_at"]]);
    expect(body["id"]).toMatch(/^[a-f0-9]{24}$/);
    expect(body["status"]).toBe("pending");
    expect(body["expires_at"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    expect(instantOf(body["expires_at"])).toBeGreaterThan(asked + DAY - 2_000);
    expect(instantOf(body["expires_at"])).toBeLessThanOrEqual(Date.now() + DAY);
  });

  it("leads to a page of ours where it names none, or null", async () => {
    for (const more of [{}, { verification_url: null }]) {
      const { id, email } = await newAccount(server);
      await shop.create({ account_id: id, ...more });
      const { link, accountId, code } = await mailed(server, email);
      expect(link.startsWith(`${server.origin}/identity/account_verification?`)).toBe(true);
      expect([accountId, code]).toEqual([id, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    }
  });

  it.each([
    ["https://news.example.test/confirm?src=mail", "https://news.example.test/confirm?src=mail&"],
    ["https://news.example.test/confirm", "https://news.example.test/confirm?"],
    ["https://news.example.test/confirm?a=1&a=2&b", "https://news.example.test/confirm?a=1&a=2&b&"],
    [
      "https://news.example.test/confirm?account_id=x&confirmation_code=y&a=1",
      "https://news.example.test/confirm?a=1&",
    ],
    ["http://localhost:3000/confirm?src=mail", "http://localhost:3000/confirm?src=mail&"],
  ])("case 3: leads to %s with what that has in its query", async (verification_url, start) => {
    const { id, email } = await newAccount(server);
    expect((await shop.create({ account_id: id, verification_url })).status).toBe(201);
    const { link, code } = await mailed(server, email);
    expect(link).toBe(`${start}account_id=${id}&confirmation_code=${code}`);
    expect((await shop.verify(id, code)).status).toBe(200);
  });

  it("keeps a fragment behind what is added", async () => {
    const { id, email } = await newAccount(server);
    await shop.create({ account_id: id, verification_url: "https://news.example.test/confirm?a=1#/top?b=2" });
    const { link, code } = await mailed(server, email);
    expect(link).toBe(`https://news.example.test/confirm?a=1&account_id=${id}&confirmation_code=${code}#/top?b=2`);
  });

  it.each([
    ["{token}", "%7Btoken%7D"],
    ["{code}", "%7Bcode%7D"],
    ["{flow}", "%7Bflow%7D"],
    ["%7Btoken%7D", "%7Btoken%7D"],
    ["{%7Bcode}}", "%7B%7Bcode%7D%7D"],
    ["%257Bcode%257D", "%257Bcode%257D"],
    ["$$1", "$$1"],
  ])("puts no secret where a page has %s", async (text, kept) => {
    const { id, email } = await newAccount(server);
    const page = `https://news.example.test/`;
    await shop.create({ account_id: id, verification_url: `${page}?a=${text}#${text}` });
    const { link, code } = await mailed(server, email);
    expect(link).toBe(`${page}?a=${kept}&account_id=${id}&confirmation_code=${code}#${kept}`);
  });

  it("case 4: takes an id in capitals", async () => {
    const { id, email } = await newAccount(server);
    expect((await shop.create({ account_id: id.toUpperCase() })).status).toBe(201);
    expect((await mailed(server, email)).accountId).toBe(id);
    expect((await shop.pending(id.toUpperCase())).item).toMatchObject({ account_id: id, status: "pending" });
  });

  it("case 12: of somebody who is verified is refused, and nothing is mailed", async () => {
    const { id, email } = await newVerified(server);
    expect(await shop.create({ account_id: id })).toMatchObject({
      status: 409,
      body: { code: "already_verified", message: "The account is already verified" },
    });
    expect(await mailsTo(server, email)).toBe(0);
  });

  it("case 20: takes the place of the one before", async () => {
    const { id, email } = await newAccount(server);
    const first = await shop.create({ account_id: id });
    const before = await mailed(server, email);
    const second = await shop.create({ account_id: id });
    const after = await mailed(server, email, before.id);
    expect(second.body["id"]).not.toBe(first.body["id"]);
    expect((await shop.pending(id)).item["id"]).toBe(second.body["id"]);
    expect((await shop.verify(id, before.code)).status).toBe(400);
    expect((await shop.verify(id, after.code)).status).toBe(200);
  });

  it("50 times at once with one Idempotency-Key is one request and one mail", async () => {
    const { id, email } = await newAccount(server);
    const key = { "idempotency-key": `"${crypto.randomUUID()}"` };
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.create({ account_id: id }, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await mailed(server, email);
    expect(await mailsTo(server, email)).toBe(1);
    expect(await shop.create({ account_id: (await newAccount(server)).id }, key)).toMatchObject({
      status: 422,
      body: { code: "idempotency_key_reused" },
    });
    expect(await shop.create({ account_id: id }, { "idempotency-key": "two keys" })).toMatchObject({
      status: 400,
      body: { code: "invalid_parameter", field: "Idempotency-Key" },
    });
  });
});
