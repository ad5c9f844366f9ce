/** The JSON value that `text` is, or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a JSON value is an object, not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A text field of a JSON object; undefined for anything else. */
export function textField(value: unknown, name: string): string | undefined {
  const field: unknown = isObject(value) ? value[name] : undefined;
  return typeof field === "string" ? field : undefined;
}

/** A list in a field of a JSON object; empty for anything else. */
export function listField(value: unknown, name: string): readonly unknown[] {
  const field: unknown = isObject(value) ? value[name] : undefined;
  return Array.isArray(field) ? field : [];
}
