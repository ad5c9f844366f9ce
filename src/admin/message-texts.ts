import type { OutboxMessage } from "../dev/outbox.ts";

/** What a message said. */
export type MessageText = { readonly subject: string; readonly body: string };

/** Finds what messages said, by their ids. */
export type MessageTexts = (ids: readonly string[]) => Promise<ReadonlyMap<string, MessageText>>;

/** What stands where a deployment tells nobody what a message said: there is a code in it. */
export const REDACTED: MessageText = {
  subject: "<redacted-unless-dev-mode>",
  body: "<redacted-unless-dev-mode>",
};

/** Nothing is ever found. */
export const redactedTexts: MessageTexts = async () => new Map();

/** As many keys as KV reads in one go. */
const READ_AT_ONCE = 100;

/** Out of the development outbox, which alone keeps what was said. */
export const outboxTexts =
  (kv: KVNamespace): MessageTexts =>
  async (ids) => {
    const texts = new Map<string, MessageText>();
    for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
      const keys = ids.slice(start, start + READ_AT_ONCE).map((id) => `outbox:${id}`);
      const found = await kv.get<OutboxMessage>(keys, "json");
      for (const message of found.values()) {
        if (message) texts.set(message.id, { subject: message.subject ?? "", body: message.text });
      }
    }
    return texts;
  };
