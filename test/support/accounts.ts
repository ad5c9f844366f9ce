import type { DevClient } from "./dev-server.ts";

/** An address that no other test writes to. */
export const newEmail = (): string => `ada.${crypto.randomUUID()}@example.com`;

/** Makes an account that holds this address, unverified, and answers its id. */
export async function createAccount(server: DevClient, value: string): Promise<string> {
  const channel = value.includes("@") ? "email" : "phone";
  const reply = await server.admin("/accounts", {
    method: "POST",
    body: JSON.stringify({ addresses: [{ channel, value }] }),
  });
  if (reply.status !== 201) throw new Error(`no account: ${reply.status} ${await reply.text()}`);
  const { id } = (await reply.json()) as { id: string };
  return id;
}

/** The account that holds this address, made if there is none: for addresses that there is but one of. */
export async function accountWith(server: DevClient, email: string): Promise<string> {
  const reply = await server.admin(`/accounts?email=${encodeURIComponent(email)}`);
  if (!reply.ok) return createAccount(server, email);
  return ((await reply.json()) as { id: string }).id;
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
