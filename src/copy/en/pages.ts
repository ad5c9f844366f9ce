import type { Text } from "../text.ts";

/** The hosted pages. */
export const pages = {
  "page.error_prefix": "Error: {title}",
} as const satisfies Readonly<Record<string, Text>>;
