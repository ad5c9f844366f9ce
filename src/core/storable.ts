// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const CONTROL = /[\u0000-\u001f]/;

/** Whether D1 would give back what it was given: lone surrogates are replaced there, and `length()` stops at NUL. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !CONTROL.test(text);
