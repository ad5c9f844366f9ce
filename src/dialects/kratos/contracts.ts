import * as z from "zod/mini";
import type { Proof } from "../../core/flow.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import type { RawFields } from "./body.ts";
import { methodUnknown, type Notice, tooLong, wrongType } from "./messages.ts";

const LONGEST_ADDRESS = 320;
const LONGEST_FIELD = 1_024;

const text = z.optional(z.string().check(z.maxLength(LONGEST_FIELD)));

/** What a submission may hold; everything else is ignored. */
const Submission = z.object({
  method: z.optional(z.enum(["code", "link"])),
  email: z.optional(z.string().check(z.maxLength(LONGEST_ADDRESS))),
  code: text,
  token: text,
  csrf_token: text,
  transient_payload: z.optional(z.record(z.string(), z.unknown())),
});

export type Submission = z.infer<typeof Submission>;

const typeName = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : value instanceof Blob ? "file" : typeof value;

/** The first thing wrong with the fields, as the notice that the flow will show. */
function toNotice(fields: RawFields, issue: z.core.$ZodIssue): Notice {
  const name = String(issue.path[0]);
  const field = name === "email" || name === "method" ? { field: name } : {};
  const value = fields[name];
  if (name === "method") return { text: methodUnknown, field: "method" };
  if (issue.code === "too_big" && typeof value === "string") {
    return { text: tooLong(Number(issue.maximum), value.length), ...field } as Notice;
  }
  const allowed = name === "transient_payload" ? "object" : "string";
  return { text: wrongType(allowed, typeName(value)), ...field } as Notice;
}

export function readSubmission(fields: RawFields): Result<Submission, Notice> {
  const parsed = Submission.safeParse(fields);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return issue ? fail(toNotice(fields, issue)) : fail({ text: methodUnknown, field: "method" });
}

/** The method a submission is for: a code implies its own, and so does a link's token. */
export function methodOf({ method, code, token }: Submission): Proof | undefined {
  if (method) return method;
  if (code !== undefined) return "code";
  return token === undefined ? undefined : "link";
}

export const InitQuery = z.object({
  return_to: z.optional(z.string().check(z.maxLength(2_048))),
  /** Which proof the flow asks for; the deployment's default when absent. Ours, not Kratos's. */
  method: z.optional(z.enum(["code", "link"])),
});
