import type { TestBed } from "./world.ts";

/** The user's own token, as the development build issues it. */
export async function tokenOf(bed: TestBed, sub: string): Promise<string> {
  const reply = await bed.fetch("/dev/user-token", { method: "POST", body: JSON.stringify({ sub }) });
  return ((await reply.json()) as { access_token: string }).access_token;
}

/** What a test compares of an answer. */
export type Told = { readonly status: number; readonly body: unknown; readonly retryAfter: string | null };

export async function told(response: Response): Promise<Told> {
  const text = await response.text();
  return {
    status: response.status,
    body: text === "" ? null : JSON.parse(text),
    retryAfter: response.headers.get("retry-after"),
  };
}

/** A call of the signed-in user's API, as often as it is made with the same token. */
export const caller =
  (bed: TestBed, token: string) =>
  async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Told> =>
    told(
      await bed.fetch(path, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    );
