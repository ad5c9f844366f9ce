import type { AskedFrom } from "../../core/message.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { isStorable } from "../../core/storable.ts";
import { askedFrom } from "../../http/asked-from.ts";
import { readBody } from "../../http/body.ts";
import { checkContentType } from "../../http/content-type.ts";
import { nestedTooDeep } from "../../http/json-depth.ts";
import { malformed, type Refusal, unreadable } from "./errors.ts";

const FORM = "application/x-www-form-urlencoded";
const LONGEST = 2_048;

/** What some clients write in the place of nothing. */
const NOTHING = ["", "undefined", "null"];

/** The fields of a call by name: texts that say something, and no others. */
export type Fields = Readonly<Partial<Record<string, string>>>;

/** `asForm`: whether a form sent them, whose browser is to be led on. */
export type Body = { readonly fields: Fields; readonly asForm: boolean };

export const isForm = (headers: Headers): boolean => checkContentType(headers, [FORM]).ok;

/**
 * Where a person asks from, if it is their own browser that does: it posts a form, or says which page's script calls.
 * Of another call nobody knows.
 */
export const fromOf = (request: Request): AskedFrom =>
  isForm(request.headers) || request.headers.has("origin") || request.headers.has("sec-fetch-site")
    ? askedFrom(request)
    : {};

/** Each named field, once, as a text. What the call has besides is not looked at. */
function pick(names: readonly string[], valuesOf: (name: string) => readonly unknown[]): Result<Fields, Refusal> {
  const fields: Partial<Record<string, string>> = {};
  for (const name of names) {
    const [value, ...more] = valuesOf(name);
    if (more.length > 0) return fail(malformed(`${name} must be given once`));
    if (value === undefined || value === null) continue;
    if (typeof value !== "string") return fail(malformed(`${name} must be a string`));
    if (value.length > LONGEST || !isStorable(value)) return fail(malformed(`${name} has characters it cannot have`));
    if (!NOTHING.includes(value.trim())) fields[name] = value;
  }
  return ok(fields);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (nestedTooDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a query, as the addresses of pages have them. */
export const fieldsOfQuery = (url: string, names: readonly string[]): Fields => {
  const { searchParams } = new URL(url);
  const read = pick(names, (name) => searchParams.getAll(name).slice(0, 1));
  return read.ok ? read.value : {};
};

/** The fields of a body, a form's or JSON; an empty body has none. */
export async function readFields(request: Request, names: readonly string[]): Promise<Result<Body, Refusal>> {
  const asForm = isForm(request.headers);
  const body = await readBody(request);
  if (!body.ok) {
    return fail(
      body.failure.reason === "too_large"
        ? unreadable("the body is larger than 16 KiB", 413)
        : unreadable("the body is not UTF-8"),
    );
  }
  if (body.value.text === "") return ok({ fields: {}, asForm });
  if (asForm) {
    const form = new URLSearchParams(body.value.text);
    const fields = pick(names, (name) => form.getAll(name));
    return fields.ok ? ok({ fields: fields.value, asForm }) : fields;
  }
  if (!checkContentType(request.headers, ["application/json"]).ok) {
    return fail(unreadable(`the body must be application/json or ${FORM}`));
  }
  const object = parseObject(body.value.text);
  if (!object) return fail(unreadable("the body is not a JSON object"));
  const fields = pick(names, (name) => (Object.hasOwn(object, name) ? [object[name]] : []));
  // A value of another type makes the body another one than was asked for: as unreadable as one that is no JSON.
  return fields.ok ? ok({ fields: fields.value, asForm }) : fail({ ...fields.failure, status: 400 });
}
