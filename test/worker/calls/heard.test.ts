import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { check } from "../../support/journey.ts";
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

describe.each(phoneVendors)("a call by %s", (_, vendor) => {
  let phone: Phone;
  beforeEach(async () => {
    phone = phoneBed(vendor);
    await addAccount([{ kind: "phone", value: NUMBER }]);
  });

  it("is placed without its code, and asks for a key", async () => {
    const flow = await call(phone);
    const begins = phone.begins();
    expect(begins.words).toContain("This is Acme with the code you asked for. To hear it, press any key.");
    expect(begins.words).toMatch(/If you did not ask for it, hang up\. Goodbye\.$/);
    const [code = ""] = codesIn(await phone.press(begins, "5"));
    expect((await check(phone.bed, flow.id, code)).ok).toBe(true);
    const placed = decodeURIComponent(phone.bodies.join()).replace(/<[^>]+>/g, "");
    expect(placed).not.toContain(code);
  });

  it("says it twice after any key, once the phone is back at the ear", async () => {
    await call(phone);
    for (const key of ["0", "1", "5", "#", "*"]) {
      const heard = await phone.press(phone.begins(), key);
      expect(codesIn(heard)).toHaveLength(2);
      expect(heard.words.replace(/[0-9]{6}/g, "N")).toBe(
        "Your code is: N Again: N To hear it again, press 1. If you did not ask for it, hang up. Goodbye.",
      );
    }
  });

  it("repeats it on 1, three times, and then says goodbye", async () => {
    await call(phone);
    let heard = await phone.press(phone.begins(), "9");
    const codes = codesIn(heard);
    for (const offered of [true, true, false]) {
      heard = await phone.press(heard, "1");
      expect(codesIn(heard)).toEqual(codes);
      expect(heard.words.includes("press 1")).toBe(offered);
      expect(heard.words).toMatch(/Goodbye\.$/);
    }
    expect(heard.next).toBeUndefined();
  });

  it.each([
    ["no key at the beginning", [null]],
    ["no key for a repeat", ["5", null]],
    ["another key than 1 for a repeat", ["5", "2"]],
  ])("says goodbye, and no code, after %s", async (__, keys) => {
    await call(phone);
    let heard = phone.begins();
    for (const key of keys) heard = await phone.press(heard, key);
    expect([heard.words, heard.next]).toEqual(["If you did not ask for it, hang up. Goodbye.", undefined]);
  });

  it("is told what to say in the vendor's words, which nobody keeps", async () => {
    await call(phone);
    const answer = await phone.answer(phone.begins().next ?? "");
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
      200,
      vendor.type,
      "no-store",
    ]);
  });

  it("is heard until the code expires, and uses nothing up", async () => {
    const flow = await call(phone);
    phone.bed.wait(600_000 - 1);
    const before = await everythingStored();
    const begins = phone.begins();
    const [code = ""] = codesIn(await phone.press(begins, "5"));
    for (let count = 0; count < 20; count += 1) expect(codesIn(await phone.press(begins, "5"))).toEqual([code, code]);
    expect(await everythingStored()).toEqual(before);
    expect((await check(phone.bed, flow.id, code)).ok).toBe(true);
  });

  it("is logged by its ids, without code or number", async () => {
    await call(phone);
    const [code = ""] = codesIn(await phone.press(phone.begins(), "5"));
    const message = new URL(phone.begins().next ?? "").searchParams.get("message");
    expect(phone.bed.log.at(-1)).toEqual({
      event: "call_went_on",
      app: "default",
      provider: vendor.provider.name,
      message,
      heard: 0,
      stopped: false,
    });
    expect(JSON.stringify(phone.bed.log)).not.toMatch(new RegExp(`${code}|7700900123`));
  });

  it("to a number that nobody has says so, and asks for no key", async () => {
    await env.DB.prepare("DELETE FROM addresses").run();
    await call(phone);
    expect(phone.begins()).toMatchObject({ next: undefined });
    expect(phone.begins().words).toContain("No account uses it.");
  });
});
