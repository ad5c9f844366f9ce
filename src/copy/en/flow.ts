import type { Text } from "../text.ts";

/** Labels and messages of verification flows, by the ids that clients know them by. */
export const flow = {
  "1070007": "Email address",
  "1070008": "Send a new code",
  "1070009": "Continue",
  "1070011": "Code",
  "1070018": "Email address or phone number",

  "1080001": "We sent a link to the email address you gave. Open the newest email.",
  "1080001.again": "We sent a new link. Only the newest link works.",
  "1080002": "Your email address is confirmed.",
  "1080003": "We sent a code to the email address you gave. Look in the newest email.",
  "1080003.again": "We sent a new code to the email address you gave. Only the newest code works.",
  "1080004": "We sent a code in a text message to the number you gave.",
  "1080004.again": "We sent a new code in a text message. Only the newest code works.",
  "1080005": "Your phone number is confirmed.",

  "4000001.country": "We do not send text messages to that country.",
  "4000001.guess_seconds": {
    one: "Too many wrong codes. You can try again in {n} second.",
    other: "Too many wrong codes. You can try again in {n} seconds.",
  },
  "4000001.guess_minutes": {
    one: "Too many wrong codes. You can try again in {n} minute.",
    other: "Too many wrong codes. You can try again in {n} minutes.",
  },
  "4000001.locked": "The code was submitted too often. Ask for a new code.",
  "4000001.wait_email_seconds": {
    one: "You can ask for a new code in {n} second. Emails can take a minute to arrive.",
    other: "You can ask for a new code in {n} seconds. Emails can take a minute to arrive.",
  },
  "4000001.wait_email_minutes": {
    one: "You can ask for a new code in {n} minute. Emails can take a minute to arrive.",
    other: "You can ask for a new code in {n} minutes. Emails can take a minute to arrive.",
  },
  "4000001.wait_text_seconds": {
    one: "You can ask for a new code in {n} second. Text messages can take a few minutes.",
    other: "You can ask for a new code in {n} seconds. Text messages can take a few minutes.",
  },
  "4000001.wait_text_minutes": {
    one: "You can ask for a new code in {n} minute. Text messages can take a few minutes.",
    other: "You can ask for a new code in {n} minutes. Text messages can take a few minutes.",
  },

  "4000002": "The field {property} is missing.",
  "4000017": "Enter at most {longest} characters. You entered {actual}.",
  "4000040": "Enter an email address like name@example.com",
  "4010006": "This verification was started for another method. Start again.",
  "4070001": "That link does not work, or it was already used. Start again.",
  "4070002": "That verification is already done. You can start a new one.",
  "4070005": "This verification expired {minutes} minutes ago. Start again.",
  "4070006": "That is not the newest code we sent. Check the newest message.",
} as const satisfies Readonly<Record<string, Text>>;
