import { otherThan } from "../../support/accounts.ts";
import type { OutboxMessage } from "../../support/dev-server.ts";
import { follow, giveAddress, linkOf, newPhone, open, type PageState, press, type Stage, start } from "./stage.ts";

const ASK = "What is your email address?";
const CODE = "Enter the code we emailed you";

async function giveCode(stage: Stage, code: string, button = "Confirm email address"): Promise<void> {
  await stage.page.locator("[name=code]").fill(code);
  await press(stage, button);
}

/** Somebody is asked for the code that they were sent. */
async function codeAsked(stage: Stage, address?: string): Promise<OutboxMessage> {
  await start(stage);
  return giveAddress(stage, address);
}

async function wrongCode(stage: Stage): Promise<OutboxMessage> {
  const mail = await codeAsked(stage);
  await giveCode(stage, otherThan(mail.code));
  return mail;
}

/** With a code that is typed in. */
export const byCode: readonly PageState[] = [
  { name: "address asked for", heading: ASK, reach: start },
  {
    name: "no address given",
    heading: ASK,
    isProblem: true,
    async reach(stage) {
      await start(stage);
      await press(stage, "Continue");
    },
  },
  {
    name: "phone number asked for",
    heading: "What is your mobile number?",
    async reach(stage) {
      await start(stage);
      await follow(stage, "Use a phone instead");
    },
  },
  {
    name: "country of a phone number asked for",
    heading: "What is your mobile number?",
    isProblem: true,
    async reach(stage) {
      await start(stage);
      await follow(stage, "Use a phone instead");
      await stage.page.locator("[name=phone]").fill("07700 900123");
      await press(stage, "Continue");
    },
  },
  {
    name: "address that may be a slip",
    heading: "Check your email address",
    async reach(stage) {
      await start(stage);
      await stage.page.locator("[name=email]").fill("ada@hotmial.com");
      await press(stage, "Continue");
    },
  },
  {
    name: "another address asked for",
    heading: "Use a different email address",
    async reach(stage) {
      await codeAsked(stage);
      await follow(stage, "Use a different email address");
    },
  },
  {
    name: "code asked for",
    heading: CODE,
    async reach(stage) {
      await codeAsked(stage);
    },
  },
  {
    name: "wrong code",
    heading: CODE,
    isProblem: true,
    async reach(stage) {
      await wrongCode(stage);
    },
  },
  {
    // As the form of somebody else's page sends it: the API leads back, and the page tells.
    name: "wrong code, led back to",
    heading: CODE,
    isProblem: true,
    async reach(stage) {
      const { page, server } = stage;
      const mail = await codeAsked(stage);
      const id = new URL(page.url()).searchParams.get("flow");
      const reply = await page.request.get(`${server.origin}/auth/self-service/verification/flows?id=${id}`);
      const { ui } = (await reply.json()) as { ui: { action: string } };
      await page.locator("form#verify").evaluate((form, action) => form.setAttribute("action", action), ui.action);
      await giveCode(stage, otherThan(mail.code));
    },
  },
  {
    name: "no code given",
    heading: CODE,
    isProblem: true,
    async reach(stage) {
      await codeAsked(stage);
      await press(stage, "Confirm email address");
    },
  },
  {
    name: "new code sent",
    heading: CODE,
    async reach(stage) {
      await codeAsked(stage);
      await press(stage, "Send a new code");
    },
  },
  {
    name: "code by text message asked for",
    heading: "Enter the code we texted you",
    async reach(stage) {
      await codeAsked(stage, newPhone());
    },
  },
  {
    name: "code by call asked for",
    heading: "Enter the code from our call",
    async reach(stage) {
      await codeAsked(stage, newPhone());
      await press(stage, "Call me with a code");
    },
  },
  {
    name: "code filled in by its link in another browser",
    heading: CODE,
    async reach(stage) {
      const mail = await codeAsked(stage);
      await stage.page.context().clearCookies();
      await open(stage, linkOf(mail));
    },
  },
  {
    name: "too many tries",
    heading: "That code no longer works",
    isProblem: true,
    async reach(stage) {
      const mail = await wrongCode(stage);
      for (let tries = 1; tries < 5; tries += 1) await giveCode(stage, otherThan(mail.code));
    },
  },
  {
    name: "done",
    heading: "Email address confirmed",
    async reach(stage) {
      const mail = await codeAsked(stage);
      await giveCode(stage, mail.code ?? "");
    },
  },
  {
    name: "done with a phone number",
    heading: "Phone number confirmed",
    async reach(stage) {
      const text = await codeAsked(stage, newPhone());
      await giveCode(stage, text.code ?? "", "Confirm phone number");
    },
  },
];
