import type { AccountStatus } from "../core/account.ts";
import type { EventAccount } from "../core/webhook-bodies.ts";
import type { ClaimedDelivery, DeliveryReport, DeliveryStore } from "../core/webhooks.ts";
import type { Database, Row } from "./database.ts";
import { eventColumns, toEvent } from "./event-rows.ts";
import { type Bound, statement } from "./statement.ts";
import { toWebhook, webhookColumns } from "./webhook-rows.ts";

/** Of a flow's deliveries to a webhook, one that is not the first of those that are not over. */
const isBlocked = `EXISTS (
    SELECT 1 FROM webhook_deliveries AS earlier
    WHERE earlier.webhook_id = due.webhook_id AND earlier.flow_id = due.flow_id AND earlier.seq < due.seq
      AND earlier.state IN ('waiting', 'pending', 'sending'))`;

/** The inner choice walks one webhook's due ones by their index, so that none reads what is due to all others. */
const claimDue = statement<"owner" | "now" | "leaseUntil" | "limit">(`
UPDATE webhook_deliveries
SET state = 'sending', owner = :owner, due_at = :leaseUntil, attempts = attempts + 1, updated_at = :now
WHERE (webhook_id, seq) IN (
  SELECT chosen.webhook_id, chosen.seq
  FROM webhooks CROSS JOIN webhook_deliveries AS chosen ON chosen.webhook_id = webhooks.id AND chosen.seq IN (
    SELECT due.seq FROM webhook_deliveries AS due INDEXED BY webhook_deliveries_due
    WHERE due.webhook_id = webhooks.id AND due.state IN ('pending', 'sending') AND due.due_at <= :now AND NOT ${isBlocked}
    ORDER BY due.due_at LIMIT :limit)
  WHERE webhooks.state = 'active' AND webhooks.paused_until <= :now
  ORDER BY chosen.due_at LIMIT :limit)`);

const ownersEmail = `FROM addresses WHERE addresses.account_id = owner.id AND addresses.kind = 'email'
    ORDER BY addresses.is_primary DESC, addresses.id LIMIT 1`;

/** Told by owner and lease, so that a re-run of the claim still answers what it claimed the first time. */
const claimed = statement<"owner" | "leaseUntil">(`
SELECT taken.attempts, ${webhookColumns}, ${eventColumns}, owner.status AS owner_status,
  owner.created_at AS owner_created_at, owner.updated_at AS owner_updated_at,
  (SELECT value ${ownersEmail}) AS owner_email, (SELECT verified_at ${ownersEmail}) AS owner_verified_at
FROM webhooks CROSS JOIN webhook_deliveries AS taken INDEXED BY webhook_deliveries_due ON taken.webhook_id = webhooks.id
  CROSS JOIN events ON events.seq = taken.seq
  LEFT JOIN accounts AS owner ON owner.id = events.account_id AND owner.app_id = events.app_id
WHERE taken.state IN ('pending', 'sending') AND taken.due_at = :leaseUntil AND taken.owner = :owner
ORDER BY events.seq`);

const anyActive = statement<never>("SELECT EXISTS (SELECT 1 FROM webhooks WHERE state = 'active') AS wanted");

const settleOne = statement<"webhookId" | "seq" | "owner" | "state" | "dueAt" | "status" | "now">(`
UPDATE webhook_deliveries SET state = :state, due_at = :dueAt, owner = NULL, status = :status, updated_at = :now
WHERE webhook_id = :webhookId AND seq = :seq AND owner = :owner AND state = 'sending'`);

/** That the try is still this owner's to tell of: not after its lease has gone to another, nor once it is settled. */
const isHeld = `EXISTS (
    SELECT 1 FROM webhook_deliveries AS held WHERE held.webhook_id = :webhookId AND held.seq = :seq
      AND held.owner = :owner AND held.state = 'sending')`;

type Held = "webhookId" | "seq" | "owner";

/** After some failures in a row it is tried less often, so that a webhook that hangs takes nobody's turn. */
const noteFailure = statement<Held | "now" | "failuresToPause" | "pauseMs">(`
UPDATE webhooks SET failures = failures + 1,
  paused_until = iif(failures + 1 >= :failuresToPause, :now + :pauseMs, paused_until)
WHERE id = :webhookId AND ${isHeld}`);
const noteSuccess = statement<Held>(
  `UPDATE webhooks SET failures = 0, paused_until = 0 WHERE id = :webhookId AND failures > 0 AND ${isHeld}`,
);
const disable = statement<Held | "reason">(
  `UPDATE webhooks SET state = 'disabled', reason = :reason WHERE id = :webhookId AND state = 'active' AND ${isHeld}`,
);

const FAILURES_TO_PAUSE = 5;
const PAUSE_MS = 60_000;

const toAccount = (row: Row): EventAccount | null =>
  row["owner_status"] === null
    ? null
    : {
        id: row["account_id"] as string,
        status: row["owner_status"] as AccountStatus,
        email: row["owner_email"] as string | null,
        emailVerified: row["owner_verified_at"] !== null,
        createdAt: row["owner_created_at"] as number,
        updatedAt: row["owner_updated_at"] as number,
      };

const toClaimed = (row: Row): ClaimedDelivery => ({
  webhook: toWebhook(row),
  event: toEvent(row),
  account: toAccount(row),
  attempts: row["attempts"] as number,
});

/** The delivery itself comes last: what is noted of its webhook depends on who holds it. */
function statementsFor(report: DeliveryReport, by: { readonly owner: string; readonly now: number }): readonly Bound[] {
  const { webhookId, seq, state, dueAt, status, disable: reason } = report;
  const held = { webhookId, seq, owner: by.owner };
  const pause = { now: by.now, failuresToPause: FAILURES_TO_PAUSE, pauseMs: PAUSE_MS };
  return [
    state === "delivered" ? noteSuccess(held) : noteFailure({ ...held, ...pause }),
    ...(reason === null ? [] : [disable({ ...held, reason })]),
    settleOne({ webhookId, seq, state, dueAt, status, ...by }),
  ];
}

/** Deliveries in D1. One belongs to whoever's conditional update took it, until its lease runs out. */
export const d1WebhookDeliveryStore = (database: Database): DeliveryStore => ({
  async claim(work) {
    const { rows } = await database.write([claimDue(work), claimed(work), anyActive({})]);
    return { wanted: rows[2]?.[0]?.["wanted"] === 1, taken: (rows[1] ?? []).map(toClaimed) };
  },

  async settle(reports, by) {
    await database.write(reports.flatMap((report) => statementsFor(report, by)));
  },
});
