import { Webhook as Reference } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { newWebhookSecret } from "../../src/core/webhook-secret.ts";
import { postEvent } from "../../src/providers/event-webhook.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
/** What the reference implementation takes for now cannot be told to it. */
const now = () => Date.now();
const body = '{"type":"message.sent","data":{"name":"Åsa ✓"}}';

/** Posts an event to an endpoint that answers like this, and what that endpoint got. */
async function posted(secrets: readonly string[], reply = new Response(null, { status: 204 })) {
  const requests: Request[] = [];
  const http = async (request: Request) => {
    requests.push(request);
    return reply;
  };
  const message = { id: "webhook-1_7", at: now(), body };
  const answer = await postEvent({ http, now, random })("https://hooks.example.org/in", message, secrets);
  const [request] = requests;
  if (!request) throw new Error("nothing was sent");
  return { answer, text: await request.text(), headers: Object.fromEntries(request.headers) };
}

describe("an event that is posted", () => {
  it("is what the reference implementation takes for signed, by either secret and by no other", async () => {
    const [fresh, old, another] = [newWebhookSecret(random), newWebhookSecret(random), newWebhookSecret(random)];
    const { text, headers } = await posted([fresh, old]);
    for (const secret of [fresh, old]) expect(new Reference(secret).verify(text, headers)).toEqual(JSON.parse(body));
    expect(() => new Reference(another).verify(text, headers)).toThrow();
    expect(() => new Reference(fresh).verify(`${text} `, headers)).toThrow();
    expect(() => new Reference(fresh).verify(text, { ...headers, "webhook-id": "webhook-1_8" })).toThrow();
  });

  it("was taken when the answer says so, whatever becomes of the body of that", async () => {
    const broken = new ReadableStream({ cancel: () => Promise.reject(new Error("the connection broke")) });
    const { answer } = await posted([newWebhookSecret(random)], new Response(broken, { status: 200 }));
    expect(answer).toEqual({ status: 200, retryAfterMs: undefined });
  });
});
