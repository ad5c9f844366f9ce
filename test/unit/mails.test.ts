import { describe, expect, it } from "vitest";
import { render } from "../../src/messages/render.ts";
import { translator } from "../support/catalogues.ts";
import { data, flat, hrefs, link, recipient, rendered, requestedAt, secret, visible } from "../support/rendered.ts";

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
  ])("says how long %i ms are", (lifetime, want) => {
    expect(rendered({ data: { expiresAt: requestedAt + lifetime } }).text).toContain(want);
  });

  it("puts nothing of the secret into the link but what the template asks for", () => {
    const odd = render(
      { template: "verification_code_valid", channel: "email", recipient: recipient.email, data },
      { code: "$&$1'`", linkToken: "a b&c" },
      { copy: translator("en") },
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

describe("how long a link works", () => {
  it.each([
    [59 * 60_000, "for 59 minutes, until 20:59 UTC."],
    [60 * 60_000, "for 1 hour, until 21:00 UTC."],
    [90 * 60_000, "for 90 minutes, until 21:30 UTC."],
    [5 * 3_600_000, "for 5 hours, until 01:00 UTC."],
    [24 * 3_600_000, "for 24 hours, until 22 November 2026 at 20:00 UTC."],
  ])("of %i ms is said in whole hours where it is", (lifetime, want) => {
    const data = { expiresAt: requestedAt + lifetime };
    expect(rendered({ template: "verification_valid", data }).text).toContain(want);
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
      expect(
        render({ template, channel, recipient: recipient[channel], data }, null, { copy: translator("en") }),
      ).toEqual(message);
    },
  );

  it("says so in the subject", () => {
    expect(rendered({ template: "verification_code_invalid" }).subject).toBe("No Acme account uses this address");
  });
});
