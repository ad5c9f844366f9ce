import { SignJWT } from "jose/jwt/sign";
import { type Random, randomId } from "../core/ids.ts";
import type { Keyring } from "../core/ports.ts";
import type { Track } from "../core/track.ts";
import { RESULT_LIFETIME_MS, type SignResult } from "../core/tracks.ts";
import { type Ed25519, ed25519Of } from "./ed25519.ts";

/** Where login servers find the keys that results are signed with. */
export const RESULT_KEYS_PATH = "/.well-known/jwks.json";

/** What a login server is told of, in a medium's own word. */
const mediumOf = { email: "email", phone: "mobile" } as const;

const seconds = (ms: number): number => Math.floor(ms / 1_000);

/** When each required medium was verified: of several addresses the first one. */
function verifiedIn({ required, addresses }: Track): Readonly<Record<string, string>> {
  const entries = required.flatMap((kind) => {
    const instants = addresses.flatMap((address) =>
      address.kind === kind && address.verifiedAt !== null ? [address.verifiedAt] : [],
    );
    return instants.length === 0 ? [] : [[mediumOf[kind], new Date(Math.min(...instants)).toISOString()] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Results as JWTs (RFC 7519) signed with Ed25519 (RFC 8037): `sub` is the person's own, or our id of an account without
 * one; `verified` has what was required, and since when. No address is in it. Good for five minutes.
 */
export function createResultTokens(
  publicUrl: string,
  { keyring, random }: { readonly keyring: Pick<Keyring, "resultSeeds">; readonly random: Random },
) {
  let made: Promise<readonly Ed25519[]> | undefined;
  const keys = (): Promise<readonly Ed25519[]> => {
    made ??= keyring.resultSeeds().then((seeds) => Promise.all(seeds.map(({ seed }) => ed25519Of(seed))));
    return made;
  };

  const sign: SignResult = async (track, now) => {
    const [newest] = await keys();
    if (!newest) throw new Error("the keyring holds no key");
    const claims = {
      track_id: track.id,
      request_id: track.requestId,
      account_id: track.accountId,
      verified: verifiedIn(track),
    };
    return new SignJWT(claims)
      .setProtectedHeader({ alg: "EdDSA", typ: "verification-result+jwt", kid: newest.kid })
      .setIssuer(publicUrl)
      .setAudience(new URL(track.continueUrl).origin)
      .setSubject(track.sub ?? track.accountId)
      .setJti(randomId(random))
      .setIssuedAt(seconds(now))
      .setExpirationTime(seconds(now + RESULT_LIFETIME_MS))
      .sign(newest.key);
  };

  return {
    sign,
    /** The public keys, as issuers publish them: also of the key that is being replaced. */
    keySet: async () => ({ keys: (await keys()).map(({ jwk, kid }) => ({ ...jwk, kid, alg: "EdDSA", use: "sig" })) }),
  };
}

export type ResultTokens = ReturnType<typeof createResultTokens>;
