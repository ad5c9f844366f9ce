import * as z from "zod";

/** Variables are text; wrangler.toml may spell them as numbers and booleans. One left empty is one that is not set. */
export function textOf(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === "" ? undefined : value;
}

/** Items with spaces or commas between. */
export const list = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ""));

/** `true` or `false`. */
export const flag = (initial: boolean) =>
  z
    .enum(["true", "false", ""], "write it as true or false")
    .default("")
    .transform((text) => (text === "" ? initial : text === "true"));
