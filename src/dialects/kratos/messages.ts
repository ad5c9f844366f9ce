import type { Channel, Flow } from "../../core/flow.ts";

/** A message in the form clients translate by: the id and `context` are the contract, the text is ours. */
export type UiText = {
  readonly id: number;
  readonly text: string;
  readonly type: "info" | "success" | "error";
  readonly context?: Readonly<Record<string, unknown>>;
};

/** Kratos message ids that a verification can show. */
export const messageIds = {
  generic: 4000001,
  required: 4000002,
  tooLong: 4000017,
  wrongType: 4000026,
  emailFormat: 4000040,
  noStrategy: 4010006,
  linkUnknown: 4070001,
  alreadyCompleted: 4070002,
  expired: 4070005,
  codeWrong: 4070006,
} as const;

const info = (id: number, text: string): UiText => ({ id, text, type: "info" });
const error = (id: number, text: string, context?: UiText["context"]): UiText =>
  context ? { id, text, type: "error", context } : { id, text, type: "error" };

export const labels = {
  email: info(1070007, "Email address"),
  emailOrPhone: info(1070018, "Email address or phone number"),
  resend: info(1070008, "Send a new code"),
  continue: info(1070009, "Continue"),
  code: info(1070011, "Code"),
} as const;

/** What a flow under way or at its end says when nothing else is to be said. */
export function standing(flow: Flow): UiText | undefined {
  const byText = flow.address?.channel === "sms";
  if (flow.state === "verified") {
    return byText
      ? { id: 1080005, text: "Your phone number is confirmed.", type: "success" }
      : { id: 1080002, text: "Your email address is confirmed.", type: "success" };
  }
  if (flow.state !== "sent") return undefined;
  if (flow.proof === "link")
    return info(1080001, "We sent a link to the email address you gave. Open the newest email.");
  return byText
    ? info(1080004, "We sent a code in a text message to the number you gave.")
    : info(1080003, "We sent a code to the email address you gave. Look in the newest email.");
}

/** The same of a flow that was sent to before: that there is a newer one is news. */
export function sentAgain({ proof, channel }: { proof: Flow["proof"]; channel: Channel }): UiText {
  if (proof === "link") return info(1080001, "We sent a new link. Only the newest link works.");
  return channel === "sms"
    ? info(1080004, "We sent a new code in a text message. Only the newest code works.")
    : info(1080003, "We sent a new code to the email address you gave. Only the newest code works.");
}

export const generic = (reason: string): UiText => error(messageIds.generic, reason, { reason });

export const required = (property: string): UiText =>
  error(messageIds.required, `Property ${property} is missing.`, { property });

export const tooLong = (longest: number, actual: number): UiText =>
  error(messageIds.tooLong, `Enter at most ${longest} characters. You entered ${actual}.`, {
    max_length: longest,
    actual_length: actual,
  });

export const wrongType = (allowed: string, actual: string): UiText =>
  error(messageIds.wrongType, `expected ${allowed}, but got ${actual}`, {
    allowed_types: [allowed],
    actual_type: actual,
  });

export const emailFormat = (value: string): UiText =>
  error(messageIds.emailFormat, "Enter an email address like name@example.com", { value });

export const noStrategy = error(
  messageIds.noStrategy,
  "This verification was started for another method. Start again.",
);
export const linkUnknown = error(
  messageIds.linkUnknown,
  "That link does not work, or it was already used. Start again.",
);
export const alreadyCompleted = error(
  messageIds.alreadyCompleted,
  "That verification is already done. You can start a new one.",
);
export const codeWrong = error(messageIds.codeWrong, "That is not the newest code we sent. Check the newest message.");
export const tooManyAttempts = generic("The code was submitted too often. Ask for a new code.");
export const methodUnknown = generic('value must be one of "code", "link"');

export function expired(expiredAt: number, now: number): UiText {
  const minutes = ((now - expiredAt) / 60_000).toFixed(2);
  return error(messageIds.expired, `The verification flow expired ${minutes} minutes ago. Start again.`, {
    expired_at: new Date(expiredAt).toISOString(),
    expired_at_unix: Math.floor(expiredAt / 1_000),
  });
}

export function tooSoon(retryAt: number, now: number, channel: Channel | undefined): UiText {
  const seconds = Math.max(1, Math.ceil((retryAt - now) / 1_000));
  const hint = channel === "sms" ? "Text messages can take a few minutes." : "Emails can take a minute to arrive.";
  return generic(`You can ask for a new code in ${inWords(seconds)}. ${hint}`);
}

const inWords = (seconds: number): string =>
  seconds < 120 ? `${seconds} ${seconds === 1 ? "second" : "seconds"}` : `${Math.ceil(seconds / 60)} minutes`;

/** The address was guessed at too often, over all its flows. */
export const guessLater = (retryAt: number, now: number): UiText =>
  generic(`Too many wrong codes. You can try again in ${inWords(Math.max(1, Math.ceil((retryAt - now) / 1_000)))}.`);

/**
 * What our own pages make of a notice, for whom its text is not the words. `address` is where the link before went, for
 * the browser it belongs to.
 */
export type PageNotice =
  | { readonly why: "again" | "locked" | "wait" | "country" | "link_dead" }
  | { readonly why: "link_used" | "link_old" | "link_replaced"; readonly address: string | null };

/** A notice kept with a flow: what to show, and at which field. */
export type Notice = {
  readonly text: UiText;
  readonly field?: "email" | "method";
  readonly value?: string;
  readonly page?: PageNotice;
};

export const writeNotice = (notice: Notice): string => JSON.stringify(notice);
export const readNotice = (stored: string | null): Notice | undefined =>
  stored === null ? undefined : (JSON.parse(stored) as Notice);
