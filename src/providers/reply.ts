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
export const unreachable: SendFailure = { kind: "transient", reason: "unreachable" };

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
export type Verdict = Pick<SendFailure, "kind" | "reason">;

/**
 * A refusal, read from its status unless the vendor's own error name gave a `verdict`. `rejected` is about this
 * message and would be said of it again; every other permanent reason is about our account or settings there, and
 * another provider may do.
 */
export function failureOf(
  { status, headers }: Response,
  { now, verdict = verdictOf(status) }: { readonly now: number; readonly verdict?: Verdict | undefined },
): SendFailure {
  const wait = verdict.kind === "transient" ? retryAfterMs(headers, now) : undefined;
  return { ...verdict, status, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

function verdictOf(status: number): Verdict {
  if (status === 429) return { kind: "transient", reason: "throttled" };
  // A success we could not read came from something in between.
  if (status < 300 || status === 408 || status === 425 || status >= 500) return unreachable;
  // Redirected: the base address in the settings is not the vendor's.
  if (status < 400) return { kind: "permanent", reason: "not_configured" };
  if (status === 401 || status === 402 || status === 403) return { kind: "permanent", reason: "unauthorized" };
  return { kind: "permanent", reason: "rejected" };
}
