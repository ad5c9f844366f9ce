import { setTimeout as sleep } from "node:timers/promises";
import type { Instance } from "./instance.ts";
import type { MailVendors, Received } from "./mail-vendors.ts";
import type { Person } from "./people.ts";

/** What became of accepted sends, each of them to somebody else. */
export type Account = {
  /** In a mailbox at least once. */
  readonly arrived: number;
  /** In no mailbox, and in a final state that operators see. */
  readonly reported: number;
  /** Neither, or in no final state at all. */
  readonly lost: number;
  /** Mails that came after somebody's first. */
  readonly copies: number;
  /** Of these, the ones that no broken connection explains. */
  readonly unexplained: number;
  /** People who were sent different codes. */
  readonly confused: number;
};

const CRON_EVERY_MS = 3_000;
/** Longer than any message waits for its next try while its second provider works. */
const PATIENCE_MS = 60_000;
/** States that say where nothing arrived why; `sent` does not. */
const REPORTING: ReadonlySet<string> = new Set(["failed", "expired", "suppressed"]);
const FINAL: ReadonlySet<string> = new Set(["sent", ...REPORTING]);

/** Runs the cron, more often than the platform does, until every message is in a final state or patience is at an end. */
export async function settle({ database, runCron }: Instance): Promise<void> {
  const unsettled = (await database()).prepare(
    "SELECT count(*) AS messages FROM messages WHERE state IN ('pending', 'sending')",
  );
  const patience = performance.now() + PATIENCE_MS;
  for (;;) {
    await runCron();
    const row = await unsettled.first<{ messages: number }>();
    if (row?.messages === 0 || performance.now() > patience) return;
    await sleep(CRON_EVERY_MS);
  }
}

/** Holds what the mailboxes got against what the database says. */
export async function account(
  { database }: Instance,
  { received }: Pick<MailVendors, "received">,
  accepted: readonly Pick<Person, "email">[],
): Promise<Account> {
  const db = await database();
  const { results } = await db
    .prepare("SELECT recipient, state FROM messages")
    .all<{ recipient: string; state: string }>();
  const stateOf = new Map(results.map(({ recipient, state }) => [recipient, state]));
  const sends = accepted.map(({ email }) => ({ ...received(email), state: stateOf.get(email) ?? "missing" }));
  const arrived = sends.filter(({ mails, state }) => mails.length > 0 && FINAL.has(state)).length;
  const reported = sends.filter(({ mails, state }) => mails.length === 0 && REPORTING.has(state)).length;
  const copies = sends.reduce((sum, { mails }) => sum + Math.max(0, mails.length - 1), 0);
  return {
    arrived,
    reported,
    lost: sends.length - arrived - reported,
    copies,
    unexplained: copies - sends.reduce((sum, send) => sum + explained(send), 0),
    confused: sends.filter(({ mails }) => new Set(mails.map(({ code }) => code)).size > 1).length,
  };
}

/** A vendor sends what another has taken without being able to say so; none of them sends twice. */
const explained = ({ mails, resets }: Received): number =>
  resets === 0 ? 0 : new Set(mails.map(({ vendor }) => vendor)).size - 1;
