import type { Page } from "playwright-core";
import { createAccount, newEmail } from "../../support/accounts.ts";
import type { DevClient, OutboxMessage } from "../../support/dev-server.ts";

/** Of a range that exists: a number that nobody has verified yet. */
export const newPhone = (): string => `+4670${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;

export type Stage = {
  readonly page: Page;
  readonly server: DevClient;
  /** Whose address is given where one is asked for; somebody new's unless told otherwise. */
  readonly address?: string;
};

/** A state in which somebody meets one of the hosted pages. */
export type PageState = {
  readonly name: string;
  /** What the page on screen is called then. */
  readonly heading: string;
  /** Whether it tells of something wrong. */
  readonly isProblem?: boolean;
  /** Gets there from nothing, as a person would, and leaves the page on screen. */
  reach(stage: Stage): Promise<void>;
};

const START = "/auth/self-service/verification/browser";
const RETURN_TO = "http://localhost:3000/welcome";

export const open = async ({ page, server }: Stage, path: string): Promise<void> => {
  await page.goto(new URL(path, server.origin).href);
};
export const start = (stage: Stage, query = `?return_to=${encodeURIComponent(RETURN_TO)}`) =>
  open(stage, START + query);

/** Presses the button of this name, and waits for the page that it leads to. */
export async function press({ page }: Stage, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForLoadState();
}

/** Follows the link of this name, to the page that it leads to. */
export async function follow({ page }: Stage, name: string): Promise<void> {
  await page.getByRole("link", { name, exact: true }).click();
  await page.waitForLoadState();
}

/** Somebody with an account gives its address; what they were sent. */
export async function giveAddress(stage: Stage, address = stage.address ?? newEmail()): Promise<OutboxMessage> {
  await createAccount(stage.server, address);
  const byPhone = !address.includes("@");
  if (byPhone) await follow(stage, "Use a phone instead");
  await stage.page.locator(byPhone ? "[name=phone]" : "[name=email]").fill(address);
  await press(stage, "Continue");
  return stage.server.mail(address);
}

/** The link in a message. */
export const linkOf = ({ link }: OutboxMessage): string => {
  if (link === null) throw new Error("no link in the mail");
  return link;
};
