import type { Provider } from "../provider.ts";
import { webhook } from "../webhook.ts";
import { brevo } from "./brevo.ts";
import { cloudflareEmail } from "./cloudflare-email.ts";
import { mailgun } from "./mailgun.ts";
import { postmark } from "./postmark.ts";
import { resend } from "./resend.ts";
import { sendgrid } from "./sendgrid.ts";
import { ses } from "./ses.ts";

/** Everybody who can carry an e-mail. */
export const emailProviders: readonly Provider[] = [
  resend,
  postmark,
  sendgrid,
  mailgun,
  brevo,
  ses,
  cloudflareEmail,
  webhook,
];
