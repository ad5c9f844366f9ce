import { describe, expect, it } from "vitest";
import { readEmailWording } from "../../src/core/email-wording.ts";
import { images, pngOfLength } from "../support/images.ts";

const read = (fields: unknown) => readEmailWording(fields, "email_content");
const withSubject = (fields: Readonly<Record<string, unknown>>) => read({ subject: "Confirm", ...fields });

/** The sentence that a caller would be told, or undefined if there is nothing to tell. */
const problem = (fields: unknown): string | undefined => {
  const result = read(fields);
  return result.ok ? undefined : `${result.failure.field} ${result.failure.problem}`;
};

const lengths = {
  subject: 200,
  headerText: 200,
  bodyText: 2_000,
  linkText: 60,
  infoText: 1_000,
  footerText: 500,
  senderName: 64,
} as const;
const texts = Object.keys(lengths) as readonly (keyof typeof lengths)[];
const many = ["bodyText", "infoText", "footerText"] as const;
const one = texts.filter((name) => !many.some((other) => other === name));

describe("the wording of an e-mail", () => {
  it("is what was sent, field by field", () => {
    const all = {
      subject: "Confirm your address",
      primaryColor: "#6981FF",
      base64logo: images.png,
      headerText: "Welcome",
      bodyText: "Hello.\n\nHere it is.",
      linkText: "Confirm",
      infoText: "Ask us.",
      footerText: "You may ignore this.",
      senderName: 'Acme "Inc." <Ltd>',
    };
    expect(read(all)).toEqual({ ok: true, value: all });
  });

  it("may be a subject alone", () => {
    expect(read({ subject: "Confirm" })).toEqual({ ok: true, value: { subject: "Confirm" } });
  });

  it.each([undefined, null, "text", 1, [], [{ subject: "x" }]])("is not %j", (input) => {
    expect(problem(input)).toBe("email_content must be an object");
  });

  it("needs a subject", () => {
    expect(problem({})).toBe("email_content.subject is required");
    expect(problem({ headerText: "x" })).toBe("email_content.subject is required");
    expect(problem(Object.create({ subject: "inherited" }))).toBe("email_content.subject is required");
  });

  it.each(["main_title", "primary_color", "SUBJECT", "toString", "__proto__"])("knows no %s", (name) => {
    const fields = JSON.parse(`{"subject":"x",${JSON.stringify(name)}:"y"}`);
    expect(problem(fields)).toBe(`email_content.${name} is not a field we know`);
  });

  it("does not say a long name back whole", () => {
    expect(problem({ ["x".repeat(10_000)]: 1 })).toBe(`email_content.${"x".repeat(40)} is not a field we know`);
  });
});

describe("a text in it", () => {
  it.each(texts)("%s has a greatest length, in code points", (name) => {
    const most = lengths[name];
    for (const unit of ["x", "😀", "é"]) {
      expect(withSubject({ [name]: unit.repeat(most) }), unit).toMatchObject({ ok: true });
      expect(problem({ subject: "x", [name]: unit.repeat(most + 1) }), unit).toBe(
        `email_content.${name} must have at most ${most} characters`,
      );
    }
  });

  it.each(texts)("%s is a text that says something", (name) => {
    for (const value of [1, true, null, {}, ["x"]]) {
      expect(problem({ subject: "x", [name]: value })).toBe(`email_content.${name} must be a text`);
    }
    for (const value of ["", "  ", "\u00a0", "\u3000", "\ufe0f", "\u200d"]) {
      expect(problem({ subject: "x", [name]: value })).toBe(`email_content.${name} must say something`);
    }
  });

  it.each(texts)("%s holds nothing to press", (name) => {
    for (const value of ["See https://evil.example", "evil.example", "evil.\u200dexample", "call 0800 123 456"]) {
      expect(problem({ subject: "x", [name]: value }), value).toMatch(/must hold no link, address or number to call/);
    }
  });

  it.each(texts)("%s holds nothing unseen", (name) => {
    const unseen = [
      ..."\0\x07\t\x1b\x7f\x85\u00ad\u034f\u061c\u115f\u180e\u200b\u200e\u202e\u2028\u2029\u2066\u2800\u3164\ufff9\ufeff",
    ];
    for (const sign of [...unseen, "\uffa0", "\ue000", "\u{e0041}", "\ud800", "\udc00", "\r"]) {
      expect(problem({ subject: "x", [name]: `a${sign}b` }), JSON.stringify(sign)).toMatch(/of visible characters$/);
    }
  });

  it.each(one)("%s is one line", (name) => {
    for (const sign of ["\n", "\r\n", "\r"]) {
      expect(problem({ subject: "x", [name]: `a${sign}Bcc: b` })).toBe(
        `email_content.${name} must be one line of visible characters`,
      );
    }
  });

  it.each(many)("%s may have line breaks, of either kind", (name) => {
    expect(withSubject({ [name]: "a\nb\r\n\r\nc" })).toMatchObject({ value: { [name]: "a\nb\n\nc" } });
  });

  it.each(["❤️", "👩‍👩‍👧", "می‌خواهم", "क्‍ष", "<b>&amp;</b>", "$& {otp} {{x}}"])("may be %s", (text) => {
    expect(withSubject({ headerText: text })).toEqual({ ok: true, value: { subject: "Confirm", headerText: text } });
  });
});

describe("its colour", () => {
  it.each(["#6981FF", "#000", "#abcdef", "#AbC"])("may be %s", (primaryColor) => {
    expect(withSubject({ primaryColor })).toMatchObject({ value: { primaryColor } });
  });

  it.each([
    "red",
    "6981FF",
    "#",
    "#12",
    "#1234",
    "#12345",
    "#1234567",
    "#12345678",
    "#ggg",
    "#fff;x:y",
    "#fff\n",
    " #fff",
    0,
    null,
  ])("is not %j", (primaryColor) => {
    expect(problem({ subject: "x", primaryColor })).toBe("email_content.primaryColor must be a colour such as #6981FF");
  });
});

describe("its logo", () => {
  it.each([
    ["a PNG", images.png],
    ["a JPEG", images.jpeg],
    ["a GIF", images.gif],
    ["an old GIF", images.oldGif],
    ["20,000 characters", pngOfLength(20_000)],
    ["padded once", `${images.png.slice(0, 12)}AAA=`],
    ["padded twice", `${images.png.slice(0, 12)}AA==`],
  ])("may be %s", (_, base64logo) => {
    expect(withSubject({ base64logo })).toMatchObject({ ok: true, value: { base64logo } });
  });

  it.each([
    ["an SVG", images.svg],
    ["a WebP", images.webp],
    ["nothing", ""],
    ["half a sign of a PNG", images.png.slice(0, 8)],
    ["behind a prefix", `data:image/png;base64,${images.png}`],
    ["of the URL alphabet", `${images.png.slice(0, 12)}-_-_`],
    ["without its padding", `${images.png.slice(0, 12)}AA`],
    ["padded within", `${images.png.slice(0, 12)}AA==AAAA`],
    ["padded too much", `${images.png.slice(0, 12)}A===`],
    ["broken into lines", `${images.png.slice(0, 12)}\nAAA`],
    ["out of its attribute", `${images.png.slice(0, 12)}">'`],
  ])("is not %s", (_, base64logo) => {
    expect(problem({ subject: "x", base64logo })).toMatch(/base64logo must be a PNG, JPEG or GIF image in base64/);
  });

  it("has at most 20,000 characters", () => {
    for (const length of [20_001, 20_004, 1_000_000]) {
      expect(problem({ subject: "x", base64logo: pngOfLength(length) })).toBe(
        "email_content.base64logo must have at most 20000 characters",
      );
    }
    expect(problem({ subject: "x", base64logo: 7 })).toBe("email_content.base64logo must be a text");
  });
});
