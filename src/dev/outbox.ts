import type { Channel } from "../core/flow.ts";
import type { NamedSender, Sender } from "../core/message-store.ts";
import type { World } from "../core/ports.ts";
import { fail, ok } from "../core/result.ts";
import { simulate } from "./simulation.ts";

const PREFIX = "outbox:";
const DAY_IN_SECONDS = 24 * 60 * 60;
/** As many keys as KV reads in one go. */
const READ_AT_ONCE = 100;

/** A message as the development outbox shows it. Other people's scripts read this: names and types are fixed. */
export type OutboxMessage = {
  readonly id: string;
  readonly to: string;
  readonly channel: Channel;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string | null;
  readonly link: string | null;
  readonly sent_at: string;
};

/** So that a filter by recipient reads no values. */
type Metadata = { readonly to: string };

/** "Sends" by keeping the message where a developer can read it: nothing leaves the machine. */
export function createOutbox(
  kv: KVNamespace,
  { now, timer, defer }: Pick<World, "now" | "timer" | "defer">,
): NamedSender {
  async function arrive(message: OutboxMessage, delayMs: number): Promise<void> {
    if (delayMs > 0) await timer(delayMs).gone;
    const metadata: Metadata = { to: message.to };
    await kv.put(PREFIX + message.id, JSON.stringify(message), { expirationTtl: DAY_IN_SECONDS, metadata });
  }

  const send: Sender = async (envelope) => {
    const { id, to, channel, subject, text, html, headers, code, link } = envelope;
    // Where a message names its sender, that is what its reader would see first.
    const from = envelope.senderName ?? envelope.senderId;
    const message: OutboxMessage = {
      id,
      to,
      channel,
      subject: subject ?? null,
      text,
      html: html ?? null,
      headers: { ...headers, ...(from === undefined ? {} : { From: from }) },
      code,
      link,
      sent_at: new Date(now()).toISOString(),
    };
    const { failure, delayMs } = simulate(to, channel);
    if (failure) return fail(failure);
    const arrival = arrive(message, delayMs);
    if (delayMs === 0) await arrival;
    else defer(arrival);
    return ok({ providerMessageId: id });
  };
  return { name: "outbox", idempotent: true, send };
}

/** Which messages are meant; without any of these, all. */
export type OutboxQuery = {
  /** Letter case does not matter: this is a search, not a comparison of addresses. */
  readonly to?: string | undefined;
  /** Only what was made after the message of this id. */
  readonly after?: string | undefined;
  /** At most so many, the newest. */
  readonly limit?: number | undefined;
};

/** Messages, oldest first: their ids are ordered by time, and KV lists keys in order. */
export async function listOutbox(kv: KVNamespace, query: OutboxQuery = {}): Promise<readonly OutboxMessage[]> {
  const { after, limit } = query;
  const to = query.to?.toLowerCase();
  const keys = (await allKeys(kv))
    .filter(
      ({ name, metadata }) => (to === undefined || metadata?.to.toLowerCase() === to) && name > PREFIX + (after ?? ""),
    )
    .map(({ name }) => name);
  return read(kv, limit === undefined ? keys : keys.slice(-limit));
}

/** Forgets every message. */
export async function clearOutbox(kv: KVNamespace): Promise<void> {
  const keys = await allKeys(kv);
  await Promise.all(keys.map(({ name }) => kv.delete(name)));
}

async function allKeys(kv: KVNamespace): Promise<readonly KVNamespaceListKey<Metadata>[]> {
  const keys: KVNamespaceListKey<Metadata>[] = [];
  let cursor: string | undefined;
  do {
    const page: KVNamespaceListResult<Metadata> = await kv.list<Metadata>({ prefix: PREFIX, cursor: cursor ?? null });
    keys.push(...page.keys);
    cursor = page.list_complete ? undefined : page.cursor;
  } while (cursor !== undefined);
  return keys;
}

async function read(kv: KVNamespace, keys: readonly string[]): Promise<readonly OutboxMessage[]> {
  const batches: string[][] = [];
  for (let start = 0; start < keys.length; start += READ_AT_ONCE) batches.push(keys.slice(start, start + READ_AT_ONCE));
  const found = await Promise.all(batches.map((batch) => kv.get<OutboxMessage>(batch, "json")));
  // A message cleared between the listing and the reading is simply not there.
  return found.flatMap((batch) => [...batch.values()].filter((message) => message !== null));
}
