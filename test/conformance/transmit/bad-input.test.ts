import { describe, expect, inject, it } from "vitest";
import { newEmail } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { apiOf, newPhone, newUser, REDIRECT } from "./client.ts";

const server = devClient(inject("origin"));
const link = "/v1/verification/links/email";
const send = "/v1/verification/otp/email/send";
const validate = "/v1/verification/otp/email/validate";
const text = "/v1/verification/otp/sms/send";
const email = "grace@example.test";

describe("a body that cannot be used", () => {
  it.each([
    ["case 9: no redirect_uri", link, { email }],
    ["case 9: no email", link, { redirect_uri: REDIRECT }],
    ["a redirect_uri that is no text", link, { email, redirect_uri: 1 }],
    ["an update_primary that is no boolean", link, { email, redirect_uri: REDIRECT, update_primary: "yes" }],
    ["no email", send, {}],
    ["an empty email", send, { email: " " }],
    ["no address", send, { email: "grace" }],
    ["a number for an email", send, { email: 1 }],
    ["null for an email", send, { email: null }],
    ["a line in an email", send, { email: "grace@example.test\r\nBcc: eve@example.test" }],
    ["a name that is not known", send, { email, redirect_url: REDIRECT }],
    ["no passcode", validate, { email }],
    ["a list", validate, []],
    ["null", validate, null],
    ["no phone number", text, {}],
    ["a passcode of letters", validate, { email, passcode: "abcdef" }],
    ["a passcode of five digits", validate, { email, passcode: "12345" }],
  ])("%s is 400 with a number for its code", async (_, path, body) => {
    const user = await newUser(server);
    expect((await user.post(path, body)).status).toBe(400);
  });

  it.each([
    ["broken JSON", '{"email":', "application/json"],
    ["nothing", "", "application/json"],
    ["a form", "email=grace%40example.test", "application/x-www-form-urlencoded"],
    ["plain text", '{"email":"grace@example.test"}', "text/plain"],
    ["JSON in another charset", '{"email":"grace@example.test"}', "application/json; charset=latin1"],
    ["nested too deep", `${"[".repeat(2_000)}${"]".repeat(2_000)}`, "application/json"],
  ])("case 27: %s is 400 in JSON", async (_, body, type) => {
    const user = await newUser(server);
    const answer = await user.raw(send, { body, headers: { "content-type": type } });
    expect(answer.status).toBe(400);
  });

  it("that is too large is 413", async () => {
    const user = await newUser(server);
    const answer = await user.post(send, { email, email_content: { subject: "x".repeat(50_000) } });
    expect(answer.status).toBe(413);
  });

  it.each(["GET", "PUT", "DELETE"])("with %s is 405, and says what is allowed", async (method) => {
    const user = await newUser(server);
    const { status, headers } = await user.raw(send, { method });
    expect([status, headers.get("allow")]).toEqual([405, "POST"]);
  });
});

describe("words of one call", () => {
  const logo = (length: number): string => {
    const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(15_010)]);
    return png.toString("base64").slice(0, length);
  };

  it.each([
    ["without a subject", { bodyText: "Hello" }],
    ["with a logo of 20,001 characters", { subject: "Hello", base64logo: `${logo(20_000)}A` }],
    [
      "with a logo that is no image",
      { subject: "Hello", base64logo: btoa("<svg xmlns='http://www.w3.org/2000/svg'/>") },
    ],
    ["with a colour by name", { subject: "Hello", primaryColor: "red" }],
    ["with a name that is not known", { subject: "Hello", main_title: "Hi" }],
    ["with a line in the subject", { subject: "Hello\r\nBcc: eve@example.test" }],
    ["with a link", { subject: "Hello", bodyText: "Go to https://evil.test now" }],
    ["with a bare domain", { subject: "Win at evil.test" }],
    ["that are no object", "Hello"],
  ])("case 20: %s are 400", async (_, email_content) => {
    const user = await newUser(server);
    expect((await user.sendEmail({ email: newEmail(), email_content })).status).toBe(400);
  });

  it("cases 20 and 21: stand in the mail as they are, and nothing in them is markup", async () => {
    const user = await newUser(server);
    const address = newEmail();
    const email_content = {
      subject: "Confirm your address",
      primaryColor: "#0B7285",
      base64logo: logo(20_000),
      headerText: "Hello <b>Grace</b>",
      bodyText: "<script>alert(1)</script> & more",
      linkText: "Confirm now",
      infoText: "First line\nSecond line",
      footerText: "Ignore this mail if it is not for you",
      senderName: "Acme Team",
    };
    expect((await user.emailLink({ email: address, redirect_uri: REDIRECT, email_content })).status).toBe(200);
    const { subject, html, text: plain } = await server.mail(address);
    expect(subject).toBe("Confirm your address");
    expect(html).not.toMatch(/<script|<b>/);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more");
    expect(html).toContain("#0B7285");
    expect(html).toContain(`data:image/png;base64,${logo(20_000)}`);
    for (const said of ["Hello <b>Grace</b>", "<script>alert(1)</script> & more", "First line", "Ignore this mail"]) {
      expect(plain).toContain(said);
    }
    expect(html).toContain("Confirm now");
  });

  const fitting = `{app}: your code is {otp}. ${"x".repeat(140 - 27)}`;
  it.each([
    ["case 15: 140 characters", { custom_message: fitting }, 200],
    ["case 15: 141 characters", { custom_message: `${fitting}x` }, 400],
    ["case 15: no {otp}", { custom_message: "{app} says hello" }, 400],
    ["case 15: no {app}", { custom_message: "Your code is {otp}" }, 400],
    ["a link", { custom_message: "{app}: {otp} or https://evil.test" }, 400],
    ["no text", { custom_message: 1 }, 400],
    ["case 16: a sender of 11 characters", { sender_id: "ACME-CORP-1" }, 200],
    ["case 16: a sender of 12 characters", { sender_id: "ACME-CORP-12" }, 400],
    ["a sender of digits alone", { sender_id: "12345" }, 400],
    ["a sender with a space", { sender_id: "ACME CORP" }, 400],
  ])("%s", async (_, fields, status) => {
    const user = await newUser(server);
    expect((await user.sendText({ phone_number: newPhone(), ...fields })).status).toBe(status);
  });

  it("fill in the name and the code, wherever they stand", async () => {
    const user = await newUser(server, { app_name: "Lovelace & Co" });
    const phone_number = newPhone();
    const custom_message = "{app}: {otp}. Again {otp}, {app}. {other}";
    expect((await user.sendText({ phone_number, custom_message, sender_id: "ACMECORP" })).status).toBe(200);
    const { text: said, code } = await server.mail(phone_number);
    expect(said.split("\n")[0]).toBe(`Lovelace & Co: ${code}. Again ${code}, Lovelace & Co. {other}`);
  });
});

describe("a call without an account or a token", () => {
  it("case 10: of somebody unknown is 404", async () => {
    const user = await newUser(server);
    const reply = await server.admin(`/accounts?sub=${user.sub}`);
    const { id } = (await reply.json()) as { id: string };
    await server.admin(`/accounts/${id}`, { method: "DELETE" });
    expect((await user.sendEmail({ email: newEmail() })).status).toBe(404);
    expect((await user.raw("/v1/verification/profile", { method: "GET" })).status).toBe(404);
  });

  it("case 10: without a token is 401 on every path, and nothing of the body is judged", async () => {
    const nobody = apiOf(server, undefined, "");
    for (const path of [
      link,
      send,
      validate,
      text,
      "/v1/verification/otp/sms/validate",
      "/v1/users/u1/email/verification/send",
    ]) {
      const { status, headers } = await nobody.raw(path, { body: "{" });
      expect([path, status]).toEqual([path, 401]);
      expect(headers.get("www-authenticate")).toMatch(/^Bearer /);
    }
  });
});
