import { readAtMost } from "../core/bounded-body.ts";
import type { SendFailure } from "../core/message.ts";
import { parseJson } from "./json.ts";
import type { Outside } from "./provider.ts";
import { vendorCodeOf } from "./vendor-code.ts";

const TIMEOUT_MS = 8_000;
const LONGEST_BODY = 64 * 1024;
const LONGEST_WAIT_MS = 60 * 60_000;
const SECONDS = /^\d+$/;
// `Date.parse` alone makes a date of almost anything.
const HTTP_DATE = /^[A-Z][a-z]{2}, .+ GMT$/;

/** Nobody answered, or not the vendor. The message may be out all the same. */
export const noAnswer: SendFailure = { kind: "ambiguous", scope: "provider", reason: "unreachable" };

/** What vendors say in words of their own, in ours. The most common verdicts. */
export const verdicts = {
  unreachable: { kind: "transient", scope: "provider", reason: "unreachable" },
  throttled: { kind: "transient", scope: "provider", reason: "throttled" },
  quotaUsedUp: { kind: "permanent", scope: "provider", reason: "quota_used_up" },
  unauthorized: { kind: "permanent", scope: "provider", reason: "unauthorized" },
  notConfigured: { kind: "permanent", scope: "provider", reason: "not_configured" },
  rejected: { kind: "permanent", scope: "message", reason: "rejected" },
  undeliverable: { kind: "permanent", scope: "recipient", reason: "undeliverable" },
  suppressed: { kind: "permanent", scope: "recipient", reason: "suppressed" },
} as const satisfies Readonly<Record<string, SendFailure>>;

/** Fires when a vendor has had time enough. */
export const timeLimit = ({ timeout = (ms) => AbortSignal.timeout(ms) }: Outside): AbortSignal => timeout(TIMEOUT_MS);

/** One request to a vendor; undefined when no answer came. */
export async function call(
  outside: Outside,
  url: string,
  init: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string },
): Promise<Response | undefined> {
  const request = new Request(url, {
    ...init,
    // Workers send no User-Agent of their own, and some vendors refuse a request without one.
    headers: { "User-Agent": "countersign/1", ...init.headers },
    // A redirect would carry the key and the code to another host.
    redirect: "manual",
    signal: timeLimit(outside),
  });
  try {
    return await outside.http(request);
  } catch {
    // What was thrown may quote the request; that nobody answered is all there is to know.
    return undefined;
  }
}

/** The text of an answer; undefined if it is too long or breaks off. */
export async function readText(response: Response): Promise<string | undefined> {
  try {
    const bytes = await readAtMost(response, LONGEST_BODY);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

/** The JSON value in an answer; undefined if it is not JSON, is too long, or breaks off. */
export const readJson = async (response: Response): Promise<unknown> => parseJson((await readText(response)) ?? "");

/** How soon a vendor wants to be asked again: seconds or an HTTP date. At most an hour; undefined if it does not say. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  const wait = SECONDS.test(value) ? Number(value) * 1_000 : HTTP_DATE.test(value) ? Date.parse(value) - now : NaN;
  return Number.isNaN(wait) ? undefined : bounded(wait);
}

const bounded = (wait: number): number => Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);

/** A failure without the facts of one answer. */
export type Verdict = Pick<SendFailure, "kind" | "scope" | "reason">;

/** Verdicts by code, from the codes that each one has. */
export const byCode = (meanings: readonly (readonly [Verdict, readonly number[]])[]): ReadonlyMap<number, Verdict> =>
  new Map(meanings.flatMap(([verdict, codes]) => codes.map((code) => [code, verdict])));

/**
 * A refusal, read from its status unless the vendor's own error gave a `verdict`; `vendorCode` is that error's name.
 * `waitMs` is when to ask again where the vendor does not say it in `Retry-After`.
 */
export function failureOf(
  { status, headers }: Response,
  {
    now,
    verdict = verdictOf(status),
    vendorCode,
    waitMs,
  }: {
    readonly now: number;
    readonly verdict?: Verdict | undefined;
    readonly vendorCode?: string | null | undefined;
    readonly waitMs?: number | undefined;
  },
): SendFailure {
  const asked = retryAfterMs(headers, now) ?? (waitMs === undefined ? undefined : bounded(waitMs));
  const wait = verdict.kind === "transient" ? asked : undefined;
  const code = vendorCodeOf(vendorCode);
  return {
    ...verdict,
    status,
    ...(code === null ? {} : { vendorCode: code }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

function verdictOf(status: number): Verdict {
  // A success that could not be read may be one.
  if (status < 300) return noAnswer;
  // Redirected: the base address in the settings is not the vendor's.
  if (status < 400) return verdicts.notConfigured;
  if (status === 429) return verdicts.throttled;
  if (status === 408 || status === 425 || status >= 500) return verdicts.unreachable;
  if (status === 401 || status === 403) return verdicts.unauthorized;
  return status === 402 ? verdicts.quotaUsedUp : verdicts.rejected;
}
