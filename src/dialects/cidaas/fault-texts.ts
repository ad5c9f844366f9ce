import type { VerCode } from "./errors.ts";

/** What went wrong, for people: the descriptions of the API are for programs. */
const faultTexts: Readonly<Partial<Record<VerCode, string>>> = {
  VER_0901: "That is not the newest code we sent. Check the newest message",
  VER_0902: "That code has expired. Send a new one",
  VER_0904: "Too many tries. For safety that code no longer works. Send a new one",
  VER_0905: "That was too often. Wait a little, then try again",
  VER_0906: "You have changed this address too often. Go back to where you came from, and start again there",
  VER_0907: "We cannot send to numbers of this country",
};

export const faultText = (code: VerCode): string => faultTexts[code] ?? "That did not work. Try again";

const pageTexts: Readonly<Partial<Record<VerCode, { readonly title: string; readonly text: string }>>> = {
  VER_0902: { title: "This has expired", text: "You can start again." },
  VER_0903: { title: "This was used already", text: "If you confirmed it, there is nothing more to do." },
  VER_0904: { title: "Too many tries", text: "For safety that code no longer works. You can start again." },
  VER_0905: { title: "That was too often", text: "Wait a few minutes, then try again." },
  VER_0906: {
    title: "You have changed this too often",
    text: "Go back to where you came from, and start again there.",
  },
  VER_0907: { title: "We cannot send there", text: "Numbers of this country are not written to. Use another one." },
  VER_0105: {
    title: "Sorry, there is a problem with this page",
    text: "A code that you have still works. Try again in a few minutes.",
  },
};

/** What the error page says of a code; of one that only a program can do something about, that it does not work. */
export const pageText = (code: VerCode) =>
  pageTexts[code] ?? {
    title: "This page does not work",
    text: "Go back to where you came from, and start again there.",
  };
