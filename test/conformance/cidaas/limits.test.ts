import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { standard } from "../../../src/core/policy.ts";
import { call } from "../../support/admin.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { flowIdOf } from "../../support/short-links.ts";
import { wiredDatabase } from "../../support/wired-database.ts";
import { addAccount, testBed } from "../../support/world.ts";
import { type Fields, INITIATION, ledTo, loginBed, OWN, otherThan, read } from "./bed.ts";

const limited = () => loginBed({ policy: { sends: standard.sends, wrongGuesses: standard.wrongGuesses } });
const from = (ip: string): Fields => ({ "cf-connecting-ip": ip });

describe("the limits of a deployment", () => {
  it("let a second message wait, and say so in a redirect", async () => {
    const login = await limited();
    const ada = await login.somebody();
    const fields = { requestId: login.requestId, processingType: "CODE", email: ada.email };
    await login.initiate(fields);
    const sent = login.bed.sent.length;
    const led = await login.initiate(fields);
    expect([led.path, led.query]).toMatchObject([
      "/identity/error",
      { error: "Too Many Requests", error_code: "VER_0905", requestId: login.requestId },
    ]);
    expect(login.bed.sent.length).toBe(sent);
    const json = await read(await login.json("/verification-srv/account/initiate", fields));
    expect([json.status, json.headers.get("retry-after")]).toEqual([429, "60"]);
    login.bed.wait(60_000);
    expect((await login.initiate(fields)).path).toBe("/identity/verification_complete");
  });

  it("are the same for somebody who is nobody's", async () => {
    const login = await limited();
    for (const fields of [
      { email: "nobody@example.org" },
      { q: "nobody" },
      { q: "nobody", verificationMedium: "sms" },
    ]) {
      const all = { requestId: login.requestId, processingType: "CODE", ...fields };
      expect((await login.initiate(all as Fields)).path).toBe("/identity/verification_complete");
      expect((await login.initiate(all as Fields)).query["error_code"]).toBe("VER_0905");
    }
  });

  it("count an address once, however its person is named", async () => {
    const login = await limited();
    const ada = await login.somebody();
    const fields = { requestId: login.requestId, processingType: "CODE", verificationMedium: "sms" };
    await login.initiate({ ...fields, q: ada.id });
    expect((await login.initiate({ ...fields, mobile: ada.mobile })).query["error_code"]).toBe("VER_0905");
  });

  it("count a range of numbers, also where only the database knows the number", async () => {
    const login = await limited();
    const statuses: (string | undefined)[] = [];
    for (let number = 0; number < 21; number += 1) {
      const mobile = `+49151123400${String(number).padStart(2, "0")}`;
      const { id } = await login.somebody({ addresses: [{ channel: "phone", value: mobile }] });
      const fields = { requestId: login.requestId, processingType: "CODE", q: id, verificationMedium: "sms" };
      const led = ledTo(await login.form(INITIATION, fields, from(`192.0.2.${number}`)));
      statuses.push(led.query["error_code"]);
    }
    expect(statuses.filter((code) => code === "VER_0905")).toHaveLength(1);
    expect(statuses.at(-1)).toBe("VER_0905");
  });

  it("count a caller", async () => {
    const login = await limited();
    let refused = 0;
    for (let number = 0; number < 31; number += 1) {
      const fields = { requestId: login.requestId, processingType: "CODE", email: `p${number}@example.org` };
      const led = ledTo(await login.form(INITIATION, fields, from("198.51.100.1")));
      if (led.query["error_code"] === "VER_0905") refused += 1;
    }
    expect(refused).toBe(1);
  });

  it("count requests that are made, by whoever makes them", async () => {
    const login = await limited();
    const body = { client_id: login.clientId, redirect_uri: "https://shop.example.com/callback" };
    const statuses: number[] = [];
    for (let number = 0; number < 31; number += 1) {
      statuses.push((await login.json("/authz-srv/authrequest/authz/generate", body, from("198.51.100.2"))).status);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  });

  it("take wrong guesses at an address together, over all its flows", async () => {
    const login = await limited();
    const ada = await login.somebody();
    for (let flow = 0; flow < 4; flow += 1) {
      const { accvid, code } = await login.coded({ requestId: await login.request(), email: ada.email });
      for (let guess = 0; guess < 5; guess += 1)
        expect((await login.validate(accvid, otherThan(code))).status).toBe(417);
      login.bed.wait(32 * 60_000);
    }
    const { accvid, code } = await login.coded({ requestId: await login.request(), email: ada.email });
    const guessed = await login.validate(accvid, otherThan(code));
    expect([guessed.status, guessed.body["code"]]).toEqual([417, "VER_0901"]);
    const held = await login.validate(accvid, code);
    expect([held.status, held.body["code"], Number(held.headers.get("retry-after")) > 0]).toEqual([
      429,
      "VER_0905",
      true,
    ]);
  });

  it("let fifty initiations for one address at the same time send one message", async () => {
    const login = await limited();
    const ada = await login.somebody();
    const fields = { requestId: login.requestId, processingType: "CODE", email: ada.email };
    const before = login.bed.sent.length;
    const led = await Promise.all(Array.from({ length: 50 }, () => login.initiate(fields)));
    expect(led.filter(({ path }) => path === "/identity/verification_complete")).toHaveLength(1);
    expect(login.bed.sent.length - before).toBe(1);
  });
});

describe("countries that texts do not go to", () => {
  const german = () => loginBed({ policy: { countries: ["GB"] } });

  it("are told of a number that the caller names, known or not", async () => {
    const login = await german();
    const ada = await login.somebody();
    for (const mobile of [ada.mobile, "+4915199999999"]) {
      const fields = { requestId: login.requestId, processingType: "CODE", mobile, verificationMedium: "sms" };
      expect((await login.initiate(fields)).query["error_code"]).toBe("VER_0907");
    }
  });

  it("are not told of one that the caller does not know: nothing is sent", async () => {
    const login = await german();
    const ada = await login.somebody();
    const fields = { requestId: login.requestId, processingType: "CODE", q: ada.id, verificationMedium: "sms" };
    expect((await login.initiate(fields)).path).toBe("/identity/verification_complete");
    expect(login.bed.sent).toHaveLength(0);
  });

  it("are told where a login waits", async () => {
    const login = await german();
    const ada = await login.somebody();
    const track = await login.track(ada.id, { required: ["mobile"] });
    const fields = { requestId: track.requestId, processingType: "CODE", trackId: track.id, verificationMedium: "sms" };
    expect((await login.initiate(fields)).query["error_code"]).toBe("VER_0907");
  });

  it("are found out for numbers that were written down before their country was", async () => {
    const login = await german();
    const british = await addAccount([{ kind: "phone", value: "+447700900123" }]);
    const other = await addAccount([{ kind: "phone", value: "+4915112345678" }]);
    for (const q of [british, other]) {
      const fields = { requestId: login.requestId, processingType: "CODE", q, verificationMedium: "sms" };
      expect((await login.initiate(fields)).path).toBe("/identity/verification_complete");
    }
    expect(login.bed.sent.map(({ to }) => to)).toEqual(["+447700900123"]);
    const { results } = await env.DB.prepare("SELECT country FROM addresses ORDER BY country").all();
    expect(results.map(({ country }) => country)).toEqual(["DE", "GB"]);
  });
});

describe("a channel without a provider", () => {
  it("is refused in words", async () => {
    const login = await loginBed();
    const bed = testBed({ channels: ["email"], policy: { sends: null, countries: "*" } });
    const body = new URLSearchParams({
      requestId: login.requestId,
      processingType: "CODE",
      email: "ada@example.org",
      verificationMedium: "sms",
    });
    const led = ledTo(await bed.fetch(INITIATION, { method: "POST", body }));
    expect(led.query).toMatchObject({ error_code: "VER_0004", error_description: expect.stringContaining("sms") });
  });
});

describe("a database that fails", () => {
  const ada = "ada@example.org";

  async function bedWith(...faults: Parameters<typeof faultyBindings>) {
    const login = await loginBed();
    await addAccount([{ kind: "email", value: ada }]);
    const bindings = faultyBindings(...faults);
    const bed = testBed({ bindings, policy: { sends: standard.sends } });
    const initiate = async () => {
      const body = new URLSearchParams({ requestId: login.requestId, processingType: "CODE", email: ada });
      return ledTo(await bed.fetch(INITIATION, { method: "POST", body }));
    };
    return { bed, initiate, login, bindings };
  }

  it.each([["before"], ["after"], ["before", "after"]] as const)(
    "%s, a lost connection changes nothing",
    async (...faults) => {
      const { bed, initiate } = await bedWith(...faults);
      expect((await initiate()).path).toBe("/identity/verification_complete");
      expect(bed.sent).toHaveLength(1);
      const { n } = (await env.DB.prepare("SELECT count(*) AS n FROM flows").first()) as { n: number };
      expect(n).toBe(1);
    },
  );

  it("does not erase what somebody sent while a reply was lost", async () => {
    const { bed, initiate, login, bindings } = await bedWith("after");
    let theirs = { accvid: "", code: "" };
    bindings.meanwhile(async () => {
      theirs = await login.coded({ requestId: login.requestId, email: ada });
    });
    await initiate();
    expect(bed.sent).toHaveLength(0);
    expect((await login.validate(theirs.accvid, theirs.code)).status).toBe(200);
  });

  it("is told in a redirect, and in JSON with when to come again", async () => {
    const { initiate } = await bedWith("broken");
    expect((await initiate()).query).toMatchObject({ error: "Internal Server Error", error_code: "VER_0105" });
    const bed = testBed({ bindings: faultyBindings("overloaded") });
    const reply = await bed.fetch("/verification-actions-srv/account", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ accvid: crypto.randomUUID(), code: "123456" }),
    });
    expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await reply.json()).toMatchObject({ success: false, status: 503, code: "VER_0105" });
  });
});

it("goes to the database once for each call", async () => {
  const login = await loginBed();
  const ada = await login.somebody();
  const track = await login.track(ada.id);
  let trips = 0;
  const DB = wiredDatabase((send) => {
    trips += 1;
    return send();
  });
  const bed = testBed({
    bindings: { DB, CODES: env.CODES },
    channels: ["email", "sms", "voice"],
    policy: { countries: "*" },
    settings: { CONTINUE_URLS: "https://login.example.com/continue" },
  });
  async function during(work: () => Promise<Response>): Promise<readonly [number, number]> {
    const before = trips;
    const { status } = await work();
    return [status, trips - before];
  }
  const post = (path: string, fields: Fields) =>
    bed.fetch(path, { method: "POST", headers: OWN, body: new URLSearchParams(fields) });
  const get = (path: string) => bed.fetch(path);
  const asked = { requestId: track.requestId, processingType: "CODE", trackId: track.id };

  // The first answer of a fresh isolate also looks whether there are webhooks.
  await post("/verification-actions-srv/account", {});
  // One before the answer, and the provider's receipt after it.
  expect(await during(() => post(INITIATION, asked))).toEqual([302, 2]);
  const accvid = await flowIdOf(bed.sent.at(-1)?.link);
  const code = bed.sent.at(-1)?.code ?? "";
  expect(await during(() => get(`/identity/verification_complete?accvid=${accvid}`))).toEqual([200, 1]);
  expect(await during(() => get(`/identity/verification_init?track_id=${track.id}`))).toEqual([200, 1]);
  expect(await during(() => get(`/identity/verification_status?accvid=${accvid}`))).toEqual([200, 1]);
  expect(await during(() => get(`/token-srv/prelogin/metadata/${track.id}`))).toEqual([200, 1]);
  expect(await during(() => get(bed.sent.at(-1)?.link ?? ""))).toEqual([200, 1]);
  expect(await during(() => post("/verification-actions-srv/account", { accvid, code: otherThan(code) }))).toEqual([
    302, 1,
  ]);
  expect(await during(() => post("/identity/verification_complete", { accvid, code: otherThan(code) }))).toEqual([
    422, 1,
  ]);
  expect(await during(() => post(`/login-srv/precheck/continue/${track.id}`, {}))).toEqual([302, 1]);
  expect(await during(() => post("/verification-actions-srv/account", { accvid, code }))).toEqual([302, 1]);
  expect(await during(() => get(`/users-srv/user/communication/status/${ada.id}`))).toEqual([200, 1]);
  expect(await during(() => post(`/login-srv/precheck/continue/${track.id}`, {}))).toEqual([302, 1]);
  const bob = await login.somebody();
  const waiting = await login.track(bob.id);
  const fix = { email: `fixed.${bob.email}` };
  expect(await during(() => post(`/useractions-srv/communication/medium/track/${waiting.id}`, fix))).toEqual([302, 2]);
  const client = { client_id: login.clientId, redirect_uri: "https://shop.example.com/callback" };
  expect(await during(() => post("/authz-srv/authrequest/authz/generate", client))).toEqual([200, 1]);
  expect((await call(login.bed, "GET", `/tracks/${track.id}`)).body["complete"]).toBe(true);
});
