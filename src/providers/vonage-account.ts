import type { Callback, CallbackFailure } from "../core/delivery.ts";
import type { Receipt, SendFailure } from "../core/message.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { objectIn } from "./callback.ts";
import { isObject, textField } from "./json.ts";
import type { Outside } from "./provider.ts";
import { call, failureOf, noAnswer, readJson, type Verdict, verdicts } from "./reply.ts";
import { vonageDoubt } from "./signatures/vonage.ts";

/** What its errors mean where the status alone would mislead; the rest is read from the status. */
const named: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["1000", verdicts.throttled],
  ["1030", verdicts.unreachable],
  ["1050", verdicts.undeliverable],
  ["1060", verdicts.unauthorized],
  ["1070", verdicts.quotaUsedUp],
  ["low-balance", verdicts.quotaUsedUp],
  ["1080", verdicts.notConfigured],
  // The sender is not allowed in that country.
  ["1120", verdicts.notConfigured],
  ["1140", verdicts.notConfigured],
  // A test account, which reaches only the numbers on its list.
  ["1160", verdicts.notConfigured],
  ["1170", verdicts.undeliverable],
]);

/** The name of an error is the last part of the address that stands for its type (RFC 9457). */
export const vonageErrorOf = (problem: unknown): string | undefined => textField(problem, "type")?.split("#")[1];

/** Asks for a new message or call, and reads the id in the field `id` of the answer. */
export async function postToVonage(
  outside: Outside,
  {
    url,
    authorization,
    body,
    id,
  }: { readonly url: string; readonly authorization: string; readonly body: unknown; readonly id: string },
): Promise<Result<Receipt, SendFailure>> {
  const response = await call(outside, url, {
    method: "POST",
    headers: { Authorization: authorization, "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (response === undefined) return fail(noAnswer);
  const answer = await readJson(response);
  if (response.ok && isObject(answer)) return ok({ providerMessageId: textField(answer, id) ?? null });
  const name = vonageErrorOf(answer);
  return fail(failureOf(response, { now: outside.now(), verdict: named.get(name ?? ""), vendorCode: name }));
}

/** Believes what the account's signature secret signed and hands the JSON object in it on. */
export const vonageCallback =
  <Reading>(
    { secret, now }: { readonly secret: string; readonly now: () => number },
    read: (event: Readonly<Record<string, unknown>>) => Reading,
  ) =>
  async (callback: Callback): Promise<Result<Reading, CallbackFailure>> => {
    const doubt = await vonageDoubt(callback, { secret, now: now() });
    if (doubt !== undefined) return fail(doubt);
    const event = objectIn(callback.bytes);
    return event.ok ? ok(read(event.value)) : event;
  };
