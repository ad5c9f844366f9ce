import type { Browser } from "playwright-core";
import { createAccount, newEmail } from "../support/accounts.ts";
import type { DevClient } from "../support/dev-server.ts";
import { type Look, type Visitor, visit } from "./visitor.ts";

export const START = "/auth/self-service/verification/browser";
export const RETURN_TO = "http://localhost:3000/welcome";
export const CODE = "Enter the code we emailed you";
export const FIELD = "6-digit code";
export const CONFIRM = "Confirm email address";
export const AGAIN = "Send a new code";
export const DONE = "Email address confirmed";

/** A person who was sent a code and looks at the page for it. */
export async function sentCode(browser: Browser, server: DevClient, look: Look = {}) {
  const email = newEmail();
  const account = await createAccount(server, email);
  const visitor = await visit(browser, server.origin, look);
  await visitor.open(`${START}?return_to=${encodeURIComponent(RETURN_TO)}`);
  await visitor.fill("Email address", email);
  await visitor.press("Continue");
  const mail = await server.mail(email);
  return { email, account, visitor, page: visitor.page, mail, code: mail.code ?? "" };
}

/** A person who was mailed a link. */
export async function sentLink(browser: Browser, server: DevClient, look: Look = {}) {
  const email = newEmail();
  const account = await createAccount(server, email);
  const visitor = await visit(browser, server.origin, look);
  await visitor.open(`${START}?method=link`);
  await visitor.fill("Email address", email);
  await visitor.press("Continue");
  const mail = await server.mail(email);
  return { email, account, visitor, page: visitor.page, mail, link: mail.link ?? "" };
}

/** Types a code in and sends it. */
export async function enter(visitor: Visitor, code: string): Promise<void> {
  await visitor.fill(FIELD, code);
  await visitor.press(CONFIRM);
}
