import { describe, expect, it } from "vitest";
import { flat, hrefs, link, rendered, secret, visible } from "../support/rendered.ts";

const stopTemplate = "https://verify.example.com/s?AAAAAA{token}";
const stopLink = `https://verify.example.com/s?AAAAAA${secret.linkToken}`;
const WORDS = "If you did not ask for this, do nothing. To stop it:";

describe("the stop link of a mail", () => {
  it.each(["verification_code_valid", "verification_valid"] as const)(
    "stands in both parts of %s, in words",
    (template) => {
      const { text, html } = rendered({ template, data: { stopTemplate } });
      expect(text).toContain(`\n\n${WORDS}\n${stopLink}\n\n`);
      expect(visible(html)).toContain(`${WORDS} ${stopLink} Asked for on`);
      expect(hrefs(html).at(-1)).toBe(stopLink);
      expect(hrefs(html)).toEqual([link, stopLink]);
      expect(flat(text).replace(" @verify.example.com #012345", "")).toContain(stopLink);
    },
  );

  it("is no button, and not what programs take for the link of the mail", () => {
    const message = rendered({ template: "verification_valid", data: { stopTemplate } });
    expect(message.link).toBe(link);
    expect(message.html?.match(/display:inline-block/g)).toHaveLength(1);
  });

  it("is there where the dialect's mail has no link", () => {
    const { html, link: none } = rendered({ data: { stopTemplate, linkTemplate: "" } });
    expect([none, hrefs(html)]).toEqual([null, [stopLink]]);
  });

  it("cannot be talked away by a caller's own words", () => {
    const email = { subject: "Confirm", footerText: "You may ignore this." };
    for (const template of ["verification_code_valid", "verification_valid"] as const) {
      const { text, html } = rendered({ template, data: { stopTemplate, wording: { email } } });
      expect(text).toContain(`${email.footerText}\n\nTo stop it:\n${stopLink}`);
      expect(visible(html)).toContain(`${email.footerText} To stop it: ${stopLink}`);
      expect(text).not.toContain("If you did not ask");
    }
  });

  it("is in no mail to somebody who has nothing to stop, and in no text or call", () => {
    for (const template of ["verification_code_invalid", "verification_invalid"] as const) {
      const { text, html } = rendered({ template, data: { stopTemplate } });
      expect([text.includes("/s?"), hrefs(html)]).toEqual([false, []]);
      expect(text).toContain("If you did not ask for this, do nothing.");
    }
    for (const channel of ["sms", "voice"] as const) {
      expect(rendered({ channel, data: { stopTemplate } }).text).not.toContain("/s?");
    }
  });

  it("is left out of messages that were written before there was one", () => {
    expect(rendered().text).toContain("\n\nIf you did not ask for this, do nothing.\n\n");
  });
});
