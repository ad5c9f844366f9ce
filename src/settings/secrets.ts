/** What the key of `npm run dev` says over and over. It is public: a deployment refuses it under any name. */
export const DEVELOPMENT_KEY_PHRASE = "countersign development ";

/** 32 random bytes have about thirty different ones, and fewer than these once in more ages than there were. */
const FEWEST_BYTES = 12;
const SHORTEST_TOKEN = 32;
const FEWEST_CHARACTERS = 10;

const isDevelopmentKey = (secret: Uint8Array): boolean =>
  secret.every((byte, index) => byte === DEVELOPMENT_KEY_PHRASE.charCodeAt(index % DEVELOPMENT_KEY_PHRASE.length));

/** What keeps bytes from being a key: not a proof of chance, but slips and placeholders do not get past it. */
export function weakKey(secret: Uint8Array): string | undefined {
  if (isDevelopmentKey(secret)) return "the key of npm run dev is for npm run dev alone";
  return new Set(secret).size < FEWEST_BYTES ? "a key repeats itself; it must be random bytes" : undefined;
}

/** What keeps a text from being a token. */
export function weakToken(token: string): string | undefined {
  if (token.length < SHORTEST_TOKEN) return `shorter than ${SHORTEST_TOKEN} characters`;
  return new Set(token).size < FEWEST_CHARACTERS ? "repeats itself; it must be random" : undefined;
}
