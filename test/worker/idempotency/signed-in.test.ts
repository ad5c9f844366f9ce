import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { addSubject } from "../../support/claims.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { count } from "../../support/journey.ts";
import { caller, type Told, tokenOf } from "../../support/signed-in.ts";
import { type TestOptions, testBed } from "../../support/world.ts";

const SEND = "/v1/verification/otp/email/send";
const SENT = { status: 200, body: { message: "Email sent successfully" }, retryAfter: null };
const SECOND = 1_000;
const key = { "idempotency-key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };
const unlimited: TestOptions = { policy: { sends: null } };

async function ada(options: TestOptions = unlimited) {
  const bed = testBed(options);
  const token = await tokenOf(bed, await addSubject("ada"));
  return { bed, token, post: caller(bed, token) };
}

const messages = (): Promise<number> => count("SELECT count(*) AS n FROM messages");
const refusal = (status: number) => ({ message: expect.stringMatching(/Idempotency-Key/), error_code: status });

describe("a send with an Idempotency-Key", () => {
  it("50 times at once is one message and one answer; with another body it is refused", async () => {
    const { bed, post } = await ada();
    const body = { email: "ada@example.org" };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(SEND, body, key)));
    expect(answers).toEqual(new Array<Told>(50).fill(SENT));
    expect(await messages()).toBe(1);
    expect(bed.sent).toHaveLength(1);
    expect(await post(SEND, { email: "eve@example.org" }, key)).toMatchObject({ status: 422, body: refusal(422) });
    expect(await messages()).toBe(1);
  });

  it("is told by its key, its caller and its path together", async () => {
    const { bed, post } = await ada();
    const other = caller(bed, await tokenOf(bed, await addSubject("eve")));
    const body = { email: "ada@example.org" };
    await post(SEND, body, key);
    await post(SEND, body, { "idempotency-key": "another" });
    await other(SEND, body, key);
    await post(`/cis${SEND}`, body, key);
    expect(await messages()).toBe(4);
    // The quotes are the header's, not the key's.
    expect(await post(SEND, body, { "idempotency-key": "8e03978e-40d5-43dd-bc93-6894a57f9324" })).toEqual(SENT);
    expect(await messages()).toBe(4);
  });

  it("repeats a refusal that would not be one any more", async () => {
    const { post } = await ada();
    const body = { email: "ada@example.org", passcode: "000000" };
    const validate = "/v1/verification/otp/email/validate";
    const first = await post(validate, body, key);
    expect(first.status).toBe(404);
    await post(SEND, { email: "ada@example.org" });
    expect(await post(validate, body, key)).toEqual(first);
    expect((await post(validate, body)).status).toBe(400);
    expect((await post(SEND, { email: "nobody" }, key)).status).toBe(400);
    expect(await post(SEND, { email: "ada@example.org" }, key)).toMatchObject({ status: 422 });
  });

  it("may be sent again after a limit", async () => {
    const { bed, post } = await ada({});
    const body = { email: "ada@example.org" };
    await post(SEND, body);
    const refused = await post(SEND, body, key);
    expect(refused).toMatchObject({ status: 429, retryAfter: "60" });
    bed.wait(60 * SECOND);
    expect(await post(SEND, body, key)).toEqual(SENT);
  });

  it("whose first request died is refused for as long as that may run, then runs again", async () => {
    const { bed, post } = await ada();
    const body = { email: "ada@example.org" };
    await post(SEND, body, key);
    await env.DB.exec("UPDATE idempotency SET answer = NULL");
    bed.wait(30 * SECOND - 1);
    expect(await post(SEND, body, key)).toMatchObject({ status: 409, body: refusal(409), retryAfter: "1" });
    bed.wait(1);
    expect((await post(SEND, { email: "eve@example.org" }, key)).status).toBe(422);
    const answers = await Promise.all([post(SEND, body, key), post(SEND, body, key)]);
    expect([answers, await messages()]).toEqual([[SENT, SENT], 2]);
  });

  it("is judged before a key is: a caller who is not let in has none", async () => {
    const { bed } = await ada();
    const stranger = caller(bed, "no-token");
    expect((await stranger(SEND, {}, key)).status).toBe(401);
    expect((await stranger(SEND, {}, { "idempotency-key": "" })).status).toBe(401);
    expect(await count("SELECT count(*) AS n FROM idempotency")).toBe(0);
  });

  it.each(["", " ", '""', '"open', "two words", "one, two", '"one", "two"', "k".repeat(256)])(
    "is refused when the key is %j",
    async (bad) => {
      const { post } = await ada();
      const answer = await post(SEND, { email: "ada@example.org" }, { "idempotency-key": bad });
      expect(answer).toMatchObject({ status: 400, body: refusal(400) });
      expect(await messages()).toBe(0);
    },
  );

  it("is refused for its length, or for its words, by the route itself", async () => {
    const { bed, token, post } = await ada();
    const tooLong = { email: "ada@example.org", email_content: "x".repeat(41 * 1_024) };
    const refused = await post(SEND, tooLong);
    expect(refused.status).toBe(413);
    expect(await post(SEND, tooLong, key)).toEqual(refused);
    // As it streams in, nothing tells its length.
    const body = new Response(JSON.stringify(tooLong)).body;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...key };
    expect((await bed.fetch(SEND, { method: "POST", headers, body })).status).toBe(413);
  });

  it("is told by its key up to the longest body that the route reads", async () => {
    const { bed, token } = await ada();
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", ...key };
    const body = JSON.stringify({ email: "ada@example.org" }).padEnd(40 * 1_024);
    for (const _ of [1, 2]) expect((await bed.fetch(SEND, { method: "POST", headers, body })).status).toBe(200);
    expect(await messages()).toBe(1);
  });

  it("leaves nothing that can be read in the database", async () => {
    const { token, post } = await ada();
    await post(SEND, { email: "ada@example.org" }, key);
    const row = JSON.stringify(await env.DB.prepare("SELECT * FROM idempotency").first());
    expect(row).toContain('"answer":"k1.');
    for (const secret of ["ada@", "successfully", "8e03978e", token]) expect(row).not.toContain(secret);
  });
});

it("costs two trips more than one without, and its repeat is one", async () => {
  const bindings = faultyBindings();
  const { post } = await ada({ ...unlimited, bindings });
  const tripsOf = async (headers: Readonly<Record<string, string>>): Promise<number> => {
    const before = bindings.batches();
    // To nobody who takes messages, so that nothing follows the answer.
    expect((await post(SEND, { email: "nobody" }, headers)).status).toBe(400);
    return bindings.batches() - before;
  };
  // The first post of an instance also has it ask, after the answer, whether there are webhooks to tell.
  await tripsOf({});
  expect([await tripsOf({}), await tripsOf(key), await tripsOf(key)]).toEqual([0, 2, 1]);
});
