import type * as z from "zod/mini";
import { fail, ok, type Result } from "../core/result.ts";
import { readBody } from "./body.ts";
import { checkContentType } from "./content-type.ts";
import { bodyErrors, unstorable } from "./field-errors.ts";
import { nestedTooDeep } from "./json-depth.ts";
import type { Refusal } from "./problem.ts";

const malformed = (detail: string): Result<never, Refusal> => fail({ code: "malformed_body", detail });

function parse(text: string): Result<unknown, Refusal> {
  if (nestedTooDeep(text)) return malformed("The body is nested too deep.");
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return malformed("The body is not JSON.");
  }
}

/** A JSON text as `schema` wants it, or everything that is wrong with it. Of a repeated name the last one counts. */
export function parseJson<Output>(text: string, schema: z.ZodMiniType<Output>): Result<Output, Refusal> {
  const value = parse(text);
  if (!value.ok) return value;
  const unsafe = unstorable(value.value);
  if (unsafe.length > 0) return fail({ code: "invalid_fields", errors: unsafe });
  const parsed = schema.safeParse(value.value);
  return parsed.success
    ? ok(parsed.data)
    : fail({ code: "invalid_fields", errors: bodyErrors(parsed.error, value.value) });
}

/** The body of a request to one of our own endpoints: `application/json`, UTF-8, and nothing `schema` does not know. */
export async function readJson<Output>(
  request: Request,
  schema: z.ZodMiniType<Output>,
): Promise<Result<Output, Refusal>> {
  const type = checkContentType(request.headers, ["application/json"]);
  if (!type.ok) return type;
  const body = await readBody(request);
  if (!body.ok) {
    if (body.failure.reason === "too_large") return fail({ code: "body_too_large", detail: "At most 16 KiB." });
    return malformed("The body is not UTF-8.");
  }
  return parseJson(body.value.text, schema);
}
