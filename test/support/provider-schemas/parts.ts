const ADDRESS = "[^<>@\\s,]+@[^<>@\\s,]+";

/** An e-mail address and nothing else. */
export const address = { type: "string", pattern: `^${ADDRESS}$` } as const;

/** One mailbox, with a name or without. A name with punctuation is quoted. */
export const mailbox = {
  type: "string",
  pattern: `^(?:${ADDRESS}|(?:"[^"]+"|[^"<>,;:@\\[\\]().]+) <${ADDRESS}>)$`,
} as const;

/** Mail headers by name. */
export const headers = {
  type: "object",
  additionalProperties: false,
  patternProperties: { "^[A-Za-z][A-Za-z0-9-]*$": { type: "string", pattern: "^[^\\r\\n]*$" } },
} as const;

/** An object that has these properties and no others. */
export const closed = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = Object.keys(properties),
) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required,
});
