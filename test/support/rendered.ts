import type { Secret } from "../../src/core/code.ts";
import type { Channel } from "../../src/core/flow.ts";
import type { MessageData, MessageTemplate } from "../../src/core/message.ts";
import { render } from "../../src/messages/render.ts";
import { type MessageStyle, usualStyle } from "../../src/messages/style.ts";
import { translator } from "./catalogues.ts";

export const secret = { code: "012345", linkToken: "tok_-Aa9" };
export const requestedAt = Date.UTC(2026, 10, 21, 20, 0, 30);
export const recipient = { email: "ada@example.org", sms: "+447700900123", voice: "+447700900123" } as const;
export const link = "https://verify.example.com/l/tok_-Aa9?code=012345&x=1";

export const data: MessageData = {
  appName: "Acme",
  locale: "en-GB",
  requestedAt,
  expiresAt: requestedAt + 10 * 60_000,
  linkTemplate: "https://verify.example.com/l/{token}?code={code}&x=1",
  host: "verify.example.com",
  transientPayload: null,
};

export type Choice = {
  template?: MessageTemplate;
  channel?: Channel;
  data?: Partial<MessageData>;
  style?: Partial<MessageStyle>;
  secret?: Secret;
};
export const rendered = ({
  template = "verification_code_valid",
  channel = "email",
  data: changes = {},
  style = {},
  secret: own = secret,
}: Choice = {}) =>
  render({ template, channel, recipient: recipient[channel], data: { ...data, ...changes } }, own, {
    copy: translator(changes.locale ?? data.locale),
    style: { ...usualStyle, ...style },
  });

/** What a reader sees of an HTML part: tags gone, entities read, spaces as a browser shows them. */
export const visible = (html = ""): string =>
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
export const flat = (text: string): string => text.replace(/\s+/g, " ").trim();
export const hrefs = (html = ""): readonly string[] =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => (href ?? "").replaceAll("&amp;", "&"));

export const hostile = [
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
