import * as z from "zod";
import type { Person } from "../core/client.ts";
import { parseTargets } from "../core/redirect.ts";
import { isScope } from "../core/scopes.ts";
import { identifier, isAccountId } from "./contracts.ts";

const MOST = { scopes: 20, redirectUris: 20, page: 200 } as const;
const DEFAULT_PAGE = 50;
const LONGEST = { name: 80, redirectUri: 2_048 } as const;

/** The one app there is. */
const APPS = ["default"] as const;

export const isClientId = (text: string): boolean => /^cs_client_[A-Za-z0-9_-]{22}$/.test(text);

const clientId = z
  .string()
  .refine(isClientId, { message: "This is not the id of a client.", params: { code: "id_malformed" } });

const scope = z.string().refine(isScope, {
  message: "A scope is /external/<area>/r or /external/<area>/w.",
  params: { code: "scope_malformed" },
});

const redirectUri = z
  .string()
  .max(LONGEST.redirectUri)
  .superRefine((uri, context) => {
    const parsed = parseTargets([uri]);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.failure, params: { code: "target_refused" } });
  });

/** A list in which nothing is twice. */
const set = (item: z.ZodType<string>, most: number) =>
  z
    .array(item)
    .max(most)
    .superRefine((list, context) => {
      const second = list.findIndex((text, index) => list.indexOf(text) !== index);
      if (second < 0) return;
      context.addIssue({
        code: "custom",
        path: [second],
        message: "This is in the list already.",
        params: { code: "repeated" },
      });
    });

export const ClientBody = z.strictObject({
  name: z.string().trim().min(1).max(LONGEST.name),
  scopes: set(scope, MOST.scopes).min(1),
  redirect_uris: set(redirectUri, MOST.redirectUris).default([]),
  app_id: z.enum(APPS).optional(),
});

export const ClientsQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[0-9]{1,4}$/)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= MOST.page, {
      message: `1 to ${MOST.page}.`,
      params: { code: "out_of_range" },
    })
    .default(DEFAULT_PAGE),
  cursor: z
    .string()
    .refine(isClientId, { message: "Not a next_cursor of ours.", params: { code: "cursor_malformed" } })
    .optional(),
});

/** Exactly one way to say who is meant. */
export function onePerson(
  { account_id: id, sub }: { readonly account_id?: string | undefined; readonly sub?: string | undefined },
  context: { addIssue(issue: { code: "custom"; message: string; params: { code: string } }): void },
): Person | undefined {
  if ((id === undefined) !== (sub === undefined)) {
    return id === undefined ? { by: "sub", text: sub ?? "" } : { by: "id", text: id };
  }
  context.addIssue({ code: "custom", message: "Exactly one of account_id and sub.", params: { code: "one_of" } });
  return undefined;
}

/** How a person is named: by our id, or by their own in the app's identity system. */
export const personFields = {
  account_id: z
    .string()
    .refine(isAccountId, { message: "24 lower-case hexadecimal digits.", params: { code: "id_malformed" } })
    .optional(),
  sub: identifier.optional(),
};

export const TicketBody = z.strictObject({ client_id: clientId, ...personFields }).transform((body, context) => {
  const person = onePerson(body, context);
  return person ? { clientId: body.client_id, person } : z.NEVER;
});
