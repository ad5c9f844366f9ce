import { describe, expect, it } from "vitest";
import { languages } from "../../src/copy/languages.ts";
import { smsSegments } from "../../src/messages/sms.ts";
import { ssml } from "../../src/providers/voice/speech.ts";
import { translator } from "../support/catalogues.ts";
import { type Choice, hostile, rendered } from "../support/rendered.ts";

const LAST = "@verify.example.com #012345";
const HASH = "FA+9qCX9VSu";
/** Twelve letters. */
const NAME = "Northwindbnk";

/** What has letters that the small alphabet has without their accents alone, and what it cannot write at all. */
const accented = ["es", "pt-BR", "tr", "pl"];
const large = ["ar", "ja", "zh-Hans", "hi", "uk"];

describe.each(languages.map(({ lang }) => ({ locale: lang })))("a text in $locale", ({ locale }) => {
  const code = ({ data, ...choice }: Choice = {}) =>
    rendered({ channel: "sms", ...choice, data: { locale, appName: NAME, ...data } }).text;

  it("M11 ends with the line that binds the code to the website", () => {
    const [first, blank, last, ...more] = code().split("\n");
    expect(first).toMatch(/^012345\b/);
    expect([blank, last, more]).toEqual(["", LAST, []]);
    expect(last).toMatch(/^@[a-z0-9.-]+ #\d{6}$/);
  });

  it("M12 is one segment with the whole of a name of twelve letters", () => {
    const text = code();
    expect(text).toContain(NAME);
    expect(text).toContain("10");
    expect(smsSegments(text)).toMatchObject({
      encoding: large.includes(locale) ? "UCS-2" : "GSM-7",
      segments: 1,
    });
  });

  it("M12 takes a second segment only where accents were asked for", () => {
    const text = code({ style: { plainAccents: false } });
    const { encoding, segments } = smsSegments(text);
    expect(segments).toBe(accented.includes(locale) ? 2 : 1);
    if (accented.includes(locale)) expect([encoding, text === code()]).toEqual(["UCS-2", false]);
    else expect(text).toBe(code());
  });

  it.each(["", "Ünïcødé Ltd", "日本", "Don’t", ...hostile])("M13 holds no link and no odd sign for %j", (appName) => {
    const text = code({ data: { appName } });
    expect(smsSegments(text).segments).toBe(1);
    expect(text.slice(0, -LAST.length)).not.toMatch(/:\/\/|www\.|evil\./);
    if (!large.includes(locale)) expect(smsSegments(text).encoding).toBe("GSM-7");
    expect(text).not.toContain("undefined");
  });

  it("M13 says nothing of its own that is a curly quote or a picture", () => {
    expect(code()).not.toMatch(/[‘’“”]|\p{Extended_Pictographic}/u);
  });

  it.each([NAME, "A".repeat(64), "€".repeat(64), "日".repeat(64)])(
    "M14 ends with the hash of the Android app, within 140 bytes, for %s",
    (appName) => {
      const text = code({ data: { appName }, style: { androidAppHash: HASH } });
      expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(140);
      expect(text.split("\n").at(-1)).toBe(HASH);
      expect(text).not.toContain("@verify");
      expect(text).toMatch(/^012345\b/);
      expect(smsSegments(text).segments).toBe(1);
    },
  );

  it("M14 keeps a name of twelve letters whole there", () => {
    expect(code({ style: { androidAppHash: HASH } })).toContain(NAME);
  });

  it("is one segment to a number that nobody has", () => {
    const text = code({ template: "verification_code_invalid" });
    expect(smsSegments(text).segments).toBe(1);
    expect(text).not.toMatch(/undefined|[{}\d]/);
  });

  it("holds the whole link, in the words of its language", () => {
    const message = rendered({ template: "verification_valid", channel: "sms", data: { locale, appName: NAME } });
    expect(message.text.split(/[\s：]/)).toContain(message.link);
    expect(message.text).toContain(NAME);
  });
});

describe.each(languages.map(({ lang }) => ({ locale: lang })))("a call in $locale", ({ locale }) => {
  it("M15 says the digits slowly, one by one, with pauses, twice, after a key was pressed, in the words of its language", () => {
    const copy = translator(locale);
    const { text, speech = [] } = rendered({ channel: "voice", data: { locale } });
    const kinds = speech.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "digits")).toHaveLength(2);
    expect(kinds.indexOf("key")).toBeGreaterThan(0);
    expect(kinds.indexOf("key")).toBeLessThan(kinds.indexOf("digits"));
    const digits = { kind: "digits", digits: "012345" } as const;
    const first = kinds.indexOf("digits");
    expect(speech.slice(first, first + 4)).toEqual([
      digits,
      { kind: "pause", ms: 2_000 },
      { kind: "say", text: copy.say("call.code.again") },
      digits,
    ]);
    expect(ssml([digits])).toBe(
      `<speak><prosody rate="slow">${[..."012345"].join('<break time="500ms"/>')}</prosody></speak>`,
    );
    const asked = speech.flatMap((part) => (part.kind === "key" || part.kind === "repeat" ? part.text : []));
    expect(asked).toEqual([copy.say("call.code.press"), copy.say("call.code.repeat")]);
    expect(text.split("0, 1, 2, 3, 4, 5.")).toHaveLength(3);
    expect(text).toContain(copy.say("call.code.greeting", { app: "Acme" }));
    expect(text).toContain(copy.say("call.code.closing"));
    expect(text).not.toMatch(/undefined|[{}<>]/);
  });

  it("says no digit to a number that nobody has", () => {
    const { text } = rendered({ template: "verification_code_invalid", channel: "voice", data: { locale } });
    expect(text).toBe(translator(locale).say("call.stranger", { app: "Acme" }));
    expect(text).not.toMatch(/\d/);
  });
});
