import { type Client, unexpected } from "./http-client.ts";
import * as kratos from "./kratos-client.ts";
import { codeIn, linkCodeIn, type Mailboxes, tokenIn } from "./mailboxes.ts";
import { newPerson, newUser } from "./people.ts";
import * as transmit from "./transmit-client.ts";

/** A walk through every operation of an API, each under somebody's eyes. */
export type Tour = {
  readonly client: Client;
  readonly mailboxes: Mailboxes;
  /** Does an operation and keeps what it did under its name. */
  readonly look: <T>(name: string, work: () => Promise<T>) => Promise<T>;
};

export async function tourFlows({ client, mailboxes, look }: Tour): Promise<void> {
  const person = newPerson();
  const id = await look("create", () => kratos.create(client, person, "code"));
  await look("send", () => kratos.send(client, person, { id, method: "code" }));
  const seen = await look("read", () => kratos.read(client, person, id));
  if (seen.status !== 200) unexpected("read", seen);
  const code = codeIn(await mailboxes.take(person.email));
  const checked = await look("check", () => kratos.submit(client, person, { id, fields: { method: "code", code } }));
  if (!kratos.passed(checked)) unexpected("check", checked);

  const other = newPerson();
  const link = await kratos.create(client, other, "link");
  await kratos.send(client, other, { id: link, method: "link" });
  const token = tokenIn(await mailboxes.take(other.email));
  const consumed = await look("link consume", () =>
    kratos.submit(client, other, { id: link, fields: { method: "link", token } }),
  );
  if (!kratos.passed(consumed)) unexpected("link consume", consumed);
}

export async function tourSignedIn({ client, mailboxes, look }: Tour): Promise<void> {
  const user = newUser();
  // One that nobody has: to add it writes more than to find it among those of the account.
  const person = { ...user, email: `further-${user.email}` };
  await look("passcode send", () => transmit.sendPasscode(client, person));
  const code = codeIn(await mailboxes.take(person.email));
  const right = await look("passcode check", () => transmit.checkPasscode(client, person, code));
  if (!right) throw new Error("the right passcode was refused");

  const other = newUser();
  await look("link send", () => transmit.sendLink(client, other));
  const link = linkCodeIn(await mailboxes.take(other.email));
  const form = await look("link open", () => transmit.openLink(client, other, link));
  await look("link confirm", () => transmit.confirmLink(client, other, form));
  await look("profile", () => transmit.readProfile(client, other));
}
