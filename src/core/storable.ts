// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const CONTROL = /[\u0000-\u001f]/;

/** Whether D1 would give back what it was given: lone surrogates are replaced there, and `length()` stops at NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !CONTROL.test(text);

const LONGEST_FOREIGN_ID = 255;

/** Whether `text` can be what another system calls a person, an app or a tenant. */
export const isForeignId = (text: string): boolean =>
  text !== "" && text.length <= LONGEST_FOREIGN_ID && isStorable(text);
