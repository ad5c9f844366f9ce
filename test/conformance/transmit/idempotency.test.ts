import { expect, inject, it } from "vitest";
import { newEmail } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { EMAIL_SENT, newUser } from "./client.ts";

const server = devClient(inject("origin"));
const SEND = "/v1/verification/otp/email/send";

it("a send with an Idempotency-Key, 50 times at once, is one message and one answer", async () => {
  const user = await newUser(server);
  const email = newEmail();
  const headers = { "idempotency-key": `"${crypto.randomUUID()}"` };
  const send = (to: string) => user.raw(SEND, { headers, body: JSON.stringify({ email: to }) });
  for (const { status, body } of await Promise.all(Array.from({ length: 50 }, () => send(email)))) {
    expect([status, body]).toEqual([200, EMAIL_SENT]);
  }
  expect((await send(newEmail())).status).toBe(422);
  const { id } = await server.mail(email);
  expect((await send(email)).body).toEqual(EMAIL_SENT);
  const { messages } = (await (await fetch(`${server.origin}/dev/outbox.json?to=${email}`)).json()) as {
    messages: readonly { id: string }[];
  };
  expect(messages.map((message) => message.id)).toEqual([id]);
});
