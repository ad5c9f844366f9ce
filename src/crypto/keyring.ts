import { fromBase64Url, toBase64Url } from "../core/base64url.ts";
import { idOf, type Random } from "../core/ids.ts";
import type { Keyring, TokenUse, Verifier } from "../core/ports.ts";

/** A root secret and the name it goes by in stored rows. */
export type RootKey = { readonly kid: string; readonly secret: Uint8Array<ArrayBuffer> };

/** What derived keys are for; a key made for one use can do nothing for another. */
type Use = "code" | "link" | "claim" | "subject" | "error" | TokenUse | "seal";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const NONCE_BYTES = 12;
const SEED_BITS = 256;

const material = (root: RootKey): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", root.secret, "HKDF", false, ["deriveKey", "deriveBits"]);

const hkdf = (use: Use | "token" | "result-token") => ({
  name: "HKDF",
  hash: "SHA-256",
  salt: new Uint8Array(),
  info: encoder.encode(`countersign/${use}/v1`),
});

const signed = (use: TokenUse, body: string): string => `v1|${use}|${body}`;

const seedOf = async (root: RootKey, use: "token" | "result-token"): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.deriveBits(hkdf(use), await material(root), SEED_BITS));

async function derive(root: RootKey, use: Use): Promise<CryptoKey> {
  const parameters = hkdf(use);
  const from = await material(root);
  return use === "seal"
    ? crypto.subtle.deriveKey(parameters, from, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
    : crypto.subtle.deriveKey(parameters, from, { name: "HMAC", hash: "SHA-256", length: 256 }, false, [
        "sign",
        "verify",
      ]);
}

/**
 * The keys of this Worker, derived by HKDF (RFC 5869) from root secrets: `roots[0]` makes everything new, the others
 * still verify and open what they made. Keys are derived on first use and kept: secrets do not change under an isolate.
 */
export function createKeyring(roots: readonly [RootKey, ...RootKey[]], random: Random): Keyring {
  const derived = new Map<string, Promise<CryptoKey>>();
  const keyFor = (root: RootKey, use: Use): Promise<CryptoKey> => {
    const name = `${root.kid}/${use}`;
    const known = derived.get(name);
    if (known) return known;
    const key = derive(root, use);
    derived.set(name, key);
    return key;
  };

  async function macBytes(root: RootKey, use: Use, text: string): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.sign("HMAC", await keyFor(root, use), encoder.encode(text)));
  }
  const mac = async (root: RootKey, use: Use, text: string): Promise<string> =>
    toBase64Url(await macBytes(root, use, text));
  const verifiers = (use: Use, text: string): Promise<readonly Verifier[]> =>
    Promise.all(roots.map(async (root) => ({ kid: root.kid, mac: await mac(root, use, text) })));

  return {
    codeVerifiers: ({ appId, flowId }, code) => verifiers("code", `v1|code|${appId}|${flowId}|${code}`),
    linkVerifiers: (token) => verifiers("link", `v1|link|${token}`),
    claimIds: (text) => Promise.all(roots.map(async (root) => idOf(await macBytes(root, "claim", text)))),
    subject: async (text) => (await mac(roots[0], "subject", text)).slice(0, 22),
    errorMac: (text) => mac(roots[0], "error", text),
    digest: async (value) => toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(value)))),

    async signToken(text, use = "access") {
      const [root] = roots;
      const body = toBase64Url(encoder.encode(text));
      return `${root.kid}.${body}.${await mac(root, use, signed(use, body))}`;
    },

    async readToken(token, use = "access") {
      const [kid, body = "", shown = "", rest] = token.split(".");
      const root = roots.find((candidate) => candidate.kid === kid);
      const bytes = fromBase64Url(shown);
      // Several spellings decode to the same bytes; one of them is ours.
      if (!root || !bytes || toBase64Url(bytes) !== shown || rest !== undefined) return undefined;
      const key = await keyFor(root, use);
      const right = await crypto.subtle.verify("HMAC", key, bytes, encoder.encode(signed(use, body)));
      return right ? decoder.decode(fromBase64Url(body)) : undefined;
    },

    tokenSeed: () => seedOf(roots[0], "token"),
    resultSeeds: () =>
      Promise.all(roots.map(async (root) => ({ kid: root.kid, seed: await seedOf(root, "result-token") }))),

    async seal(context, text) {
      const [root] = roots;
      const nonce = random(NONCE_BYTES);
      const parameters = { name: "AES-GCM", iv: nonce, additionalData: encoder.encode(context) };
      const sealed = await crypto.subtle.encrypt(parameters, await keyFor(root, "seal"), encoder.encode(text));
      return `${root.kid}.${toBase64Url(nonce)}.${toBase64Url(new Uint8Array(sealed))}`;
    },

    async open(context, sealed) {
      const [kid, nonce, body, rest] = sealed.split(".");
      const root = roots.find((candidate) => candidate.kid === kid);
      const iv = fromBase64Url(nonce ?? "");
      const bytes = fromBase64Url(body ?? "");
      if (!root || !iv || !bytes || rest !== undefined) return undefined;
      try {
        const parameters = { name: "AES-GCM", iv, additionalData: encoder.encode(context) };
        return decoder.decode(await crypto.subtle.decrypt(parameters, await keyFor(root, "seal"), bytes));
      } catch {
        // Not under this key, or not of this context: all the same to whoever sent it.
        return undefined;
      }
    },
  };
}
