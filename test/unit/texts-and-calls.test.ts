import { describe, expect, it } from "vitest";
import type { MessageData } from "../../src/core/message.ts";
import { render, renderStopped } from "../../src/messages/render.ts";
import { smsSegments } from "../../src/messages/sms.ts";
import { translator } from "../support/catalogues.ts";
import { data, hostile, link, recipient, rendered, secret } from "../support/rendered.ts";

describe("the text message with a code", () => {
  const words = (choice: Partial<MessageData> = {}) => rendered({ channel: "sms", data: choice });

  it("is the code, the app, how long, a warning, and the line that phones read", () => {
    expect(words()).toEqual({
      text: "012345 is your Acme code. It works for 10 minutes. Do not share it.\n\n@verify.example.com #012345",
      code: "012345",
      link: null,
    });
  });

  it.each([...hostile, "", "Café", "Ünïcødé Ltd", "日本", "Don’t", "[|~]".repeat(20)])(
    "stays one GSM-7 segment with its last line whole for an app called %j",
    (appName) => {
      const { text } = words({ appName });
      expect(smsSegments(text)).toMatchObject({ encoding: "GSM-7", segments: 1 });
      const [first, blank, last, ...more] = text.split("\n");
      expect(first).toMatch(/^012345 is your (?:\S.*\S |\S )?code\. It works for 10 minutes\. Do not share it\.$/);
      expect(blank).toBe("");
      expect(last).toMatch(/^@[a-z0-9.-]+ #\d{6}$/);
      expect(last).toBe("@verify.example.com #012345");
      expect(more).toEqual([]);
      expect(text).not.toMatch(/https?:|www\.|evil\./);
    },
  );

  it.each([
    ["Ünïcødé Ltd", "Ünicødé Ltd"],
    ["Acme 日本 Labs", "Acme Labs"],
    ["Łódź Café", "Lodz Café"],
  ])("keeps of %s what a phone can show: %s", (appName, name) => {
    expect(words({ appName }).text).toContain(`012345 is your ${name} code.`);
  });

  it("stays one segment with the longest code there is", () => {
    const long = { ...secret, code: "0123456789" };
    const message = { template: "verification_code_valid", channel: "sms", recipient: recipient.sms } as const;
    const { text } = render({ ...message, data: { ...data, appName: "A".repeat(60) } }, long, {
      copy: translator("en"),
    });
    expect(smsSegments(text)).toMatchObject({ encoding: "GSM-7", segments: 1 });
    expect(text).toMatch(/^0123456789 is your A+ code\..*\n\n@verify\.example\.com #0123456789$/);
  });

  it("shortens the name before anything else when the host is long", () => {
    const host = `${"long-".repeat(8)}host.example.com`;
    const { text } = words({ appName: "A".repeat(60), host });
    expect(smsSegments(text).segments).toBe(1);
    expect(text).toMatch(/is your A{10,} code\. It works for 10 minutes\. Do not share it\./);
    expect(text.endsWith(`\n\n@${host} #012345`)).toBe(true);
  });

  it.each([
    ["Localhost:8787", "@localhost #012345"],
    ["VERIFY.example.com", "@verify.example.com #012345"],
  ])("names the host of %s as browsers compare it", (host, last) => {
    expect(words({ host }).text.split("\n").at(-1)).toBe(last);
  });

  it("leaves the last line out when there is no such host", () => {
    expect(words({ host: "evil.example #999999\n" }).text).not.toMatch(/[@\n]/);
  });
});

describe("the text message with a link", () => {
  it("is short and holds the link", () => {
    const { text, code, link: url } = rendered({ template: "verification_valid", channel: "sms" });
    expect(text).toContain(` ${link} `);
    expect(url).toBe(link);
    expect(code).toBeNull();
    expect(smsSegments(text).encoding).toBe("GSM-7");
    expect(smsSegments(text).segments).toBeLessThanOrEqual(2);
  });
});

describe("the call", () => {
  it("speaks the digits singly, twice", () => {
    const { text, code, link: none } = rendered({ channel: "voice" });
    expect(text.split("0, 1, 2, 3, 4, 5.")).toHaveLength(3);
    expect(text).not.toContain("012345");
    expect(text).toContain("This is Acme");
    expect({ code, none }).toEqual({ code: "012345", none: null });
  });

  it("is spoken as it reads, once the phone is at the ear, and asks for a key before the code", () => {
    const { text, speech = [] } = rendered({ channel: "voice" });
    const digits = { kind: "digits", digits: "012345" };
    expect(speech).toEqual([
      { kind: "pause", ms: 1_000 },
      { kind: "say", text: "Hello. This is Acme with the code you asked for." },
      { kind: "key", text: "To hear it, press any key.", ms: 10_000 },
      { kind: "pause", ms: 1_000 },
      { kind: "say", text: "Your code is:" },
      digits,
      { kind: "pause", ms: 2_000 },
      { kind: "say", text: "Again:" },
      digits,
      { kind: "pause", ms: 1_000 },
      { kind: "repeat", key: "1", text: "To hear it again, press 1.", ms: 10_000, times: 3 },
      { kind: "say", text: "If you did not ask for it, hang up. Goodbye." },
    ]);
    const toRead = speech.flatMap((part) => {
      if (part.kind === "pause") return [];
      return part.kind === "digits" ? `${[...part.digits].join(", ")}.` : part.text;
    });
    expect(toRead.join(" ")).toBe(text);
  });

  it("says so when its code has come to be good for nothing", () => {
    expect(renderStopped(translator("en-GB"))).toEqual([
      { kind: "pause", ms: 1_000 },
      { kind: "say", text: "That code has stopped working. Ask for a new one." },
    ]);
  });

  it("says to a number that nobody has what it reads, and no digit", () => {
    const { text, speech, code } = rendered({ template: "verification_code_invalid", channel: "voice" });
    expect(speech).toEqual([
      { kind: "pause", ms: 1_000 },
      { kind: "say", text },
    ]);
    expect(text).not.toMatch(/\d/);
    expect(code).toBeNull();
  });

  it("cannot speak a link", () => {
    expect(() => rendered({ template: "verification_valid", channel: "voice" })).toThrow("cannot be spoken");
  });
});
