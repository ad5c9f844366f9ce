import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { SendFailure } from "../../src/core/message.ts";
import { fail, ok } from "../../src/core/result.ts";
import { check, JANE, reasons, sentFlow } from "../support/journey.ts";
import { caller, tokenOf } from "../support/signed-in.ts";
import { addAccount, testBed } from "../support/world.ts";

const TEST_CODE = "424242";
const RESERVED = "ada@verify.test";
const unreachable: SendFailure = { kind: "transient", scope: "provider", reason: "unreachable" };

async function sentTo(email: string) {
  const bed = testBed();
  await addAccount([{ kind: "email", value: email }]);
  return { bed, ...(await sentFlow(bed, email)) };
}

describe("the test code", () => {
  it("is in the message to a reserved address, and verifies it once, like any code", async () => {
    const { bed, flow, code } = await sentTo(RESERVED);
    expect(code).toBe(TEST_CODE);
    expect(bed.sent[0]?.text).toContain(TEST_CODE);
    expect(reasons([await check(bed, flow.id, "424243")])).toEqual({ code_wrong: 1 });
    const many = await Promise.all(Array.from({ length: 4 }, () => check(bed, flow.id, TEST_CODE)));
    expect(reasons(many)["verified"]).toBe(1);
  });

  it("dies with five wrong tries, like any code", async () => {
    const { bed, flow } = await sentTo(RESERVED);
    for (let tries = 0; tries < 5; tries += 1) await check(bed, flow.id, "000000");
    expect(reasons([await check(bed, flow.id, TEST_CODE)])).not.toHaveProperty("verified");
  });

  it("is wrong for every other address", async () => {
    const { bed, flow, code } = await sentTo(JANE);
    const outcome = reasons([await check(bed, flow.id, TEST_CODE)]);
    // Chance alone may draw it, one time in a million.
    expect(outcome).toEqual(code === TEST_CODE ? { verified: 1 } : { code_wrong: 1 });
  });

  it("verifies nobody's address no more than any code", async () => {
    const bed = testBed();
    const { flow } = await sentFlow(bed, RESERVED);
    expect(reasons([await check(bed, flow.id, TEST_CODE)])).toEqual({ code_wrong: 1 });
  });

  it("takes the place of one that was lost between two tries", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: RESERVED }]);
    bed.answer(async () => fail(unreachable));
    const { flow } = await sentFlow(bed, RESERVED);
    const { keys } = await env.CODES.list();
    await Promise.all(keys.map(({ name }) => env.CODES.delete(name)));
    bed.answer(async ({ id }) => ok({ providerMessageId: id }));
    bed.wait(60_000);
    expect(await bed.services.courier.sendDue()).toBe(1);
    expect(bed.sent.at(-1)?.code).toBe(TEST_CODE);
    expect(reasons([await check(bed, flow.id, TEST_CODE)])).toEqual({ verified: 1 });
  });

  it("reaches a reserved number of a signed-in user by text", async () => {
    const bed = testBed({ channels: ["sms"], settings: { SMS_COUNTRIES: "US" } });
    await addAccount([], { id: "ada" });
    const call = caller(bed, await tokenOf(bed, "ada"));
    const phone = { phone_number: "+12015550105" };
    expect((await call("/v1/verification/otp/sms/send", phone)).status).toBe(200);
    expect(bed.sent[0]?.code).toBe(TEST_CODE);
    expect(await call("/v1/verification/otp/sms/validate", { ...phone, passcode: TEST_CODE })).toMatchObject({
      status: 200,
      body: { result: true },
    });
  });
});
