import { fromBase64Url } from "./base64url.ts";

/** The kinds of image that every mail program shows. No SVG: that is a document, with scripts and addresses. */
export type ImageType = "image/png" | "image/jpeg" | "image/gif";

const MAGIC: readonly (readonly [type: ImageType, start: string])[] = [
  ["image/png", "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", "\xff\xd8\xff"],
  ["image/gif", "GIF87a"],
  ["image/gif", "GIF89a"],
];

/** Base64 with its padding, and nothing before or within it (RFC 4648, section 4). */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What the first bytes of a base64 text say it is; undefined if it is no base64, or none of these images. */
export function imageType(base64: string): ImageType | undefined {
  if (base64.length % 4 !== 0 || !BASE64.test(base64)) return undefined;
  // Twelve characters are nine bytes: the longest of these signs has eight.
  const bytes = fromBase64Url(base64.slice(0, 12)) ?? [];
  const head = String.fromCharCode(...bytes);
  return MAGIC.find(([, start]) => head.startsWith(start))?.[0];
}
