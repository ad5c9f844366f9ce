import type { Copy } from "./copy.ts";

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** English. */
export const en: Copy = {
  lang: "en",
  dir: "ltr",
  minutes: (count) => counted(count, "minute"),
  hours: (count) => counted(count, "hour"),
  clock: ({ time }) => `${time} UTC`,
  dayAndClock: ({ year, month, day, time }) => `${day} ${months[month - 1]} ${year} at ${time} UTC`,

  codeMail: {
    subject: ({ app, code }) => `${code} is your ${app} code`,
    heading: (app) => `Your ${app} code is`,
    preview: ({ length }) => `It works for ${length}. Never share it.`,
    use: ({ length, until }) => `Enter it on the page you have open. It works for ${length}, until ${until}.`,
    link: () => "Or open this page and press Confirm:",
    keep: (app) => `Never share this code. Nobody at ${app} will ask you for it.`,
  },
  linkMail: {
    subject: (app) => `Confirm your email for ${app}`,
    heading: () => "Confirm your email address",
    preview: ({ length }) => `The link works for ${length}. Never share it.`,
    use: (app) => `Someone gave this address to ${app}. If it was you, open this page and press Confirm:`,
    button: () => "Confirm email address",
    lifetime: ({ length, until }) => `The link works for ${length}, until ${until}.`,
    keep: () => "Never share this link.",
  },
  strangerMail: {
    subject: (app) => `No ${app} account uses this address`,
    heading: (app) => `No ${app} account uses this email address`,
    preview: () => "You do not need to do anything.",
    what: (app) =>
      `Someone asked ${app} to confirm this email address. No account uses it, so there is nothing to confirm.`,
    ifYou: () => "If it was you, try the address you signed up with.",
  },
  notYou: () => "If you did not ask for this, do nothing.",
  stop: () => "To stop it:",
  asked: ({ asked }) => `Asked for on ${asked}.`,

  text: {
    code: ({ app, code, length }) =>
      `${code} is your ${app === "" ? "" : `${app} `}code. It works for ${length}. Do not share it.`,
    link: ({ app, link, length }) =>
      `Confirm your number${app === "" ? "" : ` for ${app}`}. Open this page and press Confirm: ${link} It works for ${length}. Do not share it.`,
    stranger: (app) =>
      `Someone asked ${app === "" ? "us" : app} to confirm this number. No account uses it. If it was not you, do nothing.`,
  },
  call: {
    code: (app) => ({
      opening: `Hello. This is ${app} with the code you asked for. Your code is:`,
      again: "Again:",
      closing: "If you did not ask for it, hang up. Goodbye.",
    }),
    stranger: (app) =>
      `Hello. This is ${app}. Someone asked us to confirm this number. No account uses it. If it was not you, do nothing. Goodbye.`,
  },
};
