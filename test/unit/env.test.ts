import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Env, readSettings } from "../../src/env.ts";
import { settingNames } from "../../src/settings/variables.ts";

const KEY = `k1:${btoa("0123456789abcdef0123456789abcdef")}`;
const right = {
  DB: {},
  CODES: {},
  PUBLIC_URL: "https://verify.example.com",
  KEYS: KEY,
  ADMIN_TOKEN: "a-token-of-more-than-thirty-two-characters",
} as unknown as Env;

const read = (changes: Readonly<Record<string, unknown>>, development = false) =>
  readSettings({ ...right, ...changes } as Env, development);

describe("settings", () => {
  it("are read", () => {
    const settings = read({});
    expect(settings.ok && settings.value.publicUrl).toBe("https://verify.example.com");
    expect(settings.ok && settings.value.policy.name).toBe("standard");
    expect(settings.ok && settings.value.policy.countries).toEqual([]);
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

  it("are all in the README's table", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
    for (const name of settingNames) expect(readme, name).toContain(`\`${name}\``);
  });
});
