import { formOf } from "../support/form.ts";
import { type Call, type Client, type Reply, unexpected } from "./http-client.ts";
import type { Person } from "./people.ts";

/** Registered with the Worker under test. */
export const REDIRECT_URI = "https://app.example.com/verified";

const PATH = "/v1/verification";
const LINK = "/t";

const as = ({ ip, token }: Person, json?: unknown): Call => ({ ip, token, json });

function sent(what: string, reply: Reply): void {
  if (reply.status !== 200) unexpected(what, reply);
}

export async function sendPasscode(client: Client, person: Person): Promise<void> {
  sent("send passcode", await client.post(`${PATH}/otp/email/send`, as(person, { email: person.email })));
}

/** Whether the address is verified now; an answer that is about anything but the passcode is an error. */
export async function checkPasscode(client: Client, person: Person, passcode: string): Promise<boolean> {
  const reply = await client.post(`${PATH}/otp/email/validate`, as(person, { email: person.email, passcode }));
  if (![200, 400, 409].includes(reply.status)) unexpected("check passcode", reply);
  return reply.status === 200 && JSON.parse(reply.text).result === true;
}

export async function sendLink(client: Client, person: Person): Promise<void> {
  const fields = { email: person.email, redirect_uri: REDIRECT_URI };
  sent("send link", await client.post(`${PATH}/links/email`, as(person, fields)));
}

/** What a browser gets that follows the link with this code: the fields of the page's form. */
export async function openLink(client: Client, { ip }: Person, code: string): Promise<URLSearchParams> {
  const page = await client.get(`${LINK}?${code}`, { ip });
  sent("open link", page);
  return formOf(page.text).fields;
}

/** What the button of that page does. */
export async function confirmLink(client: Client, { ip }: Person, fields: URLSearchParams): Promise<void> {
  const reply = await client.post(LINK, { form: Object.fromEntries(fields), ip });
  if (reply.headers.location !== `${REDIRECT_URI}?result=true`) unexpected("confirm link", reply);
}

export async function readProfile(client: Client, person: Person): Promise<void> {
  sent("profile", await client.get(`${PATH}/profile`, as(person)));
}
