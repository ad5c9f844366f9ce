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
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > limit) {
        await reader.cancel().catch(() => undefined);
        return fail({ reason: "too_large" });
      }
      chunks.push(value);
    }
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  try {
    return ok({ bytes, text: strictUtf8.decode(bytes) });
  } catch {
    return fail({ reason: "not_utf8" });
  }
}
