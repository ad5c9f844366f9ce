import type { Algorithm, PublicKey } from "./public-keys.ts";

/** Where an issuer's public keys are: at an address, in our hands, or made on first use. */
export type KeySource =
  | { readonly url: string }
  | { readonly list: readonly PublicKey[] }
  | { readonly make: () => Promise<readonly PublicKey[]> };

/** An identity system whose access tokens are accepted here. */
export type Issuer = {
  /** Its name, compared with `iss` character by character. */
  readonly issuer: string;
  readonly keys: KeySource;
  /** A token must be for one of these. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly Algorithm[];
  /** The one tenant (`tid`) whose tokens are accepted; null: of any, or of none. */
  readonly tenant: string | null;
};
