import { whatsapp } from "../chat/whatsapp.ts";
import type { Provider } from "../provider.ts";
import { webhook } from "../webhook.ts";
import { amazonSms } from "./amazon-sms.ts";
import { amazonSns } from "./amazon-sns.ts";
import { plivo } from "./plivo.ts";
import { telnyx } from "./telnyx.ts";
import { twilioText } from "./twilio.ts";
import { vonageText } from "./vonage.ts";

/** Whoever carries what a person reads on a phone. */
export const textProviders: readonly Provider[] = [
  twilioText,
  vonageText,
  telnyx,
  plivo,
  amazonSms,
  amazonSns,
  whatsapp,
  webhook,
];
