import * as z from "zod/mini";
import { transformed } from "../schema.ts";

/** Variables are text; wrangler.toml may spell them as numbers and booleans. One left empty is one that is not set. */
export function textOf(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === "" ? undefined : value;
}

/** Items with spaces or commas between. */
export const list = transformed(z._default(z.string(), ""), (text) =>
  text.split(/[\s,]+/).filter((item) => item !== ""),
);

/** `true` or `false`. */
export const flag = (initial: boolean) =>
  transformed(z._default(z.enum(["true", "false", ""], "write it as true or false"), ""), (text) =>
    text === "" ? initial : text === "true",
  );
