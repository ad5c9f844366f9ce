import { describe, expect, it } from "vitest";
import type { MessageTemplate } from "../../src/core/message.ts";
import type { EmailWording } from "../../src/core/wording.ts";
import { images } from "../support/images.ts";
import { type Choice, flat, hrefs, link, rendered, secret, visible } from "../support/rendered.ts";

const own: EmailWording = {
  subject: "Confirm your address {app}",
  primaryColor: "#ffd43b",
  base64logo: images.png,
  headerText: "Welcome, Ada",
  bodyText: "Hello.\n\nHere is\nyour code.",
  linkText: "Confirm now",
  infoText: "Ask us if you have questions.",
  footerText: "You may ignore this.\n\nAcme Ltd",
  senderName: "Acme Sign-up",
};

const worded = (email: EmailWording, choice: Omit<Choice, "data"> & { appName?: string } = {}) =>
  rendered({ ...choice, data: { wording: { email }, ...(choice.appName && { appName: choice.appName }) } });

/** In the order of reading. */
const inOrder = (text: string, parts: readonly string[]) => {
  const places = parts.map((part) => text.indexOf(part));
  expect(places, text).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
};

describe("a mail with a code in a caller's words", () => {
  it("says them in their places, around ours", () => {
    const { subject, text, html, code, senderName } = worded(own);
    expect({ subject, code, senderName }).toEqual({
      subject: "Confirm your address {app}",
      code: "012345",
      senderName: "Acme Sign-up",
    });
    for (const part of [flat(text), visible(html)]) {
      inOrder(part, [
        "Welcome, Ada",
        "Hello. Here is your code.",
        "012345",
        "It works for 10 minutes, until 20:10 UTC.",
        link,
        "Ask us if you have questions.",
        "Never share this code.",
        "Asked for on 21 November 2026 at 20:00 UTC.",
        "This email comes from Acme. Nobody reads replies to it.",
        "You may ignore this. Acme Ltd",
      ]);
      expect(part).not.toContain("If you did not ask for this");
      expect(part).not.toContain("Confirm now");
    }
  });

  it("says the same in both parts, and ends with the line that phones read", () => {
    const { text, html } = worded(own);
    expect(flat(text).replace(" @verify.example.com #012345", "")).toBe(visible(html));
    expect(text).toMatch(/\n\n012345\n\n/);
    expect(text.split("\n").at(-1)).toBe("@verify.example.com #012345");
    expect(text).toContain("Hello.\n\nHere is\nyour code.\n\n012345");
  });

  it("is ours but for the subject where nothing else was brought", () => {
    const { subject: _, ...plain } = rendered();
    expect(worded({ subject: "Hi" })).toEqual({ ...plain, subject: "Hi" });
  });

  it.each(["headerText", "bodyText", "infoText", "footerText", "senderName"] as const)("takes %s alone", (name) => {
    const message = worded({ subject: "Hi", [name]: own[name] });
    const said = flat(`${message.senderName ?? ""} ${message.text}`);
    expect(said).toContain(flat(own[name] ?? ""));
    expect(said).toContain("It works for 10 minutes, until 20:10 UTC.");
    expect(said).toContain("Never share this code.");
    expect(said).toContain("Asked for on 21 November 2026");
    if (name !== "footerText") expect(said).toContain("If you did not ask for this, do nothing.");
    if (name !== "headerText") expect(said).toContain("Your Acme code is");
  });

  it("makes paragraphs of blank lines, and line breaks of the others", () => {
    const { html = "" } = worded({ subject: "Hi", bodyText: "\n\none\ntwo\n \n\n\nthree\n" });
    expect(html).toMatch(/<p [^>]*>one<br>\ntwo<\/p>\n<p [^>]*>three<\/p>\n<p dir="ltr"/);
  });
});

describe("a mail with a link in a caller's words", () => {
  const template = "verification_valid";

  it("says them in their places, around ours", () => {
    const { subject, text, html = "" } = worded(own, { template });
    expect(subject).toBe(own.subject);
    expect(flat(text)).toBe(visible(html));
    inOrder(flat(text), [
      "Welcome, Ada",
      "Hello. Here is your code.",
      `Confirm now ${link}`,
      "Ask us if you have questions.",
      "The link works for 10 minutes, until 20:10 UTC.",
      "Never share this link.",
      "Asked for on 21 November 2026",
      "You may ignore this. Acme Ltd",
    ]);
    expect(hrefs(html)).toEqual([link]);
    expect(html).toContain(">Confirm now</a>");
    expect(text).not.toContain("Someone gave this address");
  });

  it("keeps our paragraph where only the button was named", () => {
    const { text, html } = worded({ subject: "Hi", linkText: "Go" }, { template });
    expect(html).toContain(">Go</a>");
    expect(text).toContain(`press Confirm:\n${link}\n`);
  });
});

describe("the looks of a mail", () => {
  it("puts readable text on the colour, under the button and under the code", () => {
    expect(worded(own).html).toMatch(/<p dir="ltr" style="[^"]*background:#ffd43b;color:#000">012345<\/p>/);
    const button = worded({ subject: "Hi", primaryColor: "#036" }, { template: "verification_valid" }).html;
    expect(button).toMatch(/<a [^>]*background:#036;color:#fff">Confirm email address<\/a>/);
    expect(button).not.toContain("#1d5fd1");
  });

  it("colours nothing but the button where no colour was brought", () => {
    expect(rendered().html).not.toMatch(/[;"](?:background|color):/);
    expect(rendered({ template: "verification_valid" }).html).toContain("background:#1d5fd1;color:#fff");
  });

  it.each([
    ["image/png", images.png],
    ["image/jpeg", images.jpeg],
    ["image/gif", images.gif],
  ])("shows a logo that is %s above everything else", (type, base64logo) => {
    const { html = "" } = worded({ subject: "Hi", base64logo });
    expect(html).toMatch(/<main [^>]*>\n<img /);
    expect(html).toContain(`<img src="data:${type};base64,${base64logo}" alt="Acme" style="`);
    expect(html.match(/src=/g)).toHaveLength(1);
  });

  it("keeps the name within the logo's description", () => {
    const { html } = worded(own, { appName: `A" onerror="alert(1)' <b>` });
    expect(html).toContain('alt="A&quot; onerror=&quot;alert(1)&#39; &lt;b&gt;" style="');
  });
});

describe("whatever the words are", () => {
  const hostile = `"><script>alert('1')</script><!-- & $& $1 {code} {otp}`;
  const words = { ...own, subject: hostile, headerText: hostile, bodyText: hostile, linkText: hostile };
  const attack = { ...words, infoText: hostile, footerText: hostile, senderName: hostile };
  const harmless = Object.fromEntries(
    Object.entries(attack).map(([name, text]) => [name, text === hostile ? "x" : text]),
  );
  const templates: readonly MessageTemplate[] = [
    "verification_code_valid",
    "verification_valid",
    "verification_code_invalid",
  ];

  it.each(templates)("%s has the markup of a harmless one, and shows them as they are", (template) => {
    const { subject = "", text, html = "", headers } = worded(attack, { template });
    const plain = worded(harmless as EmailWording, { template });
    const tags = (markup = "") => markup.match(/<\/?[a-z!][^>]*>/g);
    expect(tags(html)).toEqual(tags(plain.html));
    expect(html).not.toContain("<script");
    expect(headers).toEqual(plain.headers);
    expect(subject).not.toMatch(/\p{Cc}/u);
    if (template === "verification_code_invalid") return;
    expect(html).toContain("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&lt;!-- &amp; $&amp; $1");
    expect(text.split(hostile).length).toBe(template === "verification_valid" ? 6 : 5);
    expect(html.match(/<style>/g)).toHaveLength(1);
  });

  it("loads nothing and leads nowhere else", () => {
    for (const template of templates) {
      const { html = "" } = worded(attack, { template });
      expect(html).not.toMatch(
        /<(?:link|script|iframe|video|object|form)\b|url\(|@import|background=|src="(?!data:image\/)/i,
      );
      for (const href of hrefs(html)) expect(href).toBe(link);
    }
  });
});

describe("the mail to an address that nobody has", () => {
  it("is in our words whatever the call brought, for these are about a code", () => {
    const { html = "", senderName, ...mail } = worded(own, { template: "verification_code_invalid" });
    const { html: plain, ...ours } = rendered({ template: "verification_code_invalid" });
    expect(mail).toEqual(ours);
    expect(visible(html)).toBe(visible(plain));
    expect(senderName).toBe(own.senderName);
    expect(JSON.stringify(mail)).not.toContain(secret.code);
  });
});

describe("other channels", () => {
  it.each(["sms", "voice"] as const)("%s takes nothing from the wording of an e-mail", (channel) => {
    expect(worded(own, { channel })).toEqual(rendered({ channel }));
  });
});
