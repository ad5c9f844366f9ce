import type { Secret } from "../core/code.ts";
import type { CodeVault, Keyring } from "../core/ports.ts";

/** KV refuses shorter lifetimes. Expiry is judged by the issue's row; this only bounds how long KV remembers. */
const KV_MINIMUM_S = 60;

const keyOf = (issueId: string): string => `code:${issueId}`;
const contextOf = (issueId: string, channel: string): string => `code|${issueId}|${channel}`;

/** Secrets of issues in KV, sealed under the issue and its channel. A key is written once and never changed. */
export function kvCodeVault(kv: KVNamespace, keyring: Keyring): CodeVault {
  return {
    async put(issueId, channel, secret, lifetimeMs) {
      const sealed = await keyring.seal(contextOf(issueId, channel), JSON.stringify(secret));
      const expirationTtl = Math.max(KV_MINIMUM_S, Math.ceil(lifetimeMs / 1_000) + KV_MINIMUM_S);
      await kv.put(keyOf(issueId), sealed, { expirationTtl });
    },

    async take(issueId, channel) {
      const sealed = await kv.get(keyOf(issueId));
      const text = sealed === null ? undefined : await keyring.open(contextOf(issueId, channel), sealed);
      return text === undefined ? undefined : (JSON.parse(text) as Secret);
    },
  };
}
