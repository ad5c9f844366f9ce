import type { Answer, IdempotencyStore } from "../core/idempotency.ts";
import type { Keyring } from "../core/ports.ts";
import type { Database } from "./database.ts";
import { statement } from "./statement.ts";

const claim = statement<"digest" | "appId" | "fingerprint" | "owner" | "now" | "leaseUntil" | "expiresAt">(`
INSERT INTO idempotency (digest, app_id, fingerprint, owner, lease_until, expires_at)
VALUES (:digest, :appId, :fingerprint, :owner, :leaseUntil, :expiresAt)
ON CONFLICT (digest) DO UPDATE SET fingerprint = excluded.fingerprint, owner = excluded.owner,
  lease_until = excluded.lease_until, answer = NULL, expires_at = excluded.expires_at
WHERE expires_at <= :now OR (answer IS NULL AND lease_until <= :now AND fingerprint = excluded.fingerprint)`);
const holder = statement<"digest">("SELECT owner, fingerprint, answer FROM idempotency WHERE digest = :digest");

const keep = statement<"digest" | "owner" | "answer">(
  "UPDATE idempotency SET answer = :answer WHERE digest = :digest AND owner = :owner",
);
const release = statement<"digest" | "owner">(
  "DELETE FROM idempotency WHERE digest = :digest AND owner = :owner AND answer IS NULL",
);

const contextOf = (digest: string): string => `idempotency|${digest}`;

/** Kept answers in D1, sealed, since they may name an address. */
export function d1IdempotencyStore(
  database: Database,
  keyring: Pick<Keyring, "open" | "seal">,
  appId: string,
): IdempotencyStore {
  async function open(digest: string, sealed: string): Promise<Answer> {
    const text = await keyring.open(contextOf(digest), sealed);
    if (text === undefined) throw new Error("a kept answer does not open");
    return JSON.parse(text) as Answer;
  }

  return {
    async claim(work) {
      const { digest } = work;
      const { rows } = await database.write([claim({ ...work, appId }), holder({ digest })]);
      const row = rows[1]?.[0] as { owner: string; fingerprint: string; answer: string | null } | undefined;
      if (!row) throw new Error("a key that was claimed has no row");
      return { ...row, answer: row.answer === null ? null : await open(digest, row.answer) };
    },

    async keep({ digest, owner }, answer) {
      const sealed = await keyring.seal(contextOf(digest), JSON.stringify(answer));
      await database.write([keep({ digest, owner, answer: sealed })]);
    },

    async release(hold) {
      await database.write([release(hold)]);
    },
  };
}
