/** Deeper than any body of ours, and far from where parsers run out of stack. */
const DEEPEST = 8;

/** Whether a JSON text nests deeper than any body here may. Told from the text, before a parser builds the value. */
export function nestedTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\\" && inString) index += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === "{" || character === "[")) depth += 1;
    else if (!inString && (character === "}" || character === "]")) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
