import type { Channel } from "../core/flow.ts";
import type { SendFailure } from "../core/message.ts";
import type { NamedSender, Sender } from "../core/message-store.ts";
import type { World } from "../core/ports.ts";
import { fail, ok } from "../core/result.ts";
import { simulate } from "./simulation.ts";

const PREFIX = "outbox:";
/** Apart, so that whoever waits for a message is not given one that never came. */
const FAILED_PREFIX = "outbox-failed:";
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

/** Why a message did not come; null: it did. */
export type OutboxFailure = SendFailure["reason"] | null;

/** A message that was to be sent, and what became of it. */
export type OutboxEntry = { readonly message: OutboxMessage; readonly failure: OutboxFailure };

/** So that a filter by recipient reads no values. */
type Metadata = { readonly to: string; readonly failure?: OutboxFailure };

/** "Sends" by keeping the message where a developer can read it: nothing leaves the machine. */
export function createOutbox(
  kv: KVNamespace,
  { now, timer, defer }: Pick<World, "now" | "timer" | "defer">,
): NamedSender {
  const keep = (key: string, message: OutboxMessage, metadata: Metadata): Promise<void> =>
    kv.put(key, JSON.stringify(message), { expirationTtl: DAY_IN_SECONDS, metadata });

  async function arrive(message: OutboxMessage, delayMs: number): Promise<void> {
    if (delayMs > 0) await timer(delayMs).gone;
    await keep(PREFIX + message.id, message, { to: message.to });
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
    if (failure) {
      // A message that fails on one channel may be sent on another one under the same id.
      await keep(`${FAILED_PREFIX}${id}:${channel}`, message, { to, failure: failure.reason });
      return fail(failure);
    }
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

/** Messages that came, oldest first: their ids are ordered by time. */
export async function listOutbox(kv: KVNamespace, query: OutboxQuery = {}): Promise<readonly OutboxMessage[]> {
  return (await read(kv, matching(await keysUnder(kv, PREFIX), query))).map(({ message }) => message);
}

/** The same with those that did not come. */
export async function listEntries(kv: KVNamespace, query: OutboxQuery = {}): Promise<readonly OutboxEntry[]> {
  const [came, failed] = await Promise.all([keysUnder(kv, PREFIX), keysUnder(kv, FAILED_PREFIX)]);
  return read(kv, matching([...came, ...failed], query));
}

/** Forgets every message. */
export async function clearOutbox(kv: KVNamespace): Promise<void> {
  const keys = await Promise.all([keysUnder(kv, PREFIX), keysUnder(kv, FAILED_PREFIX)]);
  await Promise.all(keys.flat().map(({ name }) => kv.delete(name)));
}

type Key = KVNamespaceListKey<Metadata>;

const idIn = ({ name }: Key): string => name.split(":")[1] ?? "";

function matching(keys: readonly Key[], { to, after = "", limit }: OutboxQuery): readonly Key[] {
  const wanted = to?.toLowerCase();
  const found = keys
    .filter((key) => (wanted === undefined || key.metadata?.to.toLowerCase() === wanted) && idIn(key) > after)
    .sort((one, other) => (idIn(one) < idIn(other) ? -1 : 1));
  return limit === undefined ? found : found.slice(-limit);
}

async function keysUnder(kv: KVNamespace, prefix: string): Promise<readonly Key[]> {
  const keys: Key[] = [];
  let cursor: string | undefined;
  do {
    const page: KVNamespaceListResult<Metadata> = await kv.list<Metadata>({ prefix, cursor: cursor ?? null });
    keys.push(...page.keys);
    cursor = page.list_complete ? undefined : page.cursor;
  } while (cursor !== undefined);
  return keys;
}

async function read(kv: KVNamespace, keys: readonly Key[]): Promise<readonly OutboxEntry[]> {
  const batches: Key[][] = [];
  for (let start = 0; start < keys.length; start += READ_AT_ONCE) batches.push(keys.slice(start, start + READ_AT_ONCE));
  const found = await Promise.all(
    batches.map(async (batch) => {
      const values = await kv.get<OutboxMessage>(
        batch.map(({ name }) => name),
        "json",
      );
      // A message cleared between the listing and the reading is simply not there.
      return batch.flatMap(({ name, metadata }) => {
        const message = values.get(name);
        return message ? [{ message, failure: metadata?.failure ?? null }] : [];
      });
    }),
  );
  return found.flat();
}
