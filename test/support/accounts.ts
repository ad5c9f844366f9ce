import type { DevClient } from "./dev-server.ts";

/** An address that no other test writes to. */
export const newEmail = (): string => `ada.${crypto.randomUUID()}@example.com`;

const channelOf = (value: string): "email" | "phone" => (value.includes("@") ? "email" : "phone");

const made = (server: DevClient, value: string): Promise<Response> =>
  server.admin("/accounts", {
    method: "POST",
    body: JSON.stringify({ addresses: [{ channel: channelOf(value), value }] }),
  });

async function idIn(reply: Response): Promise<string> {
  if (!reply.ok) throw new Error(`no account: ${reply.status} ${await reply.text()}`);
  return ((await reply.json()) as { id: string }).id;
}

/** Makes an account that holds this address, unverified, and answers its id. */
export const createAccount = async (server: DevClient, value: string): Promise<string> =>
  idIn(await made(server, value));

/**
 * The account that holds this address, made if there is none: for addresses that there is but one of. Another file may
 * want the same at the same time.
 */
export async function accountWith(server: DevClient, value: string): Promise<string> {
  const reply = await made(server, value);
  if (reply.status !== 409) return idIn(reply);
  return idIn(await server.admin(`/accounts?${channelOf(value)}=${encodeURIComponent(value)}`));
}

/** Whether the account's one address is verified, as an operator sees it. */
export async function isVerified(server: DevClient, accountId: string): Promise<boolean> {
  const reply = await server.admin(`/accounts/${accountId}`);
  if (!reply.ok) throw new Error(`no account: ${reply.status} ${await reply.text()}`);
  const { addresses } = (await reply.json()) as { addresses: { verified: boolean }[] };
  return addresses.length === 1 && addresses.every(({ verified }) => verified);
}

/** A code that is not this one. */
export const otherThan = (code: string | null): string => (code === "000000" ? "000001" : "000000");
