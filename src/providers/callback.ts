import type { CallbackFailure, CallbackReading, DeliveryEvent } from "../core/delivery.ts";
import { fail, ok, type Result } from "../core/result.ts";
import { isObject, parseJson } from "./json.ts";
import { unreadable } from "./signatures/doubt.ts";

/** The JSON value in a callback; undefined if it is not JSON in UTF-8. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The JSON object that a callback is to be. */
export function objectIn(bytes: Uint8Array): Result<JsonObject, CallbackFailure> {
  const json = jsonIn(bytes);
  return isObject(json) ? ok(json) : fail(unreadable);
}

/** What `read` finds in a callback that is to be a JSON object. */
export function readObject(
  bytes: Uint8Array,
  read: (object: JsonObject) => readonly DeliveryEvent[],
): Result<CallbackReading, CallbackFailure> {
  const object = objectIn(bytes);
  return object.ok ? ok({ events: read(object.value) }) : object;
}

/** The fields of a form in a callback. */
export const formIn = (bytes: Uint8Array): URLSearchParams => new URLSearchParams(new TextDecoder().decode(bytes));

/** When a vendor says something happened; `otherwise` if it does not say so in a way that can be read. */
export function timeOf(date: string | null | undefined, otherwise: number): number {
  const at = Date.parse(date ?? "");
  return Number.isNaN(at) ? otherwise : at;
}

/** The same in Unix seconds, fractions and all. */
export const timeOfSeconds = (seconds: unknown, otherwise: number): number =>
  typeof seconds === "number" && Number.isFinite(seconds) ? Math.round(seconds * 1_000) : otherwise;
