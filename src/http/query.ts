import type { Context } from "hono";
import type * as z from "zod/mini";
import { fail, ok, type Result } from "../core/result.ts";
import { isStorable } from "../core/storable.ts";
import { queryErrors } from "./field-errors.ts";
import type { FieldError, Refusal } from "./problem.ts";

const refused = (errors: readonly FieldError[]): Result<never, Refusal> => fail({ code: "invalid_query", errors });

/** The query as `schema` wants it. A name given twice is refused: which one was meant is anybody's guess. */
export function readQuery<Output>(c: Context, schema: z.ZodMiniType<Output>): Result<Output, Refusal> {
  const given = new Map<string, string>();
  for (const [parameter, [value = "", ...more]] of Object.entries(c.req.queries())) {
    if (more.length > 0) return refused([{ parameter, code: "repeated", message: "Give it once." }]);
    if (!isStorable(value)) return refused([{ parameter, code: "bad_characters", message: "No control characters." }]);
    given.set(parameter, value);
  }
  const input = Object.fromEntries(given);
  const parsed = schema.safeParse(input);
  return parsed.success ? ok(parsed.data) : refused(queryErrors(parsed.error, input));
}
