import { describe, expect, it } from "vitest";
import { render } from "../../src/messages/render.ts";
import { translator } from "../support/catalogues.ts";
import { data, hostile, hrefs, link, recipient, rendered, visible } from "../support/rendered.ts";

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
    expect(() => render(message, null, { copy: translator("en") })).toThrow(TypeError);
  });
});
