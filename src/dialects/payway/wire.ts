import type { Account } from "../../core/account.ts";
import type { RequestStatus } from "../../core/requests.ts";
import { readContext } from "./context.ts";

/** An instant as this API writes it: `2026-03-02 09:30:00 UTC`. */
export function utc(at: number): string {
  const text = new Date(at).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

/** How a request stands; one that has expired, or was never made, is none. */
export function toWireRequest(accountId: string, { flow, addressVerified }: RequestStatus, now: number) {
  if (addressVerified) return { account_id: accountId, status: "verified", verified: true };
  if (flow?.state !== "sent" || flow.expiresAt <= now) {
    return { account_id: accountId, status: "no_pending_request", verified: false };
  }
  return {
    id: readContext(flow.context).id,
    account_id: accountId,
    status: "pending",
    expires_at: utc(flow.expiresAt),
    created_at: utc(flow.createdAt),
    verified: false,
  };
}

/** An account, as far as this API tells of it; `verified` is about the address in `contact_email`. */
export function toWireAccount({ id, status, addresses, createdAt, updatedAt }: Account) {
  const emails = addresses.filter(({ kind }) => kind === "email");
  const contact = emails.find(({ primary }) => primary) ?? emails[0];
  return {
    id,
    contact_email: contact?.value ?? null,
    status,
    verified: typeof contact?.verifiedAt === "number",
    created: utc(createdAt),
    updated: utc(updatedAt),
  };
}
