import type { DevClient } from "./dev-server.ts";

type Fields = Readonly<Record<string, unknown>>;

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  if (!response.ok) throw new Error(`${response.status} from ${response.url}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

const postJson = async (url: string, fields: Fields, headers: Readonly<Record<string, string>> = {}) =>
  bodyOf(
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(fields),
    }),
  );

/** The API as the app of a signed-in user calls it: with that user's own access token. */
export async function signedInApp({ origin }: DevClient, accountId: string) {
  const { access_token: token } = await postJson(`${origin}/dev/user-token`, { account_id: accountId });
  return (path: string, fields: Fields) => postJson(origin + path, fields, { authorization: `Bearer ${token}` });
}

const SCOPES = ["/external/account/r", "/external/account/w"];

/** The API as a server of the app calls it: with the access token of a client of its own. */
export async function backOffice({ origin, admin }: DevClient) {
  const client = { name: "Back office", scopes: SCOPES };
  const { client_id, client_secret } = await bodyOf(
    await admin("/clients", { method: "POST", body: JSON.stringify(client) }),
  );
  const form = `grant_type=none&client_id=${client_id}&client_secret=${client_secret}&scope=${SCOPES.join(" ")}`;
  const { access_token: token } = await bodyOf(
    await fetch(`${origin}/api/authorization/access_token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form,
    }),
  );
  return (call: string, fields: Fields) =>
    postJson(`${origin}/external/api/v1/accounts/${call}`, fields, { authorization: `Bearer ${token}` });
}
