import { describe, expect, inject, it } from "vitest";
import { newEmail } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import {
  apiOf,
  EMAIL_SENT,
  LINK_SENT,
  leadsTo,
  linkTo,
  newPhone,
  newServer,
  newUser,
  press,
  REDIRECT,
  TEXT_SENT,
  userOf,
  VERIFIED,
} from "./client.ts";

const server = devClient(inject("origin"));

describe("a server of the app's own", () => {
  it("case 26: sends and checks for the user it names", async () => {
    const [program, user] = [await newServer(server), await newUser(server)];
    const [email, other, phone_number] = [newEmail(), newEmail(), newPhone()];
    const path = `/v1/users/${user.sub}`;
    expect((await program.post(`${path}/email/verification/send`, { method: "otp", email })).body).toEqual(EMAIL_SENT);
    const passcode = (await server.mail(email)).code;
    expect((await program.post(`${path}/email/verification/verify`, { email, passcode })).body).toEqual(VERIFIED);

    const asked = { method: "link", email: other, redirect_uri: REDIRECT, update_primary: true };
    expect((await program.post(`${path}/email/verification/send`, asked)).body).toEqual(LINK_SENT);
    expect(leadsTo(await press(await linkTo(server, other)))).toEqual([302, `${REDIRECT}?result=true`]);

    expect((await program.post(`${path}/phone/verification/send`, { phone_number })).body).toEqual(TEXT_SENT);
    const texted = (await server.mail(phone_number)).code;
    expect((await program.post(`${path}/phone/verification/verify`, { phone_number, passcode: texted })).body).toEqual(
      VERIFIED,
    );

    const profile = await program.raw(`${path}/verification/profile`, { method: "GET" });
    expect(profile.body).toEqual(await user.profile());
    expect(profile.body).toEqual({
      user_id: user.sub,
      email: { value: other, email_verified: true },
      secondary_emails: [{ value: email, email_verified: true }],
      phone_number: { value: phone_number, phone_number_verified: true },
      secondary_phone_numbers: [],
    });
  });

  it.each([
    ["case 26: a link without redirect_uri", { method: "link", email: "grace@example.test" }, 400],
    ["case 26: no method", { email: "grace@example.test" }, 400],
    ["another method", { method: "call", email: "grace@example.test" }, 400],
    ["case 26: a user who is not known", { method: "otp", email: "grace@example.test" }, 404],
  ])("%s", async (_, body, status) => {
    const [program, user] = [await newServer(server), await newUser(server)];
    const who = status === 404 ? "nobody" : user.sub;
    expect((await program.post(`/v1/users/${who}/email/verification/send`, body)).status).toBe(status);
  });

  it("may not do what a user's own token is for, nor the other way round", async () => {
    const [program, user] = [await newServer(server), await newUser(server)];
    const email = newEmail();
    expect((await program.sendEmail({ email })).status).toBe(403);
    const refused = await user.post(`/v1/users/${user.sub}/email/verification/send`, { method: "otp", email });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      403,
      expect.stringContaining("insufficient_scope"),
    ]);
  });

  it("names users by the id of their account where they have no sub", async () => {
    const program = await newServer(server);
    const made = await server.admin("/accounts", { method: "POST", body: JSON.stringify({ addresses: [] }) });
    const { id } = (await made.json()) as { id: string };
    const email = newEmail();
    const sent = await program.post(`/v1/users/${id}/email/verification/send`, { method: "otp", email });
    expect(sent.status).toBe(200);
    const user = await userOf(server, id);
    expect((await user.checkEmail({ email, passcode: (await server.mail(email)).code })).body).toEqual(VERIFIED);
  });
});

describe("the API under /cis", () => {
  it("case 22: is the same, with the same short links", async () => {
    const user = await newUser(server, { base: "/cis" });
    const [email, other, phone_number] = [newEmail(), newEmail(), newPhone()];
    expect((await user.sendEmail({ email })).body).toEqual(EMAIL_SENT);
    expect((await user.checkEmail({ email, passcode: (await server.mail(email)).code })).body).toEqual(VERIFIED);
    expect((await user.sendText({ phone_number })).body).toEqual(TEXT_SENT);
    expect((await user.checkText({ phone_number, passcode: (await server.mail(phone_number)).code })).body).toEqual(
      VERIFIED,
    );
    expect((await user.emailLink({ email: other, redirect_uri: REDIRECT })).body).toEqual(LINK_SENT);
    const link = await linkTo(server, other);
    expect(new URL(link).pathname).toBe("/t");
    expect(leadsTo(await press(link))).toEqual([302, `${REDIRECT}?result=true`]);
    expect(await apiOf(server, user.token, "").profile()).toEqual(await user.profile());
    expect((await user.sendEmail({ email: "no" })).status).toBe(400);
    expect((await apiOf(server, undefined, "/cis").sendEmail({ email })).status).toBe(401);
  });
});
