import { describe, expect, it } from "vitest";
import { languages } from "../../src/copy/languages.ts";
import { randomSecret } from "../../src/core/code.ts";
import { accountId, randomId } from "../../src/core/ids.ts";
import { linkCodeOf, shortFlowId } from "../../src/core/link-code.ts";
import type { AskedFrom } from "../../src/core/message.ts";
import { linkTemplateOf as cidaasLink } from "../../src/dialects/cidaas/paths.ts";
import { linkTemplateOf as kratosLink } from "../../src/dialects/kratos/link-template.ts";
import { CONFIRM } from "../../src/dialects/payway/paths.ts";
import { linkTemplateOf as paywayLink } from "../../src/dialects/payway/verification-url.ts";
import { linkTemplateOf as transmitLink } from "../../src/dialects/transmit/paths.ts";
import { STOP } from "../../src/pages/deny.tsx";
import { translator } from "../support/catalogues.ts";
import { flat, hostile, hrefs, link, rendered, requestedAt, secret, visible } from "../support/rendered.ts";

const templates = ["verification_code_valid", "verification_valid", "verification_code_invalid"] as const;
const HOUR = 3_600_000;

describe.each(languages.map(({ lang, dir }) => ({ locale: lang, dir })))("a mail in $locale", ({ locale, dir }) => {
  const copy = translator(locale);
  const code = (changes = {}) => rendered({ data: { locale, ...changes } });
  const byLink = () => rendered({ template: "verification_valid", data: { locale, expiresAt: requestedAt + HOUR } });

  it("M01 says the same in both parts: code, link, how long", () => {
    const { text, html } = code();
    const use = copy.say("mail.code.use", { n: 10, until: copy.clock(requestedAt + 600_000) });
    expect(flat(text).replace(" @verify.example.com #012345", "")).toBe(visible(html));
    for (const part of [flat(text), visible(html)]) {
      expect(part).toContain("012345");
      expect(part).toContain(link);
      expect(part).toContain(use);
    }
    const linked = byLink();
    expect(visible(linked.html)).toContain(link);
    expect(visible(linked.html)).toContain(
      copy.say("mail.link.lifetime_hours", { n: 1, until: copy.clock(requestedAt + HOUR) }),
    );
  });

  it.each(["Acme", "A".repeat(64), "Acme & Söhne GmbH – Verlag für Natur und Technik", "日本語の名前がとても長い会社"])(
    "M02 begins its subject with the code, and keeps it short for an app called %s",
    (appName) => {
      const { subject = "" } = code({ appName });
      expect([...subject].length).toBeLessThanOrEqual(50);
      expect(subject.startsWith("012345")).toBe(true);
      expect(subject).toContain([...appName].slice(0, 4).join(""));
    },
  );

  it("M02 leaves the code out of its subject where that is wanted", () => {
    const { subject = "", text } = rendered({ data: { locale }, style: { codeInSubject: false } });
    expect(subject).toContain("Acme");
    expect(subject).not.toMatch(/\d/);
    expect(text).toContain("012345");
  });

  it("M04 has a preheader that is hidden, and not said again", () => {
    for (const [{ html = "", text }, preview] of [
      [code(), copy.say("mail.code.preview", { n: 10 })],
      [byLink(), copy.say("mail.link.preview_hours", { n: 1 })],
    ] as const) {
      expect(/<div style="display:none[^"]*">([^<]*)<\/div>/.exec(html)?.[1]).toBe(preview);
      expect(html.split(preview)).toHaveLength(2);
      expect(text).not.toContain(preview);
    }
  });

  it("M07 says how long, who, when, and what to do if nobody asked", () => {
    for (const { text, html } of [code(), byLink()]) {
      for (const part of [flat(text), visible(html)]) {
        expect(part).toContain("Acme");
        expect(part).toContain(copy.say("mail.asked", { moment: copy.moment(requestedAt) }));
        expect(part).toContain(copy.say("mail.not_you"));
      }
    }
    expect(copy.moment(requestedAt)).toMatch(/20[:.]00 UTC$/);
    expect(copy.moment(requestedAt)).toMatch(/21.*2026|2026.*21/);
  });

  it.each([
    [false, "mail.from_unread"],
    [true, "mail.from"],
  ] as const)("M07 says who sends it, and whether replies are read: %s", (repliesRead, key) => {
    for (const template of templates) {
      const { text, html } = rendered({ template, data: { locale }, style: { repliesRead } });
      for (const part of [flat(text), visible(html)]) expect(part).toContain(copy.say(key, { app: "Acme" }));
    }
    expect(copy.say("mail.from", { app: "Acme" })).not.toBe(copy.say("mail.from_unread", { app: "Acme" }));
    const inOwnWords = { email: { subject: "Hi", footerText: "You may ignore this." } };
    expect(code({ wording: inOwnWords }).text).toContain(copy.say("mail.from_unread", { app: "Acme" }));
  });

  it("M07 says where from, as far as that is known", () => {
    const device = { browser: "Chrome", system: "Windows" };
    const place = { city: "Lyon", country: "FR" };
    const moment = copy.moment(requestedAt);
    const near = `Lyon, ${copy.country("FR")}`;
    expect(copy.country("FR")).not.toBe("FR");
    const said = (askedFrom: AskedFrom) => flat(code({ askedFrom }).text);
    expect(said({ device, place })).toContain(copy.say("mail.asked_both", { moment, ...device, place: near }));
    expect(said({ device })).toContain(copy.say("mail.asked_device", { moment, ...device }));
    expect(said({ place })).toContain(copy.say("mail.asked_place", { moment, place: near }));
    expect(said({ place: { country: "FR" } })).toContain(
      copy.say("mail.asked_place", { moment, place: copy.country("FR") }),
    );
    const evil = { city: "https://evil.example\r\nBcc: <b>", country: "FR" };
    expect(said({ place: evil })).not.toMatch(/:\/\/evil|evil\.example/);
    expect(code({ askedFrom: { place: evil } }).html).not.toContain("<b>");
  });

  it("M10 names its language and direction, and has no hole", () => {
    for (const template of templates) {
      const { html = "", text, subject } = rendered({ template, data: { locale } });
      expect(html.startsWith(`<!doctype html>\n<html lang="${locale}" dir="${dir}">`)).toBe(true);
      expect(`${subject} ${text} ${visible(html)}`).not.toMatch(/undefined|\bnull\b|NaN|\[object|[{}]/);
    }
  });

  it("writes addresses from left to right, that of the stop link too", () => {
    const stopTemplate = "https://verify.example.com/s?AAAAAA{token}";
    const { html = "" } = rendered({ template: "verification_valid", data: { locale, stopTemplate } });
    const addresses = html.match(/<p [^>]*>(?:<a [^>]*>)?https:[^<]*/g) ?? [];
    expect(addresses).toHaveLength(2);
    for (const address of addresses) expect(address).toMatch(/^<p dir="ltr"/);
  });

  it("has the code alone on a line, after the word for it", () => {
    const [before = "", alone] = code().text.split("\n\n");
    expect(alone).toBe("012345");
    // The name is cut out, so that no name can be taken for the word.
    const word = copy.say("1070011").toLowerCase().replace(/^ال/, "");
    expect(before.replace("Acme", "").toLowerCase()).toContain(word);
  });

  it.each(hostile)("M16 is one header line and harmless markup for an app called %j", (appName) => {
    for (const template of templates) {
      const { subject = "", headers, html = "" } = rendered({ template, data: { locale, appName } });
      expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202E]/u);
      expect(headers).toEqual(rendered().headers);
      expect(html).not.toMatch(/<(?:script|img)\b/);
      expect(hrefs(html)).toEqual(hrefs(rendered({ template, data: { locale } }).html));
    }
  });
});

it("M05 asks machines not to answer, and is no list", () => {
  for (const template of templates) {
    const { headers = {} } = rendered({ template });
    expect(headers).toEqual({ "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply" });
  }
});

it("M06 loads nothing, and leads to one host", () => {
  for (const template of templates) {
    const { html = "" } = rendered({ template });
    expect(html).not.toMatch(/<(?:img|link|script|iframe|video|object|form)\b|url\(|@import|src=|background="/i);
    for (const href of hrefs(html)) expect(new URL(href).host).toBe("verify.example.com");
  }
});

describe("M09 of each API", () => {
  const PUBLIC = "https://verify.example.com";
  const random = (bytes: number) => new Uint8Array(bytes).fill(7);
  const flowId = randomId(random);
  const flow = shortFlowId(flowId);
  const kratos = (proof: "code" | "link") => kratosLink(`${PUBLIC}/auth`, { flowId, proof, sameBrowser: true });
  const payway = paywayLink(`${PUBLIC}${CONFIRM}`, accountId(random, requestedAt));

  /** `most`: of characters; none where the wire contract has the path and what is in it. */
  it.each([
    ["cidaas", cidaasLink(PUBLIC), "opaque", 80],
    ["Transmit", transmitLink(PUBLIC), "opaque", 80],
    ["Kratos, a code", kratos("code"), "opaque", undefined],
    ["Kratos, a link", kratos("link"), "opaque", undefined],
    ["Payway", payway, "uuid", undefined],
  ] as const)("%s: a mail is small, and its links are whole, each alone on its line", (_, template, token, most) => {
    const made = randomSecret(random, { digits: 6, token });
    const linkTemplate = template.replace("{flow}", flow);
    const stopTemplate = `${PUBLIC}${STOP}?${linkCodeOf(flowId, "{token}")}`;
    for (const { lang } of languages) {
      for (const kind of templates.slice(0, 2)) {
        const changes = { locale: lang, appName: "€".repeat(64), linkTemplate, stopTemplate };
        const { html = "", text, link: sent = "" } = rendered({ template: kind, data: changes, secret: made });
        expect(new TextEncoder().encode(html).length).toBeLessThanOrEqual(20 * 1_024);
        expect(sent).toBe(linkTemplate.replace("{token}", made.linkToken).replace("{code}", made.code));
        const stop = stopTemplate.replace("{token}", made.linkToken);
        expect(text.split("\n").filter((line) => line.includes(PUBLIC))).toEqual([sent, stop]);
        expect(sent?.length).toBe(most ?? sent?.length);
        expect(stop.length).toBeLessThanOrEqual(80);
      }
    }
  });
});

it("never writes a digit that nobody could type", () => {
  for (const { lang } of languages) {
    for (const channel of ["email", "sms", "voice"] as const) {
      const { text, subject = "" } = rendered({ channel, data: { locale: lang } });
      expect(`${subject}${text}`.replace(/[0-9]/g, "")).not.toMatch(/\p{Nd}/u);
    }
  }
  expect(secret.code).toBe("012345");
});
