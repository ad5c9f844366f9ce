import type { DevClient } from "../../test/support/dev-server.ts";
import { formOf } from "../../test/support/form.ts";
import type { Journey } from "./journey.ts";

const SCOPES = ["/external/account/r", "/external/account/w"];
/** Of nobody's host: the page that a mail leads to, whose server hands the code back. */
const PAGE = "https://news.example.test/confirm?src=mail";

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  if (!response.ok) throw new Error(`${response.status} from ${response.url}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

/** The API as a server of the app calls it: with the access token of a client of its own. */
async function backOffice({ origin, admin }: DevClient) {
  const client = { name: "Back office", scopes: SCOPES };
  const { client_id, client_secret } = await bodyOf(
    await admin("/clients", { method: "POST", body: JSON.stringify(client) }),
  );
  const form = `grant_type=none&client_id=${client_id}&client_secret=${client_secret}&scope=${SCOPES.join(" ")}`;
  const { access_token: token } = await bodyOf(
    await fetch(`${origin}/api/authorization/access_token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form,
    }),
  );
  return async (call: string, fields: unknown) =>
    bodyOf(
      await fetch(`${origin}/external/api/v1/accounts/${call}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(fields),
      }),
    );
}

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
      const pressed = await fetch(new URL(action, server.origin), { method: "POST", body: fields });
      if (!(await pressed.text()).includes("Email address confirmed")) throw new Error("it is not confirmed");
    });
  },
};

export const paywayJourneys: readonly Journey[] = [byOwnPage, byOurPage];
