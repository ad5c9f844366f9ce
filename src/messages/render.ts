import type { Translator } from "../copy/translator.ts";
import type { Secret } from "../core/code.ts";
import type { Line, Message, RenderedMessage } from "../core/message.ts";
import { plainAppName } from "./app-name.ts";
import { type Email, renderEmail } from "./email.ts";
import { codeEmail, linkEmail, strangerEmail, type Words } from "./emails.ts";
import { boundCode, linkOf } from "./link.ts";
import { lookOf } from "./look.ts";
import { momentsOf } from "./moments.ts";
import { type MessageStyle, usualStyle } from "./style.ts";
import { codeCall, codeText, customText, linkText, stoppedCall, strangerCall, strangerText } from "./texts.ts";

/** What rendering needs of an outbox row. The recipient is never written into a message. */
export type Renderable = Pick<Message, "template" | "channel" | "recipient" | "data">;

/** What ends a call whose code has come to be good for nothing. */
export const renderStopped = (copy: Translator): readonly Line[] => stoppedCall({ copy });

/** In which language a message is written, and how. */
export type Writing = { readonly copy: Translator; readonly style?: MessageStyle };

/** What a person reads or hears. A template with a code or link throws without its secret: that is a bug. */
export function render(
  message: Renderable,
  secret: Secret | null,
  { copy, style = usualStyle }: Writing,
): RenderedMessage {
  const { data, template } = message;
  const app = plainAppName(data.appName) || data.host;
  const stopLink = secret === null ? null : linkOf(data.stopTemplate ?? "", secret);
  const words = {
    copy,
    app,
    times: momentsOf(data, copy),
    wording: data.wording ?? {},
    style,
    stopLink,
    askedFrom: data.askedFrom ?? {},
  };
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

/** A mail in its frame, under the name that was asked for. */
function mail(email: Email, { copy, app, wording }: Words) {
  const senderName = wording.email?.senderName;
  return {
    ...renderEmail(email, { copy, app, look: lookOf(wording.email) }),
    ...(senderName === undefined ? {} : { senderName }),
  };
}

/** A text under the sender that was asked for. */
const sms = (text: string, { wording: { senderId } }: Words) =>
  senderId === undefined ? { text } : { text, senderId };

function withCode({ channel, data }: Renderable, words: Words, secret: Secret): RenderedMessage {
  const { code } = secret;
  const lastLine = boundCode(data.host, code);
  switch (channel) {
    case "email": {
      const link = linkOf(data.linkTemplate, secret);
      return { ...mail(codeEmail(words, { code, link, lastLine }), words), code, link };
    }
    case "sms": {
      const template = words.wording.text;
      const lines = { code, lastLine: words.style.androidAppHash ?? lastLine };
      const text = template === undefined ? codeText(words, lines) : customText(template, words, lines);
      return { ...sms(text, words), code, link: null };
    }
    case "voice":
      return { ...codeCall(words, code), code, link: null };
  }
}

function withLink({ channel, data }: Renderable, words: Words, secret: Secret): RenderedMessage {
  const link = linkOf(data.linkTemplate, secret);
  if (link === null) throw new TypeError("this template needs the address of its link");
  switch (channel) {
    case "email":
      return { ...mail(linkEmail(words, link), words), code: null, link };
    case "sms":
      return { ...sms(linkText(words, link), words), code: null, link };
    case "voice":
      throw new TypeError("a link cannot be spoken");
  }
}

function withNothing({ channel }: Renderable, words: Words): RenderedMessage {
  switch (channel) {
    case "email":
      return { ...mail(strangerEmail(words), words), code: null, link: null };
    case "sms":
      return { ...sms(strangerText(words), words), code: null, link: null };
    case "voice":
      return { ...strangerCall(words), code: null, link: null };
  }
}
