import type { Secret } from "./code.ts";
import type { ClaimedMessage } from "./message-store.ts";
import type { CodeVault, Kept, Keyring } from "./ports.ts";

export type RecallPorts = {
  readonly vault: Pick<CodeVault, "take">;
  readonly keyring: Pick<Keyring, "codeVerifiers" | "linkVerifiers">;
};

type Owner = Pick<ClaimedMessage, "appId" | "flowId" | "issueId" | "channel" | "firstChannel" | "macs">;

/** Finds the secret of a message again. */
export function createRecall({ vault, keyring }: RecallPorts) {
  const verifiersOf = (message: Pick<Owner, "appId" | "flowId">, secret: Secret) =>
    Promise.all([keyring.codeVerifiers(message, secret.code), keyring.linkVerifiers(secret.linkToken)]);

  /** KV also answers with what an earlier try has replaced, having failed to find it: the row alone tells. */
  async function counts(message: Owner, secret: Secret): Promise<boolean> {
    const [code, link] = await verifiersOf(message, secret);
    return code.some(({ mac }) => mac === message.macs?.code) && link.some(({ mac }) => mac === message.macs?.link);
  }

  /** Under its own channel, or under the first: a text is found to have failed when its secret has long been kept. */
  async function recall(message: Owner): Promise<Kept | undefined> {
    for (const channel of new Set([message.channel, message.firstChannel])) {
      const kept = await vault.take(message.issueId, channel).catch(() => undefined);
      if (kept && (await counts(message, kept))) return kept;
    }
    return undefined;
  }

  return { recall, verifiersOf };
}
