import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { Flow } from "../../../src/core/flow.ts";
import { randomId } from "../../../src/core/ids.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { check, not } from "../../support/journey.ts";
import {
  call,
  codesIn,
  everythingStored,
  NUMBER,
  type Phone,
  phoneBed,
  phoneVendors,
} from "../../support/phone-calls.ts";
import { addAccount } from "../../support/world.ts";

const STOPPED = "That code has stopped working. Ask for a new one.";

describe.each(phoneVendors)("in a call by %s", (_, vendor) => {
  let phone: Phone;
  let flow: Flow;
  let code: string;
  let url: string;

  beforeEach(async () => {
    phone = phoneBed(vendor);
    await addAccount([{ kind: "phone", value: NUMBER }]);
    flow = await call(phone);
    const begins = phone.begins();
    url = begins.next ?? "";
    code = codesIn(await phone.press(begins, "5"))[0] ?? "";
  });

  const set = (sql: string) => env.DB.prepare(sql).run();
  const changed = (name: string, value: string | null): string => {
    const { origin, pathname, searchParams } = new URL(url);
    if (value === null) searchParams.delete(name);
    else searchParams.set(name, value);
    return `${origin}${pathname}?${searchParams}`;
  };

  async function expectStopped(at = url): Promise<void> {
    const before = await everythingStored();
    const answer = await phone.answer(at);
    const heard = vendor.hears(await answer.text());
    expect([answer.status, heard.words, heard.next]).toEqual([200, STOPPED, undefined]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await everythingStored()).toEqual(before);
  }

  it("an expired code is not said", async () => {
    phone.bed.wait(600_000);
    await expectStopped();
  });

  it("a used code is not said", async () => {
    expect((await check(phone.bed, flow.id, code)).ok).toBe(true);
    await expectStopped();
  });

  it("a code that was replaced is not said, and the one in its place only in its own call", async () => {
    await call(phone, flow);
    await expectStopped();
    const [newer] = codesIn(await phone.press(phone.begins(), "5"));
    expect((await check(phone.bed, flow.id, newer ?? "")).ok).toBe(true);
  });

  it("a code that was guessed at too often is not said", async () => {
    for (let step = 1; step <= 5; step += 1) await check(phone.bed, flow.id, not(code, step));
    await expectStopped();
  });

  it("a code of a flow that was cancelled is not said", async () => {
    expect((await phone.bed.services.verification.cancel({ appId: "default", flowId: flow.id })).ok).toBe(true);
    await expectStopped();
  });

  it("a code that was lost is not said", async () => {
    const { keys } = await env.CODES.list();
    await Promise.all(keys.map(({ name }) => env.CODES.delete(name)));
    await expectStopped();
  });

  it("a code that was kept and does not count is not said", async () => {
    await set("UPDATE issues SET code_mac = 'another'");
    await expectStopped();
  });

  it("a code of another app is not said", async () => {
    const [verifier] = await phone.bed.services.keyring.codeVerifiers({ appId: "other", flowId: flow.id }, code);
    await set(`UPDATE issues SET code_mac = '${verifier?.mac}'`);
    await set("UPDATE messages SET app_id = 'other'");
    await expectStopped();
  });

  it.each([
    ["a text", "channel = 'sms'"],
    ["a link", "template = 'verification_valid'"],
    ["a call without a code", "template = 'verification_code_invalid'"],
    ["a row that cannot be read", "data = '{'"],
    ["a row without its words", "data = '{}'"],
  ])("nothing is said of %s", async (__, change) => {
    await set(`UPDATE messages SET ${change}`);
    await expectStopped();
  });

  it.each([
    ["another message", "message", () => randomId((bytes) => crypto.getRandomValues(new Uint8Array(bytes)))],
    ["no message", "message", () => null],
    ["no id", "message", () => "%00' OR 1=1 --"],
    ["no count", "heard", () => null],
    ["no number", "heard", () => "x"],
    ["a number below zero", "heard", () => "-1"],
    ["a number too long", "heard", () => "10"],
  ])("an address with %s leads nowhere", async (__, name, value) => {
    await expectStopped(changed(name, value()));
  });

  it.each(["4", "9"])("the code is not said for the %sth time", async (heard) => {
    const answer = vendor.hears(await (await phone.answer(changed("heard", heard), "1")).text());
    expect([answer.words, answer.next]).toEqual(["If you did not ask for it, hang up. Goodbye.", undefined]);
  });

  it("there is a sentence while D1 is away, and the code once it is back", async () => {
    phone = phoneBed(vendor, { bindings: faultyBindings("none", "none", "none", "broken") });
    await call(phone);
    url = phone.begins().next ?? "";
    expect(vendor.hears(await (await phone.answer(url)).text()).words).toBe(STOPPED);
    expect(codesIn(await phone.press(phone.begins(), "5"))).toHaveLength(2);
  });

  it("there is a sentence while KV is away", async () => {
    const away = () => Promise.reject(new Error("KV is away"));
    const CODES = { ...env.CODES, get: away, put: away } as unknown as KVNamespace;
    phone = phoneBed(vendor, { bindings: { DB: env.DB, CODES } });
    await call(phone);
    url = phone.begins().next ?? "";
    await expectStopped(url);
  });

  it.each([
    ["is not signed", null],
    ["is signed by somebody else", "other"],
  ])("nothing is said when the key %s", async (__, secret) => {
    const { headers, bytes } = await vendor.tells("5", { url, at: phone.bed.now(), secret: secret ?? "secret" });
    const signed = secret === null ? new Headers() : headers;
    const answer = await phone.bed.fetch(url, { method: "POST", headers: signed, body: bytes });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([401, "application/problem+json"]);
    expect(await answer.text()).not.toContain(code);
    expect(phone.bed.log.at(-1)).toMatchObject({ event: "callback_refused", provider: vendor.provider.name });
  });

  it("no row is read before the signature is found right, and then in one trip", async () => {
    const bindings = faultyBindings();
    const { answer } = phoneBed(vendor, { bindings });
    expect((await answer(url, "5", "other")).status).toBe(401);
    // After the first answer, whatever it was, it is looked whether there are webhooks.
    expect(bindings.batches()).toBe(1);
    expect(vendor.hears(await (await answer(url)).text()).words).toContain(code);
    expect(bindings.batches()).toBe(1 + 1);
  });

  it.each([
    ["another app", "/default/", "/other/"],
    ["nobody", "/hooks/", "/hooks/x"],
  ])("there is nothing at the address of %s", async (__, from, to) => {
    const elsewhere = url.replace(from, to);
    expect((await phone.answer(elsewhere)).status).toBe(404);
  });

  it("a key is told by POST alone", async () => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const answer = await phone.bed.fetch(url, { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    }
  });

  it("a body of a mebibyte and more is not read", async () => {
    const answer = await phone.bed.fetch(url, { method: "POST", body: new Uint8Array(1_048_577) });
    expect(answer.status).toBe(413);
  });
});
