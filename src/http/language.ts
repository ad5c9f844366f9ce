const TAG = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*/;
const LONGEST = 35;

/** The language that is preferred, as a BCP 47 tag: the first of `Accept-Language`, or of what was `asked`. */
export const languageOf = (headers: Headers, asked?: string): string =>
  TAG.exec(asked ?? headers.get("accept-language") ?? "")?.[0].slice(0, LONGEST) ?? "en";
