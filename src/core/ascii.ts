/** What people and servers mean by white space at the ends of a field. Nothing outside ASCII is trimmed silently. */
const ASCII_WHITESPACE = "\t\n\f\r ";

/** `text` without ASCII whitespace at its ends. A loop, since the usual regex is quadratic in inner runs of spaces. */
export function trimAscii(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ASCII_WHITESPACE.includes(text.charAt(start))) start += 1;
  while (end > start && ASCII_WHITESPACE.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Whether `text` is ASCII that leaves a mark on paper: no space, no control, nothing that could be re-read as either. */
export const isVisibleAscii = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
