import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Env, readSettings } from "../../src/env.ts";
import { usualStyle } from "../../src/messages/style.ts";
import { settingNames } from "../../src/settings/variables.ts";

const KEY = `k1:${btoa("0123456789abcdef0123456789abcdef")}`;
const right = {
  DB: {},
  CODES: {},
  PUBLIC_URL: "https://verify.example.com",
  KEYS: KEY,
  ADMIN_TOKEN: "a-token-of-more-than-thirty-two-characters",
} as unknown as Env;

const developmentKey = (bytes: number): string => btoa("countersign development ".repeat(2).slice(0, bytes));

const read = (changes: Readonly<Record<string, unknown>>, development = false) =>
  readSettings({ ...right, ...changes } as Env, development);

describe("settings", () => {
  it("are read", () => {
    const settings = read({});
    expect(settings.ok && settings.value.publicUrl).toBe("https://verify.example.com");
    expect(settings.ok && settings.value.policy.name).toBe("standard");
    expect(settings.ok && settings.value.policy.countries).toEqual([]);
    expect(settings.ok && settings.value.messages).toEqual(usualStyle);
  });

  it.each([
    ["Acme <help@acme.example>", true],
    ["", false],
    [undefined, false],
  ])("say whether replies to mails are read: %j", (MAIL_REPLY_TO, want) => {
    const settings = read({ MAIL_REPLY_TO });
    expect(settings.ok && settings.value.messages.repliesRead).toBe(want);
  });

  it("say how messages are written", () => {
    const settings = read({ CODE_IN_SUBJECT: "false", SMS_PLAIN_ACCENTS: "false", ANDROID_APP_HASH: "FA+9qCX9VSu" });
    expect(settings.ok && settings.value.messages).toEqual({
      codeInSubject: false,
      plainAccents: false,
      androidAppHash: "FA+9qCX9VSu",
      repliesRead: false,
    });
  });

  it.each([
    ["DB", undefined],
    ["CODES", undefined],
    ["PUBLIC_URL", undefined],
    ["PUBLIC_URL", ""],
    ["PUBLIC_URL", "http://verify.example.com"],
    ["PUBLIC_URL", "https://verify.example.com/path"],
    ["PUBLIC_URL", "verify.example.com"],
    ["KEYS", undefined],
    ["KEYS", "k1:c2hvcnQ="],
    ["KEYS", "0123456789abcdef0123456789abcdef"],
    ["KEYS", `${KEY} ${KEY}`],
    ["KEYS", `${KEY} k2:${btoa("x".repeat(32))} k3:${btoa("y".repeat(32))}`],
    ["KEYS", `dev:${btoa("0123456789abcdef0123456789abcdef")}`],
    ["ADMIN_TOKEN", undefined],
    ["ADMIN_TOKEN", "dev-admin-token"],
    ["POLICY", "relaxed"],
    ["POLICY", "none"],
    ["ANDROID_APP_HASH", "short"],
    ["ANDROID_APP_HASH", "FA+9qCX9VS\n#"],
    ["CODE_IN_SUBJECT", "perhaps"],
    ["CODE_LIFETIME_SECONDS", "601"],
    ["CODE_LIFETIME_SECONDS", "0.001"],
    ["CODE_LIFETIME_SECONDS", "soon"],
    ["FLOW_LIFETIME_SECONDS", "86401"],
    ["ALLOWED_RETURN_URLS", "https://*.com"],
    ["ALLOWED_RETURN_URLS", "javascript:alert(1)"],
    ["ALLOWED_ORIGINS", "https://app.example.com/path"],
    ["DEFAULT_RETURN_URL", "http://app.example.com"],
    ["VERIFICATION_UI_URL", "//evil.example"],
    ["VERIFICATION_UI_URL", "javascript:alert(1)"],
    ["PUBLIC_URL", "http://localhost:8787"],
    ["PUBLIC_URL", "https://127.0.0.1"],
    ["KEYS", `k1:${btoa("x".repeat(32))}`],
    ["KEYS", `k1:${btoa("changeme".repeat(4))}`],
    ["KEYS", `${KEY} k0:${btoa("0".repeat(64))}`],
    ["KEYS", `k1:${developmentKey(32)}`],
    ["KEYS", `k1:${developmentKey(48)}`],
    ["ADMIN_TOKEN", "changeme".repeat(8)],
    ["DEFAULT_RETURN_URL", "https://*.example.com/"],
    ["VERIFICATION_RETURN_URL", "https://*.example.com/"],
    ["VERIFICATION_UI_URL", "/verify\r\nSet-Cookie: a=b"],
    ["VERIFICATION_UI_URL", "https://app.example.com/prüfen"],
    ["ERROR_UI_URL", "/an error"],
    ["CODE_DIGITS", "5"],
    ["CODE_DIGITS", "11"],
    ["CODE_DIGITS", "6.5"],
    ["CODE_DIGITS", "six"],
    ["APP_NAME", "<b>Acme</b>"],
    ["SMS_COUNTRIES", "us"],
    ["VERIFICATION_METHOD", "both"],
  ])("refuse %s = %j, and say how to mend it, without telling a secret", (name, value) => {
    const settings = read({ [name]: value });
    expect(settings.ok).toBe(false);
    const problems = settings.ok ? [] : settings.failure;
    expect(problems.map(({ setting }) => setting)).toContain(name);
    for (const { fix } of problems) expect(fix).not.toBe("");
    if (value && (name === "KEYS" || name === "ADMIN_TOKEN")) expect(JSON.stringify(problems)).not.toContain(value);
  });

  it("name everything that is wrong at once", () => {
    const settings = read({ PUBLIC_URL: undefined, KEYS: undefined, ADMIN_TOKEN: undefined });
    expect(settings.ok ? [] : settings.failure.map(({ setting }) => setting)).toEqual([
      "PUBLIC_URL",
      "KEYS",
      "ADMIN_TOKEN",
    ]);
  });

  it.each([
    ["APP_NAME", "x".repeat(41), "Too big: expected string to have <=40 characters"],
    ["APP_NAME", " ", "Too small: expected string to have >=1 characters"],
    ["PUBLIC_URL", "verify.example.com", "Invalid URL"],
    ["VERIFICATION_METHOD", "both", 'Invalid option: expected one of "code"|"link"'],
    ["TOKEN_ISSUERS", [], "Invalid input: expected string, received array"],
  ])("say what is wrong with %s = %j, for which they have no words of their own", (name, value, problem) => {
    const settings = read({ [name]: value });
    expect(settings.ok ? [] : settings.failure.map((found) => found.problem)).toContain(problem);
  });

  it("take codes of six to ten digits", () => {
    for (const digits of [6, 10]) {
      const settings = read({ CODE_DIGITS: `${digits}` });
      expect(settings.ok && settings.value.policy.codeDigits).toBe(digits);
    }
    const settings = read({});
    expect(settings.ok && settings.value.policy.codeDigits).toBe(6);
  });

  it.each([
    ["code", "METHOD_CODE_ENABLED"],
    ["link", "METHOD_LINK_ENABLED"],
  ])("refuse to begin with a %s where that is switched off", (method, name) => {
    const off = { VERIFICATION_METHOD: method, [name]: "false" };
    const settings = read(off);
    expect(settings.ok ? [] : settings.failure.map(({ setting }) => setting)).toEqual(["VERIFICATION_METHOD"]);
    expect(read({ ...off, VERIFICATION_ENABLED: "false" }).ok).toBe(true);
    expect(read({ VERIFICATION_METHOD: method === "code" ? "link" : "code", [name]: "false" }).ok).toBe(true);
  });

  it("take random secrets, every time", () => {
    for (let n = 0; n < 1_000; n += 1) {
      const random = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
      expect(read({ KEYS: `k1:${random}`, ADMIN_TOKEN: random }).ok).toBe(true);
    }
  });

  it("let development values through on this machine only", () => {
    const development = {
      PUBLIC_URL: "http://localhost:8787",
      ADMIN_TOKEN: "dev-admin-token",
      POLICY: "relaxed",
      FLOW_LIFETIME_SECONDS: "0.001",
    };
    expect(read(development, true).ok).toBe(true);
    expect(read(development, false).ok).toBe(false);
    expect(read({ ...development, PUBLIC_URL: "https://verify.example.com" }, true).ok).toBe(false);
  });

  it("are all in the tables of docs/settings.md, each once", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/settings.md"), "utf8");
    const firstCells = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].map(([, cell = ""]) => cell);
    const listed = firstCells.flatMap((cell) => cell.match(/(?<=`)[A-Z_]+(?=`)/g) ?? []);
    expect(listed).toEqual(expect.arrayContaining(settingNames));
    expect(listed).toHaveLength(new Set(listed).size);
  });
});
