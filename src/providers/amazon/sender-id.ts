import { senderNameFor } from "../sms/alphanumeric.ts";

/** An alphanumeric sender as Amazon takes it: with a letter, without a space, no dash at the ends. */
const SENDER_ID = /^(?=.*[A-Za-z])(?!-)[A-Za-z0-9-]{1,11}(?<!-)$/;

export const isSenderId = (text: string): boolean => SENDER_ID.test(text);

/** The sender that one message asks for, if its country and Amazon could take it; otherwise the configured one does. */
export function askedSenderId(message: { readonly to: string; readonly senderId?: string }): string | undefined {
  const name = senderNameFor(message);
  return name !== undefined && isSenderId(name) ? name : undefined;
}
