import { type Client, type Reply, unexpected } from "./http-client.ts";
import type { Person } from "./people.ts";

export const PUBLIC_URL = "https://verify.example.com";

const PATH = "/self-service/verification";

type Method = "code" | "link";

/** Begins a flow as a native app does. */
export async function create(client: Client, { ip }: Person, method: Method): Promise<string> {
  const reply = await client.get(`${PATH}/api${method === "link" ? "?method=link" : ""}`, { ip });
  if (reply.status !== 200) unexpected("create", reply);
  return JSON.parse(reply.text).id;
}

export function submit(
  client: Client,
  { ip }: Person,
  { id, fields }: { id: string; fields: Readonly<Record<string, string>> },
): Promise<Reply> {
  return client.post(`${PATH}?flow=${id}`, { json: fields, ip });
}

export async function send(client: Client, person: Person, { id, method }: { id: string; method: Method }) {
  const reply = await submit(client, person, { id, fields: { method, email: person.email } });
  if (reply.status !== 200 || JSON.parse(reply.text).state !== "sent_email") unexpected("send", reply);
}

export const read = (client: Client, { ip }: Person, id: string): Promise<Reply> =>
  client.get(`${PATH}/flows?id=${id}`, { ip });

/** Whether an answer says that the address is verified; any other answer without a fault of the server says no. */
export function passed(reply: Reply): boolean {
  if (reply.status >= 500) unexpected("check", reply);
  return reply.status === 200 && JSON.parse(reply.text).state === "passed_challenge";
}
