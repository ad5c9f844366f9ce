import { signedInApp } from "../../test/support/callers.ts";
import { formOf, fromOurPage } from "../../test/support/form.ts";
import type { Journey } from "./journey.ts";

/** Registered by the development server. */
const REDIRECT = "https://app.example.test/verify";

const byPasscode = (name: string, address: string): Journey => ({
  name,
  address,
  async run({ server, account, step }) {
    const api = await step("a token of the signed-in user", () => signedInApp(server, account));
    const [kind, field] = address.includes("@") ? ["email", { email: address }] : ["sms", { phone_number: address }];
    await step("send a passcode", () => api(`/v1/verification/otp/${kind}/send`, field));
    const { code } = await step("read the passcode in the outbox", () => server.mail(address));
    await step("validate it", () => api(`/v1/verification/otp/${kind}/validate`, { ...field, passcode: code }));
  },
});

const byLink: Journey = {
  name: "Signed-in user, a link by e-mail",
  address: "katherine@example.com",
  async run({ server, address, account, step }) {
    const api = await step("a token of the signed-in user", () => signedInApp(server, account));
    await step("send a link", () => api("/v1/verification/links/email", { email: address, redirect_uri: REDIRECT }));
    const { link } = await step("read the mail in the outbox", () => server.mail(address));
    const page = await step("open the link", async () => (await fetch(link ?? "")).text());
    await step("press the button, and go on to the app", async () => {
      const { action, fields } = formOf(page);
      const url = new URL(action, server.origin);
      const { status, headers } = await fetch(url, { ...fromOurPage(fields, server.origin), redirect: "manual" });
      if (headers.get("location") !== `${REDIRECT}?result=true`) throw new Error(`${status} from the link's page`);
    });
  },
};

export const transmitJourneys: readonly Journey[] = [
  byPasscode("Signed-in user, a passcode by e-mail", "dorothy@example.com"),
  byPasscode("Signed-in user, a passcode by text message", "+447700900456"),
  // Reserved by the development build: a landline, which takes no texts.
  byPasscode("Signed-in user, a passcode by phone call, since texts do not arrive", "+12015550102"),
  byLink,
];
