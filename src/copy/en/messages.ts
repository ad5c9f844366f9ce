import type { Text } from "../text.ts";

/** E-mails, texts and calls, and how times are written everywhere. */
export const messages = {
  "time.clock": "{time} {zone}",
  "time.moment": "{date} at {time} {zone}",

  "mail.asked": "Asked for on {moment}.",
  "mail.asked_device": "Asked for on {moment} from {browser} on {system}.",
  "mail.asked_place": "Asked for on {moment}, near {place} (estimate).",
  "mail.asked_both": "Asked for on {moment} from {browser} on {system}, near {place} (estimate).",
  "mail.not_you": "If you did not ask for this, do nothing.",
  /** Stands before the address of the page that stops the request. */
  "mail.stop": "To stop it:",
  "mail.from": "This email comes from {app}. You can reply to it.",
  "mail.from_unread": "This email comes from {app}. Nobody reads replies to it.",

  "mail.code.subject": "{code} is your {app} code",
  "mail.code.subject_codeless": "Your {app} code",
  "mail.code.heading": "Your {app} code is",
  "mail.code.preview": {
    one: "It works for {n} minute. Never share it.",
    other: "It works for {n} minutes. Never share it.",
  },
  "mail.code.use": {
    one: "Enter it on the page you have open. It works for {n} minute, until {until}.",
    other: "Enter it on the page you have open. It works for {n} minutes, until {until}.",
  },
  "mail.code.link": "Or open this page and press Confirm:",
  "mail.code.keep": "Never share this code. Nobody at {app} will ask you for it.",

  "mail.link.subject": "Confirm your email for {app}",
  "mail.link.heading": "Confirm your email address",
  "mail.link.preview_minutes": {
    one: "The link works for {n} minute. Never share it.",
    other: "The link works for {n} minutes. Never share it.",
  },
  "mail.link.preview_hours": {
    one: "The link works for {n} hour. Never share it.",
    other: "The link works for {n} hours. Never share it.",
  },
  "mail.link.use": "Someone gave this address to {app}. If it was you, open this page and press Confirm:",
  "mail.link.button": "Confirm email address",
  "mail.link.lifetime_minutes": {
    one: "The link works for {n} minute, until {until}.",
    other: "The link works for {n} minutes, until {until}.",
  },
  "mail.link.lifetime_hours": {
    one: "The link works for {n} hour, until {until}.",
    other: "The link works for {n} hours, until {until}.",
  },
  "mail.link.keep": "Never share this link.",

  "mail.stranger.subject": "No {app} account uses this address",
  "mail.stranger.heading": "No {app} account uses this email address",
  "mail.stranger.preview": "You do not need to do anything.",
  "mail.stranger.what":
    "Someone asked {app} to confirm this email address. No account uses it, so there is nothing to confirm.",
  "mail.stranger.if_you": "If it was you, try the address you signed up with.",

  "sms.code": {
    one: "{code} is your {app} code. It works for {n} minute. Do not share it.",
    other: "{code} is your {app} code. It works for {n} minutes. Do not share it.",
  },
  "sms.code_nameless": {
    one: "{code} is your code. It works for {n} minute. Do not share it.",
    other: "{code} is your code. It works for {n} minutes. Do not share it.",
  },
  "sms.link_minutes": {
    one: "Confirm your number for {app}. Open this page and press Confirm: {link} It works for {n} minute. Do not share it.",
    other:
      "Confirm your number for {app}. Open this page and press Confirm: {link} It works for {n} minutes. Do not share it.",
  },
  "sms.link_hours": {
    one: "Confirm your number for {app}. Open this page and press Confirm: {link} It works for {n} hour. Do not share it.",
    other:
      "Confirm your number for {app}. Open this page and press Confirm: {link} It works for {n} hours. Do not share it.",
  },
  "sms.stranger": "Someone asked {app} to confirm this number. No account uses it. If it was not you, do nothing.",
  "sms.stranger_nameless":
    "Someone asked us to confirm this number. No account uses it. If it was not you, do nothing.",

  "call.code.greeting": "Hello. This is {app} with the code you asked for.",
  "call.code.press": "To hear it, press any key.",
  "call.code.opening": "Your code is:",
  "call.code.again": "Again:",
  "call.code.repeat": "To hear it again, press 1.",
  "call.code.closing": "If you did not ask for it, hang up. Goodbye.",
  "call.stopped": "That code has stopped working. Ask for a new one.",
  "call.stranger":
    "Hello. This is {app}. Someone asked us to confirm this number. No account uses it. If it was not you, do nothing. Goodbye.",
} as const satisfies Readonly<Record<string, Text>>;
