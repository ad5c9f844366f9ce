import type { DeliveryStatus } from "../core/delivery.ts";
import type { Database } from "./database.ts";
import { statement } from "./statement.ts";

/** Why an address takes no messages. */
export type Suppression = {
  readonly reason: DeliveryStatus;
  /** Who said so. */
  readonly provider: string;
  readonly createdAt: number;
};

const readOne = statement<"appId" | "addressDigest">(
  "SELECT reason, provider, created_at FROM suppressions WHERE app_id = :appId AND address_digest = :addressDigest",
);
const removeOne = statement<"appId" | "addressDigest">(
  "DELETE FROM suppressions WHERE app_id = :appId AND address_digest = :addressDigest RETURNING reason",
);

/** Addresses that take no messages, by their digests, as operators see them. */
export type Suppressions = {
  read(addressDigest: string): Promise<Suppression | undefined>;
  /** Whether there was anything to lift; after a reply that was lost, there is nothing left. */
  lift(addressDigest: string): Promise<boolean>;
};

export function d1Suppressions(database: Database, appId: string): Suppressions {
  return {
    async read(addressDigest) {
      const { rows } = await database.read([readOne({ appId, addressDigest })]);
      const row = rows[0]?.[0];
      return (
        row && {
          reason: row["reason"] as DeliveryStatus,
          provider: row["provider"] as string,
          createdAt: row["created_at"] as number,
        }
      );
    },

    async lift(addressDigest) {
      const { rows } = await database.write([removeOne({ appId, addressDigest })]);
      return rows[0]?.[0] !== undefined;
    },
  };
}
