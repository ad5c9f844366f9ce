import { describe, expect, it } from "vitest";
import type { Channel } from "../../src/core/flow.ts";
import type { MessageData, MessageTemplate } from "../../src/core/message.ts";
import { render } from "../../src/messages/render.ts";
import { smsSegments } from "../../src/messages/sms.ts";

const secret = { code: "012345", linkToken: "tok_-Aa9" };
const requestedAt = Date.UTC(2026, 10, 21, 20, 0, 30);
const recipient = { email: "ada@example.org", sms: "+447700900123", voice: "+447700900123" } as const;
const link = "https://verify.example.com/l/tok_-Aa9?code=012345&x=1";

const data: MessageData = {
  appName: "Acme",
  locale: "en-GB",
  requestedAt,
  expiresAt: requestedAt + 10 * 60_000,
  linkTemplate: "https://verify.example.com/l/{token}?code={code}&x=1",
  host: "verify.example.com",
  transientPayload: null,
};

type Choice = { template?: MessageTemplate; channel?: Channel; data?: Partial<MessageData> };
const rendered = ({ template = "verification_code_valid", channel = "email", data: changes = {} }: Choice = {}) =>
  render({ template, channel, recipient: recipient[channel], data: { ...data, ...changes } }, secret);

/** What a reader sees of an HTML part: tags gone, entities read, spaces as a browser shows them. */
const visible = (html = ""): string =>
  html
    .replace(/<head>.*<\/head>/s, "")
    .replace(/<div style="display:none[^>]*>[^<]*<\/div>/, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ")
    .trim();
const flat = (text: string): string => text.replace(/\s+/g, " ").trim();
const hrefs = (html = ""): readonly string[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&"));

const hostile = [
  'Evil"><script>alert(1)</script>',
  "Acme\r\nBcc: victim@example.net",
  "Acme\n\n@evil.example #999999",
  "Acme\u2028Subject: x",
  "Acme\u0000\u0007\u202E",
  "https://evil.example/login",
  "www.evil.example",
  "<img src=//evil.example/p.gif>",
  "{{code}} $& $1 {code} {token}",
  "[press](https://evil.example)",
  "€".repeat(200),
  "😀".repeat(200),
  "A".repeat(200),
];

describe("the mail with a code", () => {
  it("says the same in both parts", () => {
    const { text, html, subject } = rendered();
    expect(subject).toBe("012345 is your Acme code");
    for (const part of [text, visible(html)]) {
      expect(part).toContain("012345");
      expect(part).toContain(link);
      expect(flat(part)).toContain("It works for 10 minutes, until 20:10 UTC.");
      expect(part).toContain("21 November 2026 at 20:00 UTC");
      expect(part).toContain("Never share this code");
      expect(part).toContain("If you did not ask for this, do nothing.");
    }
    expect(flat(text).replace(" @verify.example.com #012345", "")).toBe(visible(html));
  });

  it("hands the code and the link on, apart", () => {
    expect(rendered()).toMatchObject({ code: "012345", link });
  });

  it("has the code on a line of its own, after the word code, and bound to the website in the last line", () => {
    const { text } = rendered();
    expect(text).toMatch(/code[^\n]*\n\n012345\n\n/);
    expect(text.split("\n").at(-1)).toBe("@verify.example.com #012345");
  });

  it("shows the code as one text node of at least 28 pixels", () => {
    const { html = "" } = rendered();
    const nodes = [...html.matchAll(/<p [^>]*style="([^"]*)">012345<\/p>/g)];
    expect(nodes).toHaveLength(1);
    expect(Number(/font:700 (\d+)px/.exec(nodes[0]?.[1] ?? "")?.[1])).toBeGreaterThanOrEqual(28);
    expect(nodes[0]?.[1]).toContain("letter-spacing");
  });

  it("is a whole document that loads nothing", () => {
    const { html = "" } = rendered();
    expect(html.startsWith('<!doctype html>\n<html lang="en" dir="ltr">')).toBe(true);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).not.toMatch(/<(?:img|link|script|iframe|video|object|form)\b|url\(|@import|src=|background=/i);
    expect(hrefs(html)).toEqual([link]);
    expect(html).toContain('href="https://verify.example.com/l/tok_-Aa9?code=012345&amp;x=1"');
    expect(new TextEncoder().encode(html).length).toBeLessThan(20 * 1024);
  });

  it("has a preview that is hidden, and not said again", () => {
    const { html = "", text } = rendered();
    const preview = "It works for 10 minutes. Never share it.";
    expect(html).toMatch(new RegExp(`<div style="display:none[^"]*">${preview}</div>`));
    expect(html.split(preview)).toHaveLength(2);
    expect(text).not.toContain(preview);
  });

  it("asks machines not to answer, and is no list", () => {
    expect(rendered().headers).toEqual({
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "OOF, AutoReply",
    });
  });

  it("does without a link where there is none", () => {
    const { text, html = "", link: none } = rendered({ data: { linkTemplate: "" } });
    expect(none).toBeNull();
    expect(hrefs(html)).toEqual([]);
    expect(text).not.toContain("open this page");
  });

  it.each([
    [60_000, "for 1 minute, until 20:01 UTC."],
    [90_000, "for 1 minute, until 20:02 UTC."],
    [599_000, "for 9 minutes, until 20:10 UTC."],
    [60 * 60_000, "for 1 hour, until 21:00 UTC."],
    [90 * 60_000, "for 90 minutes, until 21:30 UTC."],
    [5 * 3_600_000, "for 5 hours, until 01:00 UTC."],
    [24 * 3_600_000, "for 24 hours, until 22 November 2026 at 20:00 UTC."],
  ])("says how long %i ms are", (lifetime, want) => {
    expect(rendered({ data: { expiresAt: requestedAt + lifetime } }).text).toContain(want);
  });

  it("puts nothing of the secret into the link but what the template asks for", () => {
    const odd = render(
      { template: "verification_code_valid", channel: "email", recipient: recipient.email, data },
      { code: "$&$1'`", linkToken: "a b&c" },
    );
    expect(odd.link).toBe("https://verify.example.com/l/a%20b%26c?code=%24%26%241'%60&x=1");
  });
});

describe("the mail with a link", () => {
  const mail = () => rendered({ template: "verification_valid", data: { expiresAt: requestedAt + 3_600_000 } });

  it("has the link in both parts, whole, and no code", () => {
    const { text, html = "", subject, code } = mail();
    expect(subject).toBe("Confirm your email for Acme");
    expect(code).toBeNull();
    expect(text).toContain(`\n${link}\n`);
    expect(visible(html)).toContain(link);
    expect(hrefs(html)).toEqual([link]);
    expect(html).toContain(">Confirm email address</a>");
    expect(text).not.toContain("#012345");
    for (const part of [flat(text), visible(html)]) expect(part).toContain("works for 1 hour, until 21:00 UTC.");
  });
});

describe("the message to an address that nobody has", () => {
  const templates = ["verification_code_invalid", "verification_invalid"] as const;
  const channels = ["email", "sms", "voice"] as const;

  it.each(templates.flatMap((template) => channels.map((channel) => ({ template, channel }))))(
    "$template by $channel holds no code, no link and no bound last line",
    ({ template, channel }) => {
      const message = rendered({ template, channel });
      const all = JSON.stringify(message);
      expect(message).toMatchObject({ code: null, link: null });
      expect(all).not.toContain(secret.code);
      expect(all).not.toContain(secret.linkToken);
      expect(all).not.toContain("verify.example.com");
      expect(hrefs(message.html)).toEqual([]);
      expect(render({ template, channel, recipient: recipient[channel], data }, null)).toEqual(message);
    },
  );

  it("says so in the subject", () => {
    expect(rendered({ template: "verification_code_invalid" }).subject).toBe("No Acme account uses this address");
  });
});

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
    ["Łódź Café", "odz Café"],
  ])("keeps of %s what a phone can show: %s", (appName, name) => {
    expect(words({ appName }).text).toContain(`012345 is your ${name} code.`);
  });

  it("stays one segment with the longest code there is", () => {
    const long = { ...secret, code: "0123456789" };
    const message = { template: "verification_code_valid", channel: "sms", recipient: recipient.sms } as const;
    const { text } = render({ ...message, data: { ...data, appName: "A".repeat(60) } }, long);
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

  it("cannot speak a link", () => {
    expect(() => rendered({ template: "verification_valid", channel: "voice" })).toThrow("cannot be spoken");
  });
});

describe("whatever an app is called", () => {
  const choices = (["verification_code_valid", "verification_valid", "verification_code_invalid"] as const).flatMap(
    (template) => hostile.map((appName) => ({ template, appName })),
  );

  it.each(choices)("$template, $appName: one header line, no address but ours, no markup", ({ template, appName }) => {
    const { subject = "", text, html = "", headers = {} } = rendered({ template, data: { appName } });
    const plain = rendered({ template });
    const tags = (markup = "") => markup.match(/<\/?[a-z][^>]*>/g);
    expect([...subject].length).toBeLessThanOrEqual(50);
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202E]/u);
    expect(headers).toEqual(plain.headers);
    // The markup is that of the same mail for a harmless name, tag by tag.
    expect(tags(html)).toEqual(tags(plain.html));
    expect(hrefs(html)).toEqual(hrefs(plain.html));
    for (const part of [subject, text, html]) expect(part).not.toMatch(/:\/\/evil|www\.|evil\.example/);
    expect(text.split("\n").filter((line) => line.startsWith("@"))).toEqual(
      template === "verification_code_valid" ? ["@verify.example.com #012345"] : [],
    );
    expect(html.length).toBeLessThan(20 * 1024);
    expect(text).not.toMatch(/A{65}|€{65}|(?:😀){65}/u);
    expect(subject + text).not.toContain("tok_-Aa9tok_-Aa9");
  });

  it("shows a name with signs as it is", () => {
    const { subject, html = "", text } = rendered({ data: { appName: `Marks & "Spencer" <O'Neil>` } });
    expect(subject).toBe(`012345 is your Marks & "Spencer" <O'Neil> code`);
    expect(text).toContain(`Your Marks & "Spencer" <O'Neil> code is`);
    expect(html).toContain("Marks &amp; &quot;Spencer&quot; &lt;O&#39;Neil&gt;");
  });
});

describe("every message", () => {
  const all = (["verification_code_valid", "verification_valid", "verification_code_invalid"] as const).flatMap(
    (template) =>
      (["email", "sms", "voice"] as const)
        .filter((channel) => template !== "verification_valid" || channel !== "voice")
        .map((channel) => ({ template, channel })),
  );

  it.each(all)("$template by $channel is in plain words and does not name the recipient", ({ template, channel }) => {
    const message = rendered({ template, channel });
    const said = `${message.subject ?? ""} ${message.text} ${visible(message.html)}`;
    expect(said).not.toMatch(/\b(?:invalid|valid|please|oops|token|otp|authenticate|session|flow|verify your)\b/i);
    expect(said).not.toMatch(/undefined|null|NaN|\[object|[{}]/);
    expect(said).not.toContain(recipient[channel]);
    expect(message.html ?? "").not.toContain(recipient[channel]);
    for (const sentence of message.text.replaceAll(link, "URL").split(/[.:]\s/)) {
      expect(sentence.trim().split(/\s+/).length, sentence).toBeLessThanOrEqual(20);
    }
  });

  it("falls back to English", () => {
    expect(rendered({ data: { locale: "xx-YY" } })).toEqual(rendered({ data: { locale: "en" } }));
    expect(rendered({ data: { locale: "" } })).toEqual(rendered());
    expect(rendered({ data: { locale: "constructor" } })).toEqual(rendered());
  });

  it("refuses to be written without the secret it is about", () => {
    const message = { template: "verification_code_valid", channel: "sms", recipient: recipient.sms, data } as const;
    expect(() => render(message, null)).toThrow(TypeError);
  });
});
