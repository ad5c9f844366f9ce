import { wholeSeconds } from "../../core/seconds.ts";
import type { Refusal } from "./errors.ts";
import { shortNames } from "./errors.ts";
import { reasonPhrases } from "./status-texts.ts";

const RETRY_AFTER_S = 5;

/** JSON as this dialect answers everything that is no redirect. Never empty: its clients read the body and not the status. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
  });

export const done = (data?: unknown): Response =>
  json(200, { success: true, status: 200, ...(data === undefined ? {} : { data }) });

export const retryAfter = (retryAt: number, now: number): string => String(wholeSeconds(retryAt - now));

/** The flat envelope of a refusal; `reference` names the request in our log. */
export function refuse(
  { status, code, description, retryAt }: Refusal,
  { reference, now }: { readonly reference: string | null; readonly now: number },
): Response {
  return json(
    status,
    {
      success: false,
      status,
      code,
      error: shortNames[code],
      error_description: description,
      refnumber: reference ?? "",
    },
    retryAt === undefined
      ? status === 503
        ? { "Retry-After": String(RETRY_AFTER_S) }
        : {}
      : { "Retry-After": retryAfter(retryAt, now) },
  );
}

/** 302 with an empty body, to an address that is ours or the app's own. */
export const redirect = (location: string): Response =>
  new Response(null, { status: 302, headers: { Location: location, "Cache-Control": "no-store" } });

/** What the status of the JSON form is called (RFC 9110): the `error` of a redirect. */
export const reasonPhrase = (status: number): string => reasonPhrases[status] ?? "Internal Server Error";
