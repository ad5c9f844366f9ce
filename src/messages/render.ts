import type { Secret } from "../core/code.ts";
import type { Message, RenderedMessage } from "../core/message.ts";
import { plainAppName } from "./app-name.ts";
import { copyFor } from "./copy/copy-for.ts";
import { renderEmail } from "./email.ts";
import { codeEmail, linkEmail, strangerEmail, type Words } from "./emails.ts";
import { boundCode, linkOf } from "./link.ts";
import { momentsOf } from "./moments.ts";
import { codeCall, codeText, linkText, strangerCall, strangerText } from "./texts.ts";

/** What rendering needs of an outbox row. The recipient is never written into a message. */
export type Renderable = Pick<Message, "template" | "channel" | "recipient" | "data">;

/** What a person reads or hears. A template with a code or link throws without its secret: that is a bug. */
export function render(message: Renderable, secret: Secret | null): RenderedMessage {
  const { data, template } = message;
  const copy = copyFor(data.locale);
  const words = { copy, app: plainAppName(data.appName) || data.host, times: momentsOf(data, copy) };
  switch (template) {
    case "verification_code_valid":
      return withCode(message, words, needed(secret));
    case "verification_valid":
      return withLink(message, words, needed(secret));
    case "verification_code_invalid":
    case "verification_invalid":
      return withNothing(message, words);
  }
}

function needed(secret: Secret | null): Secret {
  if (secret === null) throw new TypeError("this template needs a code and a link token");
  return secret;
}

function withCode({ channel, data }: Renderable, words: Words, secret: Secret): RenderedMessage {
  const { code } = secret;
  const lastLine = boundCode(data.host, code);
  switch (channel) {
    case "email": {
      const link = linkOf(data.linkTemplate, secret);
      return { ...renderEmail(codeEmail(words, { code, link, lastLine }), words.copy), code, link };
    }
    case "sms":
      return { text: codeText(words, { code, lastLine }), code, link: null };
    case "voice":
      return { ...codeCall(words, code), code, link: null };
  }
}

function withLink({ channel, data }: Renderable, words: Words, secret: Secret): RenderedMessage {
  const link = linkOf(data.linkTemplate, secret);
  if (link === null) throw new TypeError("this template needs the address of its link");
  switch (channel) {
    case "email":
      return { ...renderEmail(linkEmail(words, link), words.copy), code: null, link };
    case "sms":
      return { text: linkText(words, link), code: null, link };
    case "voice":
      throw new TypeError("a link cannot be spoken");
  }
}

function withNothing({ channel }: Renderable, words: Words): RenderedMessage {
  switch (channel) {
    case "email":
      return { ...renderEmail(strangerEmail(words), words.copy), code: null, link: null };
    case "sms":
      return { text: strangerText(words), code: null, link: null };
    case "voice":
      return { ...strangerCall(words), code: null, link: null };
  }
}
