import { describe, expect, it } from "vitest";
import { readCustomMessage } from "../../src/core/text-wording.ts";
import type { Wording } from "../../src/core/wording.ts";
import { smsSegments } from "../../src/messages/sms.ts";
import { type Choice, hostile, rendered } from "../support/rendered.ts";

const worded = (wording: Wording, { data, ...choice }: Choice = {}) =>
  rendered({ channel: "sms", ...choice, data: { ...data, wording } });

const LAST = "\n\n@verify.example.com #012345";

describe("a text message in a caller's words", () => {
  it.each([
    ["{app}: your code is {otp}", "Acme: your code is 012345"],
    ["{otp}, {otp} for {app}, {app}", "012345, 012345 for Acme, Acme"],
    ["{app}\n{otp} {x} {{", "Acme\n012345 {x} {{"],
    ["{app}の認証コードは{otp}です。", "Acmeの認証コードは012345です。"],
  ])("%j", (text, want) => {
    expect(worded({ text })).toEqual({ text: want + LAST, code: "012345", link: null });
  });

  it.each([...hostile, "{otp}", "{app}{otp}", "$& $1 $`"])(
    "says %j once for each place, and expands nothing in it",
    (appName) => {
      const { text } = worded({ text: "[{app}] {otp}" }, { data: { appName } });
      expect(text.endsWith(` 012345${LAST}`)).toBe(true);
      expect(text.split("012345")).toHaveLength(3);
      expect(text.slice(0, -LAST.length)).not.toMatch(/https?:|www\.|evil\.example|\n/);
    },
  );

  it.each([
    ["Acme Inc.", "{app}com {otp}", "Acme Inccom 012345"],
    [".com", "evil{app} {otp}", "evilcom 012345"],
    ["a.b", "{app} {otp}", "a b 012345"],
    ["", "{app}: {otp}", "verify.example.com: 012345"],
  ])("makes no domain of an app called %j", (appName, text, want) => {
    expect(worded({ text }, { data: { appName } }).text).toBe(want + LAST);
  });

  it("is two segments at its longest, in the alphabet that phones share", () => {
    const text = `{app} {otp} ${"x".repeat(128)}`;
    expect(readCustomMessage(text, "custom_message").ok).toBe(true);
    expect(smsSegments(worded({ text }).text)).toMatchObject({ encoding: "GSM-7", segments: 2 });
    expect(smsSegments(worded({ text }, { data: { appName: "A".repeat(64) } }).text).segments).toBe(2);
  });

  it("keeps its last line whole, and has none where there is no host", () => {
    expect(worded({ text: "{app} {otp}" }, { data: { host: "no host" } }).text).toBe("Acme 012345");
  });

  it("is for codes alone: a text with a link, and one to nobody, are ours", () => {
    for (const template of ["verification_valid", "verification_code_invalid"] as const) {
      expect(worded({ text: "{app} {otp}" }, { template })).toEqual(rendered({ template, channel: "sms" }));
    }
    expect(worded({ text: "{app} {otp}" }, { channel: "voice" })).toEqual(rendered({ channel: "voice" }));
  });
});

describe("the sender of a text", () => {
  it.each(["verification_code_valid", "verification_valid", "verification_code_invalid"] as const)(
    "is handed on with %s",
    (template) => {
      const plain = rendered({ template, channel: "sms" });
      expect(worded({ senderId: "ACMECORP" }, { template })).toEqual({ ...plain, senderId: "ACMECORP" });
    },
  );

  it.each(["email", "voice"] as const)("is nothing to %s", (channel) => {
    expect(worded({ senderId: "ACMECORP" }, { channel })).toEqual(rendered({ channel }));
  });
});
