import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseRoutes, orders } from "../../src/providers/index.ts";

const secret = `whsec_${btoa("0123456789abcdef01234567")}`;
const everything = {
  MAIL_FROM: "Acme <codes@example.org>",
  RESEND_API_KEY: "re_1",
  POSTMARK_SERVER_TOKEN: "pm-1",
  SENDGRID_API_KEY: "SG.1",
  MAILGUN_API_KEY: "key-1",
  MAILGUN_DOMAIN: "mail.example.org",
  BREVO_API_KEY: "xkeysib-1",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_REGION: "eu-west-1",
  EMAIL: { send: () => undefined },
  AWS_SMS_ORIGINATION_IDENTITY: "Acme",
  MESSAGE_WEBHOOK_URL: "https://sender.example.com/messages",
  MESSAGE_WEBHOOK_SECRET: secret,
  TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "auth-token",
  TWILIO_FROM: "+15550100200",
  TWILIO_VOICE_FROM: "+15550100200",
  VONAGE_API_KEY: "key",
  VONAGE_API_SECRET: "secret",
  VONAGE_FROM: "Acme",
  VONAGE_APPLICATION_ID: "app",
  VONAGE_PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
  VONAGE_VOICE_FROM: "+15550100200",
  VONAGE_SIGNATURE_SECRET: "signature-secret",
  TELNYX_API_KEY: "KEY0123",
  TELNYX_FROM: "+15550100200",
  PLIVO_AUTH_ID: "MAABC",
  PLIVO_AUTH_TOKEN: "auth-token",
  PLIVO_FROM: "+15550100200",
  WHATSAPP_PHONE_NUMBER_ID: 106540352242922,
  WHATSAPP_ACCESS_TOKEN: "EAAG",
  WHATSAPP_TEMPLATE: "code",
};

const outside = {
  http: () => Promise.reject(new Error("asked")),
  now: () => 0,
  random: (bytes: number) => new Uint8Array(bytes),
};

const choose = (env: Readonly<Record<string, unknown>>) => chooseRoutes(env, outside);

/** The names and countries of every channel. */
function chosen(env: Readonly<Record<string, unknown>>) {
  const routes = choose({ ...everything, ...env });
  if (!routes.ok) throw new Error(JSON.stringify(routes.failure));
  const { email, sms, voice } = routes.value;
  const written = (list: typeof email) => list.map(({ sender, countries }) => `${sender.name}:${countries}`).join(" ");
  return { email: written(email), sms: written(sms), voice: written(voice) };
}

const problemsOf = (env: Readonly<Record<string, unknown>>) => {
  const routes = choose(env);
  return routes.ok ? [] : routes.failure.map(({ setting, problem }) => `${setting}: ${problem}`);
};

const EMAIL = "resend postmark sendgrid mailgun brevo ses cloudflare-email webhook";
const SMS = "twilio vonage telnyx plivo amazon-sms amazon-sns whatsapp webhook";
const VOICE = "twilio-voice vonage-voice webhook";

describe("the routes of a deployment", () => {
  it.each([
    ["Resend for e-mail, and nothing else, unless told otherwise", {}, { email: "resend:*", sms: "", voice: "" }],
    [
      "the same where the lists are empty",
      { EMAIL_PROVIDERS: "", SMS_PROVIDERS: " " },
      { email: "resend:*", sms: "", voice: "" },
    ],
    ["the order they are written in", { EMAIL_PROVIDERS: " ses\n resend " }, { email: "ses:* resend:*" }],
    [
      "the countries of each",
      { SMS_PROVIDERS: "twilio:US,CA amazon-sms", VOICE_PROVIDERS: "twilio-voice:GB" },
      { sms: "twilio:US,CA amazon-sms:*", voice: "twilio-voice:GB" },
    ],
    [
      "one sender of one's own for everything",
      { EMAIL_PROVIDERS: "webhook", SMS_PROVIDERS: "webhook", VOICE_PROVIDERS: "webhook:US" },
      { email: "webhook:*", sms: "webhook:*", voice: "webhook:US" },
    ],
  ])("are %s", (_, env, want) => {
    expect(chosen(env)).toMatchObject(want);
  });

  it("know everybody by name", () => {
    const names = Object.values(orders).map(({ providers }) => providers.map(({ name }) => name).join(" "));
    expect(names).toEqual([EMAIL, SMS, VOICE]);
    for (const [channel, { providers }] of Object.entries(orders)) {
      for (const provider of providers) expect(provider.channels, provider.name).toContain(channel);
    }
    const all = chosen({ EMAIL_PROVIDERS: EMAIL, SMS_PROVIDERS: SMS, VOICE_PROVIDERS: VOICE });
    expect(Object.values(all).join(" ").replaceAll(":*", "")).toBe([EMAIL, SMS, VOICE].join(" "));
  });

  it("start a provider once, however many channels it carries", () => {
    const routes = choose({ ...everything, EMAIL_PROVIDERS: "webhook", VOICE_PROVIDERS: "webhook" });
    if (!routes.ok) throw new Error("not chosen");
    expect(routes.value.voice[0]?.sender).toBe(routes.value.email[0]?.sender);
  });

  it("need nothing of whoever is not chosen", () => {
    const env = { RESEND_API_KEY: "re_1", MAIL_FROM: "codes@example.org", TWILIO_ACCOUNT_SID: "nonsense" };
    expect(choose(env)).toMatchObject({ ok: true });
  });
});

describe("a choice that cannot be made", () => {
  const noneOf = (names: string) => `is none of ${names}`;

  it.each([
    ["EMAIL_PROVIDERS", "resned", `name 1 ${noneOf(EMAIL)}`],
    ["EMAIL_PROVIDERS", "resend hunter2", `name 2 ${noneOf(EMAIL)}`],
    ["EMAIL_PROVIDERS", "resend,ses", `name 1 ${noneOf(EMAIL)}`],
    ["EMAIL_PROVIDERS", "resend resend", "names resend twice"],
    ["EMAIL_PROVIDERS", "resend:US", "gives resend countries, which only texts and calls have"],
    ["SMS_PROVIDERS", "twilio-voice", `name 1 ${noneOf(SMS)}`],
    ["SMS_PROVIDERS", "constructor", `name 1 ${noneOf(SMS)}`],
    ["SMS_PROVIDERS", ":US", `name 1 ${noneOf(SMS)}`],
    ["SMS_PROVIDERS", "twilio:US plivo twilio:CA twilio", "names twilio twice"],
    ["SMS_PROVIDERS", "twilio:", "gives twilio a country that is none: write them as US,CA"],
    ["SMS_PROVIDERS", "twilio:us", "gives twilio a country that is none: write them as US,CA"],
    ["SMS_PROVIDERS", "twilio:UK", "gives twilio a country that is none: write them as US,CA"],
    ["SMS_PROVIDERS", "twilio:US,", "gives twilio a country that is none: write them as US,CA"],
    ["SMS_PROVIDERS", "twilio:US:CA", "gives twilio a country that is none: write them as US,CA"],
    ["SMS_PROVIDERS", "twilio:US,CA,US", "gives twilio a country twice"],
    ["VOICE_PROVIDERS", "twilio", `name 1 ${noneOf(VOICE)}`],
  ])("%s = %j is one, and told without a word of it", (setting, value, problem) => {
    const routes = choose({ ...everything, [setting]: value });
    const fix = `Correct ${setting} in wrangler.toml under [vars], then deploy again.`;
    expect(routes).toEqual({ ok: false, failure: [{ setting, problem, fix }] });
  });

  it("is a deployment of which nothing was set: it says what is missing and how to set it", () => {
    expect(choose({})).toEqual({
      ok: false,
      failure: [
        { setting: "RESEND_API_KEY", problem: "is not set", fix: "npx wrangler secret put RESEND_API_KEY" },
        {
          setting: "MAIL_FROM",
          problem: "is not set",
          fix: 'Set it in wrangler.toml under [vars], for example MAIL_FROM = "Acme <codes@mail.acme.example>".',
        },
      ],
    });
  });

  it("names each wrong setting of everybody who was chosen, and each once", () => {
    const { AWS_REGION: _, TWILIO_AUTH_TOKEN: __, ...rest } = everything;
    const env = {
      ...rest,
      RESEND_API_KEY: "hunter 2",
      EMAIL: "hunter2",
      EMAIL_PROVIDERS: "resend ses cloudflare-email",
      SMS_PROVIDERS: "amazon-sms amazon-sns twilio nobody",
      VOICE_PROVIDERS: "twilio-voice",
    };
    expect(problemsOf(env)).toEqual([
      "RESEND_API_KEY: has a space or a character no key has",
      "AWS_REGION: is not set",
      "EMAIL: is not a binding of [[send_email]]",
      `SMS_PROVIDERS: name 4 ${noneOf(SMS)}`,
      "TWILIO_AUTH_TOKEN: is not set",
    ]);
    expect(JSON.stringify(choose(env))).not.toContain("hunter");
  });

  it("tell what a setting is that is no text", () => {
    expect(problemsOf({ ...everything, RESEND_API_KEY: ["re_1"] })).toEqual([
      "RESEND_API_KEY: Invalid input: expected string, received array",
    ]);
  });
});

describe("the lists of providers", () => {
  it("are in the tables of docs/settings.md", () => {
    const page = readFileSync(join(import.meta.dirname, "../../docs/settings.md"), "utf8");
    for (const { setting } of Object.values(orders)) expect(page, setting).toContain(`| \`${setting}\``);
  });
});
