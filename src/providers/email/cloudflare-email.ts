import * as z from "zod/mini";
import type { SendFailure } from "../../core/message.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { textField } from "../json.ts";
import { defineProvider } from "../provider.ts";
import { noAnswer, timeLimit, type Verdict, verdicts } from "../reply.ts";
import { type Mailbox, mailSettings, renamed } from "../settings.ts";
import { vendorCodeOf } from "../vendor-code.ts";

/** What we use of the binding: it composes the mail itself. */
type EmailBinding = {
  send(mail: {
    readonly from: Person | string;
    readonly to: string;
    readonly replyTo?: Person | string;
    readonly subject: string;
    readonly text: string;
    readonly html?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }): Promise<unknown>;
};

type Person = { readonly email: string; readonly name: string };

const isBinding = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "send" in value && typeof value.send === "function";

const settings = z.lazy(() =>
  z.object({
    EMAIL: z.custom<EmailBinding>(isBinding, "is not a binding of [[send_email]]"),
    ...mailSettings,
  }),
);

/** What it throws, by code. Of any other error nobody can say what came before it. */
const thrown: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["E_RATE_LIMIT_EXCEEDED", verdicts.throttled],
  ["E_INTERNAL_SERVER_ERROR", verdicts.unreachable],
  // It was on its way.
  ["E_DELIVERY_FAILED", noAnswer],
  ["E_DAILY_LIMIT_EXCEEDED", verdicts.quotaUsedUp],
  ["E_SENDER_NOT_VERIFIED", verdicts.notConfigured],
  ["E_SENDER_DOMAIN_NOT_AVAILABLE", verdicts.notConfigured],
  // Not on the list of those this Worker may write to; others may.
  ["E_RECIPIENT_NOT_ALLOWED", verdicts.notConfigured],
  ["E_RECIPIENT_SUPPRESSED", verdicts.suppressed],
  ["E_VALIDATION_ERROR", verdicts.rejected],
  ["E_FIELD_MISSING", verdicts.rejected],
  ["E_TOO_MANY_RECIPIENTS", verdicts.rejected],
  ["E_CONTENT_TOO_LARGE", verdicts.rejected],
]);

function failureFrom(error: unknown): SendFailure {
  const code = vendorCodeOf(textField(error, "code"));
  if (code === null) return noAnswer;
  const verdict = code.startsWith("E_HEADER_") ? verdicts.rejected : (thrown.get(code) ?? noAnswer);
  return { ...verdict, vendorCode: code };
}

const person = ({ name, address }: Mailbox): Person | string => (name === null ? address : { email: address, name });

/** What `work` comes to before `signal` fires; a call of a binding cannot be cut short. */
async function before(signal: AbortSignal, work: () => Promise<unknown>): Promise<Result<unknown, SendFailure>> {
  const tooLate = new Promise<never>((_, reject) => {
    if (signal.aborted) reject();
    signal.addEventListener("abort", () => reject());
  });
  try {
    return ok(await Promise.race([tooLate, work()]));
  } catch (error) {
    // What was thrown may quote the mail; its code is all there is to keep.
    return fail(failureFrom(error));
  }
}

/** @see https://developers.cloudflare.com/email-service/api/send-emails/workers-api/ */
export const cloudflareEmail = defineProvider({
  name: "cloudflare-email",
  channels: ["email"],
  idempotent: false,
  settings,
  sender:
    ({ EMAIL, MAIL_FROM, MAIL_REPLY_TO }, outside) =>
    async (envelope) => {
      const sent = await before(timeLimit(outside), async () =>
        EMAIL.send({
          from: person(renamed(MAIL_FROM, envelope.senderName)),
          to: envelope.to,
          ...(MAIL_REPLY_TO ? { replyTo: person(MAIL_REPLY_TO) } : {}),
          subject: envelope.subject ?? "",
          text: envelope.text,
          ...(envelope.html === undefined ? {} : { html: envelope.html }),
          ...(envelope.headers ? { headers: envelope.headers } : {}),
        }),
      );
      return sent.ok ? ok({ providerMessageId: textField(sent.value, "messageId") ?? null }) : sent;
    },
});
