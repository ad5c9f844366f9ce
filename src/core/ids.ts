/** Cryptographically strong bytes; handed in, so that a test can choose them. */
export type Random = (bytes: number) => Uint8Array<ArrayBuffer>;

const hex = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += (byte | 0x100).toString(16).slice(1);
  return text;
};

const dashed = (digits: string): string =>
  `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;

function uuid(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return dashed(hex(bytes));
}

/** A UUIDv4: nothing can be told from it, and nobody can guess it. For flows. */
export const randomId = (random: Random): string => uuid(random(16), 4);

/** A UUIDv7: sorts by the instant it was made. For rows that are listed or purged by time. */
export function timeOrderedId(random: Random, now: number): string {
  const bytes = random(16);
  let rest = now;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return uuid(bytes, 7);
}

/** A UUIDv8 (RFC 9562, 5.8) of 16 bytes that already mean something. */
export const idOf = (bytes: Uint8Array): string => uuid(bytes.slice(0, 16), 8);

/** The 16 bytes that an id is spelled of. */
export const bytesOf = (id: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(id.replaceAll("-", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** The id that follows from another one: always the same, sorted beside it, and never equal to it. */
export const siblingId = (id: string): string => id.slice(0, -1) + (Number.parseInt(id.slice(-1), 16) ^ 1).toString(16);

/** The smallest UUIDv7 that could be made at `now`: a bound for ranges over time-ordered ids. */
export const earliestId = (now: number): string => timeOrderedId((bytes) => new Uint8Array(bytes), now);

/** 24 lower-case hex digits, the first eight of them the second it was made. For accounts, and what is named like one. */
export function accountId(random: Random, now: number): string {
  const seconds = Math.floor(now / 1_000) % 2 ** 32;
  return seconds.toString(16).padStart(8, "0") + hex(random(8));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether `text` is spelled like the ids made here; the store is not asked about anything else. */
export const isUuid = (text: string): boolean => text.length === 36 && UUID.test(text);
