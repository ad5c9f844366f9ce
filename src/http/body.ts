import { readAtMost } from "../core/bounded-body.ts";
import { fail, ok, type Result } from "../core/result.ts";

/** The most any request body may have. */
export const BODY_LIMIT_BYTES = 16 * 1024;

export type Body = { readonly bytes: Uint8Array<ArrayBuffer>; readonly text: string };

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The whole body, counted while it streams in whatever `Content-Length` says, and decoded strictly: bytes that are
 * not UTF-8 are refused instead of being replaced.
 */
export async function readBody(
  request: Request,
  limit = BODY_LIMIT_BYTES,
): Promise<Result<Body, { readonly reason: "too_large" | "not_utf8" }>> {
  const bytes = await readAtMost(request, limit);
  if (!bytes) return fail({ reason: "too_large" });
  try {
    return ok({ bytes, text: strictUtf8.decode(bytes) });
  } catch {
    return fail({ reason: "not_utf8" });
  }
}
