import type { CodeVault, Kept, Keyring } from "../core/ports.ts";

/** KV refuses to keep things for less. Expiry is judged by the issue's row; this only bounds how long KV remembers. */
const KV_MINIMUM_S = 60;

const keyOf = (issueId: string, channel: string): string => `code:${issueId}:${channel}`;
const contextOf = (issueId: string, channel: string): string => `code|${issueId}|${channel}`;

/** Secrets of issues in KV, sealed under the issue and its channel. A key is written once and never changed. */
export function kvCodeVault(kv: KVNamespace, keyring: Keyring): CodeVault {
  return {
    async put(issueId, channel, kept, keepMs) {
      const sealed = await keyring.seal(contextOf(issueId, channel), JSON.stringify(kept));
      const expirationTtl = Math.max(KV_MINIMUM_S, Math.ceil(keepMs / 1_000));
      await kv.put(keyOf(issueId, channel), sealed, { expirationTtl });
    },

    async take(issueId, channel) {
      const sealed = await kv.get(keyOf(issueId, channel));
      const text = sealed === null ? undefined : await keyring.open(contextOf(issueId, channel), sealed);
      return text === undefined ? undefined : (JSON.parse(text) as Kept);
    },
  };
}
