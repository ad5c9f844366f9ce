import { readAtMost } from "../core/bounded-body.ts";
import type { SendFailure } from "../core/message.ts";
import type { Outside } from "./provider.ts";

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

/** One request to a vendor; undefined when no answer came. */
export async function call(
  { http, timeout = (ms) => AbortSignal.timeout(ms) }: Outside,
  url: string,
  init: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Response | undefined> {
  const request = new Request(url, {
    ...init,
    // Workers send no User-Agent of their own, and some vendors refuse a request without one.
    headers: { "User-Agent": "countersign/1", ...init.headers },
    // A redirect would carry the key and the code to another host.
    redirect: "manual",
    signal: timeout(TIMEOUT_MS),
  });
  try {
    return await http(request);
  } catch {
    // What was thrown may quote the request; that nobody answered is all there is to know.
    return undefined;
  }
}

/** The JSON value in an answer; undefined if it is not JSON, is too long, or breaks off. */
export async function readJson(response: Response): Promise<unknown> {
  try {
    const bytes = await readAtMost(response, LONGEST_BODY);
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** A text field of a JSON object; undefined for anything else. */
export function textField(value: unknown, name: string): string | undefined {
  const field: unknown = isObject(value) ? value[name] : undefined;
  return typeof field === "string" ? field : undefined;
}

/** Whether a JSON value is an object, not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** How soon a vendor wants to be asked again: seconds or an HTTP date. At most an hour; undefined if it does not say. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  const wait = SECONDS.test(value) ? Number(value) * 1_000 : HTTP_DATE.test(value) ? Date.parse(value) - now : NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}

/** A failure without the facts of one answer. */
export type Verdict = Pick<SendFailure, "kind" | "scope" | "reason">;

/** A code that may be kept: anything longer or odder may hold what a person wrote. */
export const VENDOR_CODE = /^[A-Za-z0-9._-]{1,64}$/;

/** A refusal, read from its status unless the vendor's own error gave a `verdict`; `vendorCode` is that error's name. */
export function failureOf(
  { status, headers }: Response,
  {
    now,
    verdict = verdictOf(status),
    vendorCode,
  }: { readonly now: number; readonly verdict?: Verdict | undefined; readonly vendorCode?: string | undefined },
): SendFailure {
  const wait = verdict.kind === "transient" ? retryAfterMs(headers, now) : undefined;
  return {
    ...verdict,
    status,
    ...(vendorCode !== undefined && VENDOR_CODE.test(vendorCode) ? { vendorCode } : {}),
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
