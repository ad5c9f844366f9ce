/** A request or an answer, as far as reading its body goes. */
type Carrier = Pick<Request | Response, "headers" | "body" | "arrayBuffer">;

/** A body in full, or undefined once it has more than `limit` bytes; the rest is then not fetched. */
export async function readAtMost(carrier: Carrier, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const length = carrier.headers.get("content-length");
  // The wire ends a body where its declared length does, unless what was declared is the length of something packed.
  if (length !== null && !carrier.headers.has("content-encoding")) {
    if (!(Number(length) <= limit)) return undefined;
    const bytes = new Uint8Array(await carrier.arrayBuffer());
    return bytes.byteLength > limit ? undefined : bytes;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of carrier.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return joined(chunks, size);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
