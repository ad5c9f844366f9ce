import { describe, expect, inject, it } from "vitest";
import { newEmail, otherThan } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { EMAIL_SENT, newPhone, newUser, TEXT_SENT, VERIFIED, verifyEmail } from "./client.ts";

const server = devClient(inject("origin"));
const badRequest = { status: 400, body: { error_code: 400 } };

describe("an e-mail passcode", () => {
  it("case 1: is sent in a mail with one code of six digits", async () => {
    const user = await newUser(server);
    const email = newEmail();
    expect(await user.sendEmail({ email })).toMatchObject({ status: 200, body: EMAIL_SENT });
    const { code, text, link } = await server.mail(email);
    expect(code).toMatch(/^[0-9]{6}$/);
    expect(link).toBeNull();
    expect(text.match(/[0-9]{6,}/g)).toEqual([code, code]);
  });

  it("case 2: that is right verifies the address, and the answer holds no token", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email });
    const { code } = await server.mail(email);
    expect((await user.checkEmail({ email, passcode: code })).body).toEqual(VERIFIED);
    expect(await user.profile()).toMatchObject({ user_id: user.sub, email: { value: email, email_verified: true } });
  });

  it("case 11: that is wrong is 400, and the profile stays as it was", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email });
    const { code } = await server.mail(email);
    expect(await user.checkEmail({ email, passcode: otherThan(code) })).toMatchObject(badRequest);
    expect((await user.profile()).email).toBeNull();
  });

  it("case 12: to an address that was never written to is 404", async () => {
    const user = await newUser(server);
    expect((await user.checkEmail({ email: newEmail(), passcode: "123456" })).status).toBe(404);
  });

  it("case 13: is right once", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email });
    const passcode = (await server.mail(email)).code;
    expect((await user.checkEmail({ email, passcode })).status).toBe(200);
    expect((await user.checkEmail({ email, passcode })).status).toBe(409);
  });

  it("case 14: of one user is nothing to another", async () => {
    const [one, two] = [await newUser(server), await newUser(server)];
    const email = newEmail();
    await one.sendEmail({ email });
    const passcode = (await server.mail(email)).code;
    expect((await two.checkEmail({ email, passcode })).status).toBe(404);
    expect((await two.profile()).email).toBeNull();
    expect((await one.checkEmail({ email, passcode })).status).toBe(200);
  });

  it("case 23: dies when the next one is sent", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email });
    const first = await server.mail(email);
    await user.sendEmail({ email });
    const second = await server.mail(email, first.id);
    // One in a million is the same again.
    if (first.code !== second.code) {
      expect(await user.checkEmail({ email, passcode: first.code })).toMatchObject(badRequest);
    }
    expect((await user.checkEmail({ email, passcode: second.code })).status).toBe(200);
  });

  it("case 24: is dead after five wrong ones", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email });
    const { code } = await server.mail(email);
    for (let guess = 0; guess < 5; guess += 1) {
      expect(await user.checkEmail({ email, passcode: otherThan(code) })).toMatchObject(badRequest);
    }
    expect(await user.checkEmail({ email, passcode: code })).toMatchObject(badRequest);
    expect((await user.profile()).email).toBeNull();
  });

  it("is evaluated five times of 200 at once", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email });
    const { code } = await server.mail(email);
    const guesses = Array.from({ length: 200 }, (_, step) =>
      String((Number(code) + step + 1) % 1_000_000).padStart(6, "0"),
    );
    const answers = await Promise.all(guesses.map((passcode) => user.checkEmail({ email, passcode })));
    const said = answers.map(({ body }) => (body as { message: string }).message);
    expect(said.filter((message) => message === "The passcode is not valid")).toHaveLength(5);
  });

  it("case 25: is a text that keeps its zeros; a number is 400 and costs no try", async () => {
    const user = await newUser(server);
    const email = newEmail();
    let mail: Awaited<ReturnType<typeof server.mail>> | undefined;
    // One code in ten begins with a zero.
    while (!mail?.code?.startsWith("0")) {
      await user.sendEmail({ email });
      mail = await server.mail(email, mail?.id);
    }
    for (let tries = 0; tries < 6; tries += 1) {
      expect(await user.checkEmail({ email, passcode: Number(mail.code) })).toMatchObject(badRequest);
    }
    expect(await user.checkEmail({ email, passcode: String(Number(mail.code)) })).toMatchObject(badRequest);
    expect((await user.checkEmail({ email, passcode: mail.code })).status).toBe(200);
  });

  it("is compared for the mailbox, however its address is written", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email: ` ${email.toUpperCase()} ` });
    const passcode = (await server.mail(email)).code;
    expect((await user.checkEmail({ email, passcode })).status).toBe(200);
  });
});

describe("a texted passcode", () => {
  it("cases 3 and 4: is sent and checked, and the profile has the number", async () => {
    const user = await newUser(server);
    const phone_number = newPhone();
    expect(await user.sendText({ phone_number })).toMatchObject({ status: 200, body: TEXT_SENT });
    const { code, channel, text } = await server.mail(phone_number);
    expect([channel, text.includes(code ?? "?")]).toEqual(["sms", true]);
    expect((await user.checkText({ phone_number, passcode: code })).body).toEqual(VERIFIED);
    expect(await user.profile()).toMatchObject({ phone_number: { value: phone_number, phone_number_verified: true } });
  });

  it.each([
    "0701112233",
    "+0701112233",
    "+46 70 111 22 33",
    "0046701112233",
    "+1234",
    "tel:+46701112233",
    "+4670111223a",
  ])("case 17: to %s is 400", async (phone_number) => {
    expect(await (await newUser(server)).sendText({ phone_number })).toMatchObject(badRequest);
  });

  it("case 18: to a number that is verified for another user is 409, and so is its check", async () => {
    const [one, two] = [await newUser(server), await newUser(server)];
    const phone_number = newPhone();
    await one.sendText({ phone_number });
    await two.sendText({ phone_number });
    const { messages } = (await (
      await fetch(`${server.origin}/dev/outbox.json?to=${encodeURIComponent(phone_number)}&wait=10`)
    ).json()) as { messages: { code: string }[] };
    expect(messages).toHaveLength(2);
    expect((await one.checkText({ phone_number, passcode: messages[0]?.code })).status).toBe(200);
    const taken = { status: 409, body: { message: "Phone number is already verified in the tenant", error_code: 409 } };
    expect(await two.sendText({ phone_number })).toMatchObject(taken);
    expect(await two.checkText({ phone_number, passcode: messages[1]?.code })).toMatchObject(taken);
    expect((await two.profile()).phone_number).toBeNull();
  });
});

describe("the primary address", () => {
  it("case 19: stays the first one, unless update_primary is true", async () => {
    const user = await newUser(server);
    const a = await verifyEmail(server, user);
    const b = await verifyEmail(server, user);
    expect(await user.profile()).toMatchObject({
      email: { value: a, email_verified: true },
      secondary_emails: [{ value: b, email_verified: true }],
    });
    const c = await verifyEmail(server, user, newEmail(), { update_primary: true });
    expect(await user.profile()).toMatchObject({
      email: { value: c, email_verified: true },
      secondary_emails: [{ value: a }, { value: b }],
    });
  });
});
