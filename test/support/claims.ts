import { env } from "cloudflare:workers";
import type { Claim, ClaimSend } from "../../src/core/claims.ts";
import { parseEmail } from "../../src/core/email.ts";
import type { Address } from "../../src/core/flow.ts";
import { namedBy } from "./short-links.ts";
import { addAccount, type TestBed } from "./world.ts";

export function emailAddress(typed: string): Address {
  const parsed = parseEmail(typed);
  if (!parsed.ok) throw new Error("not an address");
  return parsed.value;
}

export const claimOf = (subject: string, email: string): Claim => ({
  appId: "default",
  dialect: "test",
  subject,
  address: emailAddress(email),
});

/** Sends for a claim: a code, unless told otherwise. */
export const sendClaim = ({ services }: TestBed, claim: Claim, more: Partial<ClaimSend> = {}) =>
  services.claims.send({
    ...claim,
    proof: "code",
    channel: "email",
    template: more.proof === "link" ? "verification_valid" : "verification_code_valid",
    data: {
      appName: "Acme",
      locale: "en",
      linkTemplate: more.proof === "link" ? "https://verify.example.com/l?{flow}{token}" : "",
      host: "verify.example.com",
      transientPayload: null,
    },
    context: "{}",
    makePrimary: false,
    createAccount: false,
    ...more,
  });

/** Sends, and answers what the message carried. */
export async function sentClaim(bed: TestBed, claim: Claim, more: Partial<ClaimSend> = {}) {
  const sent = await sendClaim(bed, claim, more);
  if (!sent.ok) throw new Error(sent.failure.reason);
  await bed.settle();
  const envelope = bed.sent.at(-1);
  const token = envelope?.link ? namedBy(envelope.link).token : "";
  return {
    flow: sent.value,
    code: envelope?.code ?? "",
    link: { appId: "default", dialect: "test", flowId: sent.value.id, token },
  };
}

export const checkClaim = ({ services }: TestBed, claim: Claim, code: string, makePrimary = false) =>
  services.claims.check({ ...claim, code, makePrimary });

/** An account with a `sub` and no address; answers the sub. */
export async function addSubject(sub: string, status = "active"): Promise<string> {
  const id = await addAccount([], { status });
  await env.DB.prepare("UPDATE accounts SET sub = ? WHERE id = ?").bind(sub, id).run();
  return sub;
}

/** The addresses of a subject, as rows say them: `value primary? verified?`. */
export async function addressesOf(sub: string): Promise<readonly string[]> {
  const { results } = await env.DB.prepare(
    `SELECT value, is_primary, verified_at FROM addresses JOIN accounts ON accounts.id = addresses.account_id
     WHERE accounts.sub = ? ORDER BY addresses.created_at, addresses.id`,
  )
    .bind(sub)
    .all<{ value: string; is_primary: number; verified_at: number | null }>();
  return results.map(({ value, is_primary, verified_at }) =>
    [value, is_primary ? "primary" : "secondary", verified_at === null ? "unverified" : "verified"].join(" "),
  );
}
