import { createAccount, newEmail } from "../../support/accounts.ts";
import { backOffice, signedInApp } from "../../support/callers.ts";
import type { OutboxMessage } from "../../support/dev-server.ts";
import { giveAddress, linkOf, open, type PageState, press, type Stage, start } from "./stage.ts";

const LINK_SENT = "Open the link we emailed you";
const CONFIRM = "Confirm this email address?";
const CONFIRMED = "Email address confirmed";

async function linkSent(stage: Stage): Promise<OutboxMessage> {
  await start(stage, "?method=link");
  return giveAddress(stage);
}

/** A link that a signed-in user was mailed, leading back to a page of ours. */
async function signedInLink(stage: Stage): Promise<void> {
  const { server } = stage;
  const email = newEmail();
  const app = await signedInApp(server, await createAccount(server, newEmail()));
  await app("/v1/verification/links/email", { email, redirect_uri: `${server.origin}/identity/done` });
  await open(stage, linkOf(await server.mail(email)));
}

/** The link of a request that a back office made. */
async function requestLink({ server }: Stage): Promise<URL> {
  const email = newEmail();
  const account_id = await createAccount(server, email);
  const api = await backOffice(server);
  await api("create_verification_request", { account_id });
  return new URL(linkOf(await server.mail(email)));
}

/** With a link that is opened, of each API that sends one. */
export const byLink: readonly PageState[] = [
  {
    name: "link sent",
    heading: LINK_SENT,
    async reach(stage) {
      await linkSent(stage);
    },
  },
  {
    name: "new link sent",
    heading: LINK_SENT,
    async reach(stage) {
      await linkSent(stage);
      await press(stage, "Send a new link");
    },
  },
  {
    name: "link opened",
    heading: CONFIRM,
    async reach(stage) {
      await open(stage, linkOf(await linkSent(stage)));
    },
  },
  {
    name: "link confirmed",
    heading: CONFIRMED,
    async reach(stage) {
      await open(stage, linkOf(await linkSent(stage)));
      await press(stage, "Yes, confirm it");
    },
  },
  {
    name: "link used, in the browser that asked for it",
    heading: "This email address is already confirmed",
    async reach(stage) {
      const link = linkOf(await linkSent(stage));
      await open(stage, link);
      await press(stage, "Yes, confirm it");
      await open(stage, link);
    },
  },
  {
    name: "link replaced, in the browser that asked for it",
    heading: "A newer link was sent",
    async reach(stage) {
      const link = linkOf(await linkSent(stage));
      await press(stage, "Send a new link");
      await open(stage, link);
    },
  },
  {
    name: "link replaced, in another browser",
    heading: "This link does not work",
    async reach(stage) {
      const link = linkOf(await linkSent(stage));
      await press(stage, "Send a new link");
      await stage.page.context().clearCookies();
      await open(stage, link);
    },
  },
  { name: "link of a signed-in user opened", heading: CONFIRM, reach: signedInLink },
  {
    name: "link of a signed-in user confirmed, without a page of the app's own",
    heading: "You are done here",
    async reach(stage) {
      await signedInLink(stage);
      await press(stage, "Yes, confirm it");
    },
  },
  {
    name: "link of a signed-in user that does not work",
    heading: "This link does not work",
    reach: (stage) => open(stage, "/t?none"),
  },
  {
    name: "link of a back office opened",
    heading: CONFIRM,
    async reach(stage) {
      await open(stage, (await requestLink(stage)).href);
    },
  },
  {
    name: "link of a back office confirmed",
    heading: CONFIRMED,
    async reach(stage) {
      await open(stage, (await requestLink(stage)).href);
      await press(stage, "Yes, confirm it");
    },
  },
  {
    name: "link of a back office used, in the browser that confirmed it",
    heading: "This email address is already confirmed",
    async reach(stage) {
      const { href } = await requestLink(stage);
      await open(stage, href);
      await press(stage, "Yes, confirm it");
      await open(stage, href);
    },
  },
  {
    name: "link of a back office replaced, in the browser that had opened it",
    heading: "A newer link was sent",
    async reach(stage) {
      const { href, searchParams } = await requestLink(stage);
      await open(stage, href);
      const api = await backOffice(stage.server);
      await api("create_verification_request", { account_id: searchParams.get("account_id") });
      await open(stage, href);
    },
  },
  {
    name: "link of a back office stopped, in the browser that stopped it",
    heading: "This request was cancelled",
    async reach(stage) {
      const { href } = await requestLink(stage);
      await open(stage, href);
      await press(stage, "No, I did not ask for this");
      await open(stage, href);
    },
  },
  {
    name: "link of a back office that is too old",
    heading: "This link does not work",
    async reach(stage) {
      const link = await requestLink(stage);
      link.searchParams.set("confirmation_code", crypto.randomUUID());
      await open(stage, link.href);
    },
  },
  {
    name: "link of a back office that is cut off",
    heading: "This link does not work",
    async reach(stage) {
      const link = await requestLink(stage);
      link.searchParams.delete("confirmation_code");
      await open(stage, link.href);
    },
  },
];
