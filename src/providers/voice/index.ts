import type { Provider } from "../provider.ts";
import { webhook } from "../webhook.ts";
import { twilioCall } from "./twilio.ts";
import { vonageCall } from "./vonage.ts";

/** Whoever calls people up. */
export const callProviders: readonly Provider[] = [twilioCall, vonageCall, webhook];
