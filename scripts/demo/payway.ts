import { backOffice } from "../../test/support/callers.ts";
import { formOf, fromOurPage } from "../../test/support/form.ts";
import type { Journey } from "./journey.ts";

/** Of nobody's host: the page that a mail leads to, whose server hands the code back. */
const PAGE = "https://news.example.test/confirm?src=mail";

const byOwnPage: Journey = {
  name: "Back office, a link by e-mail to a page of the app's own",
  address: "barbara@example.com",
  async run({ server, address, account, step }) {
    const api = await step("a client with its access token", () => backOffice(server));
    const fields = { account_id: account, verification_url: PAGE };
    await step("ask for a verification of the account", () => api("create_verification_request", fields));
    const { link } = await step("read the mail in the outbox", () => server.mail(address));
    await step("hand the link's code back", async () => {
      if (!link?.startsWith(PAGE)) throw new Error("the link does not lead to the page");
      const code = new URL(link).searchParams.get("confirmation_code");
      await api("verify_account", { account_id: account, confirmation_code: code });
    });
  },
};

const byOurPage: Journey = {
  name: "Back office, a link by e-mail to our page",
  address: "hedy@example.com",
  async run({ server, address, account, step }) {
    const api = await step("a client with its access token", () => backOffice(server));
    await step("ask for a verification of the account", () =>
      api("create_verification_request", { account_id: account }),
    );
    const { link } = await step("read the mail in the outbox", () => server.mail(address));
    const page = await step("open the link, which confirms nothing yet", async () => (await fetch(link ?? "")).text());
    await step("press its button", async () => {
      const { action, fields } = formOf(page);
      const pressed = await fetch(new URL(action, server.origin), fromOurPage(fields, server.origin));
      if (!(await pressed.text()).includes("Email address confirmed")) throw new Error("it is not confirmed");
    });
  },
};

export const paywayJourneys: readonly Journey[] = [byOwnPage, byOurPage];
