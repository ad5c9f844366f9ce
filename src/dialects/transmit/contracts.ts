import * as z from "zod/mini";
import { trimAscii } from "../../core/ascii.ts";
import { parseEmail } from "../../core/email.ts";
import { readEmailWording } from "../../core/email-wording.ts";
import type { Address } from "../../core/flow.ts";
import { parsePhone } from "../../core/phone.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { readCustomMessage, readSenderId } from "../../core/text-wording.ts";
import type { Wording, WordingFailure } from "../../core/wording.ts";
import { readBody } from "../../http/body.ts";
import { checkContentType } from "../../http/content-type.ts";
import { bodyErrors } from "../../http/field-errors.ts";
import { nestedTooDeep } from "../../http/json-depth.ts";
import { addressRefusal, badRequest, type Refusal } from "./errors.ts";

/** Room for a logo of 20,000 characters beside every text. */
export const BODY_LIMIT_BYTES = 40 * 1024;

const email = {
  email: z.optional(z.string()),
  /** As an older guide spells it; `email` wins. */
  email_address: z.optional(z.string()),
};
const phone = { phone_number: z.string() };
const updatePrimary = { update_primary: z.optional(z.boolean()) };

export const SendEmailLink = z.strictObject({
  ...email,
  redirect_uri: z.string(),
  email_content: z.optional(z.unknown()),
  ...updatePrimary,
});
export const SendEmailPasscode = z.strictObject({ ...email, email_content: z.optional(z.unknown()) });
export const SendEmail = z.strictObject({
  method: z.enum(["otp", "link"]),
  ...email,
  redirect_uri: z.optional(z.string()),
  email_content: z.optional(z.unknown()),
  ...updatePrimary,
});
export const CheckEmail = z.strictObject({ ...email, passcode: z.string(), ...updatePrimary });
export const SendText = z.strictObject({
  ...phone,
  custom_message: z.optional(z.unknown()),
  sender_id: z.optional(z.unknown()),
});
export const CheckText = z.strictObject({ ...phone, passcode: z.string(), ...updatePrimary });

function parse(text: string): Result<unknown, Refusal> {
  if (nestedTooDeep(text)) return fail(badRequest("The body is nested too deep"));
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail(badRequest("The body is not JSON"));
  }
}

/** The body as `schema` wants it, or the first thing wrong with it. */
export async function readFields<Output>(
  request: Request,
  schema: z.ZodMiniType<Output>,
): Promise<Result<Output, Refusal>> {
  if (!checkContentType(request.headers, ["application/json"]).ok) {
    return fail(badRequest("The body must be application/json in UTF-8"));
  }
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (!body.ok) {
    return fail(
      body.failure.reason === "too_large"
        ? { status: 413, message: "The body is larger than 40 KiB" }
        : badRequest("The body is not UTF-8"),
    );
  }
  const value = parse(body.value.text);
  if (!value.ok) return value;
  const parsed = schema.safeParse(value.value);
  if (parsed.success) return ok(parsed.data);
  const [error] = bodyErrors(parsed.error, value.value);
  const field = error && "pointer" in error ? error.pointer.slice(1) : "";
  return fail(badRequest(`${field === "" ? "The body" : field}: ${error?.message ?? "This value cannot be used."}`));
}

type EmailFields = { readonly email?: string | undefined; readonly email_address?: string | undefined };

export function readEmail({ email: given, email_address: older }: EmailFields): Result<Address, Refusal> {
  const typed = given ?? older;
  if (typed === undefined) return fail(badRequest("email: This field is missing."));
  const parsed = parseEmail(typed);
  return parsed.ok ? parsed : fail(addressRefusal("email", parsed.failure));
}

const E164 = /^\+[1-9][0-9]{6,14}$/;

/** E.164 and nothing else: no country is guessed, and nothing between the digits is taken away. */
export function readPhone({ phone_number: typed }: { readonly phone_number: string }): Result<Address, Refusal> {
  const parsed = E164.test(trimAscii(typed)) ? parsePhone(typed) : fail({ reason: "phone_malformed" } as const);
  return parsed.ok ? parsed : fail(addressRefusal("phone_number", parsed.failure));
}

type WordingFields = {
  readonly email_content?: unknown;
  readonly custom_message?: unknown;
  readonly sender_id?: unknown;
};

/** As the field's reader found it, at its place in the wording. */
const placed = <Value>(read: Result<Value, WordingFailure>, place: (value: Value) => Wording) =>
  read.ok ? ok(place(read.value)) : read;

const readers: Readonly<
  Record<keyof WordingFields, (input: unknown, field: string) => Result<Wording, WordingFailure>>
> = {
  email_content: (input, field) => placed(readEmailWording(input, field), (email) => ({ email })),
  custom_message: (input, field) => placed(readCustomMessage(input, field), (text) => ({ text })),
  sender_id: (input, field) => placed(readSenderId(input, field), (senderId) => ({ senderId })),
};

/** What this one call wants its message to say; undefined: what all messages say. */
export function readWording(
  fields: WordingFields,
  { allowed }: { allowed: boolean },
): Result<Wording | undefined, Refusal> {
  let wording: Wording | undefined;
  for (const [field, read] of Object.entries(readers)) {
    const input = fields[field as keyof WordingFields];
    if (input === undefined) continue;
    if (!allowed) return fail(badRequest(`${field} is switched off for this app: CUSTOM_MESSAGES_ENABLED`));
    const part = read(input, field);
    if (!part.ok) return fail(badRequest(`${part.failure.field} ${part.failure.problem}`));
    wording = { ...wording, ...part.value };
  }
  return ok(wording);
}
