import { describe, expect, it } from "vitest";
import { faultyBindings } from "../../support/faulty-database.ts";
import { count } from "../../support/journey.ts";
import { settingsWith, testBed } from "../../support/world.ts";
import { apiOn, apiWith, codeIn, lastLink, newAccount } from "./bed.ts";

describe("VERIFICATION_URLS", () => {
  const listed = { VERIFICATION_URLS: "https://news.example.com/confirm https://*.shop.example" };

  it.each([
    ["https://news.example.com/confirm", 201],
    ["https://news.example.com/confirm?src=mail#top", 201],
    ["https://NEWS.example.com/confirm/now", 201],
    ["https://de.shop.example/anything", 201],
    ["https://news.example.com/confirmed", 400],
    ["https://news.example.com/", 400],
    ["https://shop.example/", 400],
    ["https://news.example.com.evil.test/confirm", 400],
    ["https://news.example.com:8443/confirm", 400],
    ["http://news.example.com/confirm", 400],
    ["http://localhost:3000/", 400],
    ["https://news.example.com/confirm/%2e%2e/", 400],
  ])("says whether a mail may lead to %s", async (verification_url, status) => {
    const bed = testBed({ settings: listed });
    const api = await apiOn(bed);
    const { id } = await newAccount();
    const answer = await api.create(id, { verification_url });
    expect(answer.status).toBe(status);
    expect(bed.sent).toHaveLength(status === 201 ? 1 : 0);
    if (status === 400) expect(answer.body["field"]).toBe("verification_url");
  });

  it("has pages in it and nothing else", () => {
    for (const bad of ["acme://confirm", "http://news.example.com", "news.example.com", "https://*.com"]) {
      expect(() => settingsWith({ VERIFICATION_URLS: bad }), bad).toThrow(/VERIFICATION_URLS/);
    }
  });
});

describe("VERIFICATION_REQUEST_LIFETIME_SECONDS", () => {
  it.each(["599", "604801", "0", "-1", "soon"])("is not %s", (value) => {
    expect(() => settingsWith({ VERIFICATION_REQUEST_LIFETIME_SECONDS: value })).toThrow(/VERIFICATION_REQUEST/);
  });
});

describe("limits", () => {
  it("ask to wait between two mails to one address, whoever asks, and the first stays good", async () => {
    const bed = testBed();
    const { id } = await newAccount();
    const [api, me] = [await apiOn(bed), await apiOn(bed, { person: id })];
    expect((await api.create(id)).status).toBe(201);
    const code = codeIn(lastLink(bed));
    bed.wait(10_500);
    for (const asked of [api.create(id), me.ask("/me/create_verification_request", {})]) {
      const { status, headers, body } = await asked;
      expect([status, headers.get("retry-after"), body["code"]]).toEqual([429, "50", "too_many_requests"]);
    }
    expect(bed.sent).toHaveLength(1);
    expect((await api.verify(id, code)).status).toBe(200);
  });

  it("let a server ask for many accounts, from one network", async () => {
    const bed = testBed();
    const api = await apiOn(bed);
    for (let n = 0; n < 40; n += 1) expect((await api.create((await newAccount()).id)).status).toBe(201);
    expect(bed.sent).toHaveLength(40);
  });

  it("are each person's own where a server acts for people", async () => {
    const bed = testBed();
    for (let n = 0; n < 35; n += 1) {
      const { ask } = await apiOn(bed, { person: (await newAccount()).id });
      expect((await ask("/me/create_verification_request", {})).status).toBe(201);
    }
  });
});

describe("a store that is away", () => {
  it("is told in JSON, nothing is half done, and the same call goes through later", async () => {
    const bed = testBed();
    const api = await apiOn(bed);
    const { id } = await newAccount();
    // What comes first in a fresh isolate is which clients are revoked.
    const down = () => apiWith(testBed({ bindings: faultyBindings("none", "overloaded") }), api.token);
    for (const asked of [down().create(id), down().pending(id), down().verify(id, crypto.randomUUID())]) {
      const { status, headers, body } = await asked;
      expect([status, headers.get("retry-after"), body["code"]]).toEqual([503, "5", "service_unavailable"]);
    }
    expect(await count("SELECT count(*) AS n FROM messages")).toBe(0);
    expect((await api.create(id)).status).toBe(201);
  });

  it("that loses its replies sends one mail, and confirms once", async () => {
    const losing = testBed({ bindings: faultyBindings("none", "after") });
    const { id } = await newAccount();
    const { token } = await apiOn(testBed());
    const api = apiWith(losing, token);
    expect((await api.create(id)).status).toBe(201);
    expect(losing.sent).toHaveLength(1);
    const confirming = apiWith(testBed({ bindings: faultyBindings("none", "after") }), token);
    expect((await confirming.verify(id, codeIn(lastLink(losing)))).status).toBe(200);
  });
});

describe("a mail", () => {
  it("is in the name of the app, and in the language that was asked for", async () => {
    const bed = testBed();
    const api = await apiOn(bed);
    const { id, email } = await newAccount();
    const page = { account_id: id };
    await api.ask("/accounts/create_verification_request", page, { "accept-language": "en-GB, sv;q=0.5" });
    expect(bed.sent.map(({ to, locale, appName, channel }) => [to, locale, appName, channel])).toEqual([
      [email, "en-GB", "Acme", "email"],
    ]);
  });
});
