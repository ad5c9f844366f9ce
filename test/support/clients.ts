import { expect } from "vitest";
import { call } from "./admin.ts";
import type { TestBed } from "./world.ts";

export const ACCOUNT_R = "/external/account/r";
export const ACCOUNT_W = "/external/account/w";
export const ME_R = "/external/me/r";

/** A client with its secret, made by the admin API. */
export type TestClient = { readonly id: string; readonly secret: string; readonly secretId: string };

const toTestClient = (body: Record<string, unknown>): TestClient => ({
  id: String(body["client_id"]),
  secret: String(body["client_secret"]),
  secretId: String((body["secrets"] as { id: string }[]).at(-1)?.id),
});

export async function makeClient(bed: TestBed, scopes: readonly string[] = [ACCOUNT_R, ACCOUNT_W, ME_R]) {
  const { status, body } = await call(bed, "POST", "/clients", { json: { name: "Shop", scopes } });
  expect(status).toBe(201);
  return toTestClient(body);
}

/** The same client with its new secret. */
export async function rotate(bed: TestBed, { id }: TestClient): Promise<TestClient> {
  const { status, body } = await call(bed, "POST", `/clients/${id}/rotate`);
  expect(status).toBe(201);
  return toTestClient(body);
}

export async function makeTicket(bed: TestBed, client: TestClient, accountId: string): Promise<string> {
  const { status, body } = await call(bed, "POST", "/tickets", {
    json: { account_id: accountId, client_id: client.id },
  });
  expect(status).toBe(201);
  return String(body["ticket"]);
}

type Asking = {
  readonly scopes?: readonly string[];
  readonly ticket?: string | null;
  readonly secret?: string;
  readonly ip?: string;
};

export const ask = (
  { services }: TestBed,
  { id, secret }: TestClient,
  { scopes = [ACCOUNT_R], ticket = null, secret: shown = secret, ip = "198.51.100.7" }: Asking = {},
) => services.clients.issueToken({ clientId: id, secret: shown, scopes, ticket, ip });

/** A token that was granted. */
export async function tokenOf(bed: TestBed, client: TestClient, asking: Asking = {}): Promise<string> {
  const issued = await ask(bed, client, asking);
  if (!issued.ok) throw new Error(`no token: ${issued.failure.reason}`);
  return issued.value.accessToken;
}

/** What came of asking, or of showing a token, in a word. */
export const outcome = (result: { ok: true } | { ok: false; failure: { reason: string; detail?: string } }): string =>
  result.ok ? "ok" : (result.failure.detail ?? result.failure.reason);
