import * as z from "zod/mini";
import type { Person } from "../core/client.ts";
import { parseTargets } from "../core/redirect.ts";
import { isScope } from "../core/scopes.ts";
import { type Refuse, transformed } from "../schema.ts";
import { identifier } from "./contracts.ts";
import { accountId, limit } from "./fields.ts";

const MOST = { scopes: 20, redirectUris: 20, page: 200 } as const;
const DEFAULT_PAGE = 50;
const LONGEST = { name: 80, redirectUri: 2_048 } as const;

/** The one app there is. */
const APPS = ["default"] as const;

export const isClientId = (text: string): boolean => /^cs_client_[A-Za-z0-9_-]{22}$/.test(text);

const clientId = z.lazy(() =>
  z
    .string()
    .check(z.refine(isClientId, { message: "This is not the id of a client.", params: { code: "id_malformed" } })),
);

const scope = z.lazy(() =>
  z.string().check(
    z.refine(isScope, {
      message: "A scope is /external/<area>/r or /external/<area>/w.",
      params: { code: "scope_malformed" },
    }),
  ),
);

const redirectUri = z.lazy(() =>
  z.string().check(
    z.maxLength(LONGEST.redirectUri),
    z.superRefine((uri, context) => {
      const parsed = parseTargets([uri]);
      if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.failure, params: { code: "target_refused" } });
    }),
  ),
);

/** A list in which nothing is twice. */
const set = (item: z.ZodMiniType<string>, most: number) =>
  z.array(item).check(
    z.maxLength(most),
    z.superRefine((list, context) => {
      const second = list.findIndex((text, index) => list.indexOf(text) !== index);
      if (second < 0) return;
      context.addIssue({
        code: "custom",
        path: [second],
        message: "This is in the list already.",
        params: { code: "repeated" },
      });
    }),
  );

export const ClientBody = z.lazy(() =>
  z.strictObject({
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(LONGEST.name)),
    scopes: set(scope, MOST.scopes).check(z.minLength(1)),
    redirect_uris: z._default(set(redirectUri, MOST.redirectUris), []),
    app_id: z.optional(z.enum(APPS)),
  }),
);

export const ClientsQuery = z.lazy(() =>
  z.strictObject({
    limit: limit({ most: MOST.page, initially: DEFAULT_PAGE }),
    cursor: z.optional(
      z
        .string()
        .check(z.refine(isClientId, { message: "Not a next_cursor of ours.", params: { code: "cursor_malformed" } })),
    ),
  }),
);

/** Exactly one way to say who is meant. */
export function onePerson(
  { account_id: id, sub }: { readonly account_id?: string | undefined; readonly sub?: string | undefined },
  refuse: Refuse,
): Person {
  if ((id === undefined) !== (sub === undefined)) {
    return id === undefined ? { by: "sub", text: sub ?? "" } : { by: "id", text: id };
  }
  return refuse({ message: "Exactly one of account_id and sub.", params: { code: "one_of" } });
}

/** How a person is named: by our id, or by their own in the app's identity system. */
export const personFields = {
  account_id: z.optional(accountId),
  sub: z.optional(identifier),
};

export const TicketBody = z.lazy(() =>
  transformed(z.strictObject({ client_id: clientId, ...personFields }), (body, refuse) => ({
    clientId: body.client_id,
    person: onePerson(body, refuse),
  })),
);
