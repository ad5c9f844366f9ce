/** A line of a streamed body, without its line end. `bytes` is null for one that is longer than the limit. */
export type Line = { readonly number: number; readonly bytes: Uint8Array | null };

const LINE_FEED = 0x0a;

/**
 * The lines of a body as it arrives. Each step gives the lines that one chunk completed, so that whoever sends a line
 * and waits for its answer gets it. Never holds more than a chunk and one line of `limit` bytes.
 */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
  limit: number,
): AsyncGenerator<readonly Line[], void, undefined> {
  const reader = body.getReader();
  let held: Uint8Array[] = [];
  let size = 0;
  let number = 0;

  const hold = (part: Uint8Array): void => {
    size += part.byteLength;
    if (size > limit) held = [];
    else if (part.byteLength > 0) held.push(part);
  };
  const finish = (): Line => {
    const bytes = size > limit ? null : join(held, size);
    held = [];
    size = 0;
    number += 1;
    return { number, bytes };
  };

  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines: Line[] = [];
      let start = 0;
      for (let end = value.indexOf(LINE_FEED); end >= 0; end = value.indexOf(LINE_FEED, start)) {
        hold(value.subarray(start, end));
        lines.push(finish());
        start = end + 1;
      }
      hold(value.subarray(start));
      if (lines.length > 0) yield lines;
    }
    if (size > 0) yield [finish()];
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
