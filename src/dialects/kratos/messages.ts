import { type Said, saying, type Translator } from "../../copy/translator.ts";
import type { Channel, Flow } from "../../core/flow.ts";
import { wholeSeconds } from "../../core/seconds.ts";

/** A message in the form clients translate by: the id and `context` are the contract, the text is ours. */
export type UiText = {
  readonly id: number;
  readonly text: string;
  readonly type: "info" | "success" | "error";
  readonly context?: Readonly<Record<string, unknown>>;
};

/** A message before it is known in which language it is read: so it is kept with a flow. */
export type Told = Omit<UiText, "text"> & {
  /** As text: in English whoever reads it, for it is about a program. */
  readonly said: Said | string;
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

const info = (id: number, said: Said): Told => ({ id, said, type: "info" });
const success = (id: number, said: Said): Told => ({ id, said, type: "success" });
const error = (id: number, said: Said | string, context?: UiText["context"]): Told =>
  context ? { id, said, type: "error", context } : { id, said, type: "error" };

/** A message in the language of whoever reads it. */
export function inWords({ id, type, said, context }: Told, copy: Translator): UiText {
  const text = typeof said === "string" ? said : copy.read(said);
  // This one has no words but what it is about.
  const about = id === messageIds.generic ? { reason: text } : context;
  return about ? { id, text, type, context: about } : { id, text, type };
}

export const labels = {
  email: info(1070007, saying("1070007")),
  emailOrPhone: info(1070018, saying("1070018")),
  resend: info(1070008, saying("1070008")),
  continue: info(1070009, saying("1070009")),
  code: info(1070011, saying("1070011")),
} as const;

/** What a flow under way or at its end says when nothing else is to be said. */
export function standing(flow: Flow): Told | undefined {
  const channel = flow.address?.channel ?? "email";
  if (flow.state === "verified") {
    return channel === "email" ? success(1080002, saying("1080002")) : success(1080005, saying("1080005"));
  }
  if (flow.state !== "sent") return undefined;
  if (flow.proof === "link") return info(1080001, saying("1080001"));
  if (channel === "voice") return info(1080004, saying("code.title.voice"));
  return channel === "sms" ? info(1080004, saying("1080004")) : info(1080003, saying("1080003"));
}

/** The same of a flow that was sent to before: that there is a newer one is news. */
export function sentAgain({ proof, channel }: { proof: Flow["proof"]; channel: Channel }): Told {
  if (proof === "link") return info(1080001, saying("1080001.again"));
  if (channel === "voice") return info(1080004, saying("code.resent_somewhere"));
  return channel === "sms" ? info(1080004, saying("1080004.again")) : info(1080003, saying("1080003.again"));
}

export const generic = (said: Said | string): Told => error(messageIds.generic, said);

export const required = (property: string): Told =>
  error(messageIds.required, saying("4000002", { property }), { property });

export const tooLong = (longest: number, actual: number): Told =>
  error(messageIds.tooLong, saying("4000017", { longest, actual }), { max_length: longest, actual_length: actual });

export const wrongType = (allowed: string, actual: string): Told =>
  error(messageIds.wrongType, `expected ${allowed}, but got ${actual}`, {
    allowed_types: [allowed],
    actual_type: actual,
  });

export const emailFormat = (value: string): Told => error(messageIds.emailFormat, saying("4000040"), { value });

export const noStrategy = error(messageIds.noStrategy, saying("4010006"));
export const linkUnknown = error(messageIds.linkUnknown, saying("4070001"));
export const alreadyCompleted = error(messageIds.alreadyCompleted, saying("4070002"));
export const codeWrong = error(messageIds.codeWrong, saying("4070006"));
export const tooManyAttempts = generic(saying("4000001.locked"));
export const countryNotAllowed = generic(saying("4000001.country"));
export const methodUnknown = generic('value must be one of "code", "link"');

export function expired(expiredAt: number, now: number): Told {
  const minutes = ((now - expiredAt) / 60_000).toFixed(2);
  return error(messageIds.expired, saying("4070005", { minutes }), {
    expired_at: new Date(expiredAt).toISOString(),
    expired_at_unix: Math.floor(expiredAt / 1_000),
  });
}

/** Whoever calls the API sends texts to a number, however it was reached last. */
export function tooSoon(retryAt: number, now: number, channel: Channel | undefined): Told {
  const { n, unit } = waitOf(retryAt, now);
  const by = channel === undefined || channel === "email" ? "email" : "text";
  return generic(saying(`4000001.wait_${by}_${unit}`, { n }));
}

/** The address was guessed at too often, over all its flows. */
export function guessLater(retryAt: number, now: number): Told {
  const { n, unit } = waitOf(retryAt, now);
  return generic(saying(`4000001.guess_${unit}`, { n }));
}

/** How long to wait, rounded up. */
function waitOf(retryAt: number, now: number): { readonly n: number; readonly unit: "seconds" | "minutes" } {
  const seconds = wholeSeconds(retryAt - now);
  return seconds < 120 ? { n: seconds, unit: "seconds" } : { n: Math.ceil(seconds / 60), unit: "minutes" };
}

/**
 * What our own pages make of a notice, for whom its text is not the words. `address` is where the link before went, for
 * the browser it belongs to.
 */
export type PageNotice =
  | { readonly why: "again" | "locked" | "wait" | "country" | "link_dead" }
  | { readonly why: "link_used" | "link_old" | "link_replaced"; readonly address: string | null };

/** A notice kept with a flow: what to show, and at which field. */
export type Notice = {
  readonly text: Told;
  readonly field?: "email" | "method";
  readonly value?: string;
  readonly page?: PageNotice;
};

export const writeNotice = (notice: Notice): string => JSON.stringify(notice);

/** A notice that can be read: a version before this one kept its text alone, in no known language. */
export const known = (notice: Notice | undefined): Notice | undefined =>
  notice?.text.said === undefined ? undefined : notice;

export const readNotice = (stored: string | null): Notice | undefined =>
  stored === null ? undefined : known(JSON.parse(stored) as Notice);
