import { expect, it } from "vitest";
import { count } from "../../support/journey.ts";
import { type TestBed, testBed } from "../../support/world.ts";
import { csrfOf, JANE, knownPeople, native, noLimits, page, spa } from "./client.ts";

const headers = { "idempotency-key": '"send-1"' };

async function bedWithPeople(): Promise<TestBed> {
  await knownPeople();
  return testBed(noLimits);
}

it("a native app's send, 50 times at once, is one message and one answer", async () => {
  const bed = await bedWithPeople();
  const app = native(bed);
  const flow = await app.init();
  const send = (email: string) => app.post(flow, { method: "code", email }, { headers });
  const [first, ...more] = await Promise.all(Array.from({ length: 50 }, () => send(JANE)));
  expect(first).toMatchObject({ status: 200, json: { state: "sent_email" } });
  for (const { status, text } of more) expect([status, text]).toEqual([200, first?.text]);
  expect(bed.sent).toHaveLength(1);
  expect(await send("else@example.org")).toMatchObject({
    status: 422,
    json: { error: { code: 422, status: "Unprocessable Entity", reason: expect.stringContaining("Idempotency-Key") } },
  });
  const another = await app.init();
  expect((await app.post(another, { method: "code", email: JANE }, { headers })).json.id).toBe(another.id);
});

it("a malformed key is an error of this dialect", async () => {
  const bed = await bedWithPeople();
  const app = native(bed);
  const bad = { headers: { "idempotency-key": "a b" } };
  const reply = await app.post(await app.init(), { method: "code", email: JANE }, bad);
  expect(reply).toMatchObject({ status: 400, json: { error: { code: 400, status: "Bad Request" } } });
  expect(bed.sent).toHaveLength(0);
});

it("a single-page app's answer is repeated to its own browser and to no other", async () => {
  const bed = await bedWithPeople();
  const app = spa(bed);
  const flow = await app.init();
  const fields = { method: "code", email: JANE, ...csrfOf(flow) };
  const first = await app.post(flow, fields, { headers });
  expect(first.json.state).toBe("sent_email");
  expect((await app.post(flow, fields, { headers })).text).toBe(first.text);
  const other = spa(bed);
  await other.init();
  for (const stranger of [other, spa(bed)]) {
    expect((await stranger.post(flow, fields, { headers })).text).not.toContain(JANE);
  }
  expect(bed.sent).toHaveLength(1);
});

it("means nothing with a page's form, nor with cookies that are not ours", async () => {
  const bed = await bedWithPeople();
  const visitor = page(bed);
  const flow = await visitor.init();
  const fields = { method: "code", email: JANE, ...csrfOf(flow) };
  for (const _ of [1, 2]) expect((await visitor.post(flow, fields, { headers })).status).toBe(303);
  expect(bed.sent).toHaveLength(2);
  const refused = await native(bed).post(flow, fields, { headers: { ...headers, cookie: "theirs=1" } });
  expect(refused.status).toBe(403);
  expect(await count("SELECT count(*) AS n FROM idempotency")).toBe(0);
});
