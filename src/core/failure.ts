import type { Flow } from "./flow.ts";

/** Every expected refusal of the verification core, with the facts a dialect needs to say so. */
export type Failure =
  | { readonly reason: "flow_not_found" }
  | { readonly reason: "flow_expired"; readonly flow: Flow }
  /** The flow has ended well; `flow.state` is `verified`. */
  | { readonly reason: "flow_verified"; readonly flow: Flow }
  | { readonly reason: "flow_cancelled"; readonly flow: Flow }
  /** The flow was started for the other kind of proof. */
  | { readonly reason: "proof_mismatch"; readonly flow: Flow }
  /** None of the guards shown is the flow's. */
  | { readonly reason: "guard_mismatch"; readonly flow: Flow }
  /** Not evaluated: what was typed holds no code of the right length. Costs no try, and no store was asked. */
  | { readonly reason: "code_malformed" }
  /** Evaluated and wrong; one try is gone. */
  | {
      readonly reason: "code_wrong";
      readonly flow: Flow;
      readonly attemptsLeft: number;
      /** Until when another guess at it is looked at. */
      readonly codeExpiresAt: number | null;
    }
  /** Not evaluated: nothing was sent yet, or what was sent has expired. */
  | { readonly reason: "code_expired"; readonly flow: Flow; readonly expiredAt: number | null }
  /** Not evaluated: the tries of the code or of the flow are used up. */
  | { readonly reason: "too_many_attempts"; readonly flow: Flow }
  | { readonly reason: "link_unknown"; readonly flow: Flow }
  /** Refused by a limit; nothing was sent or evaluated. */
  | { readonly reason: "too_soon"; readonly flow: Flow | null; readonly retryAt: number }
  /** Texts and calls to this country are not switched on. */
  | { readonly reason: "country_not_allowed" };

/**
 * Thrown, not returned: a store did not answer in time or is overloaded. The edge answers 503 with `Retry-After`. What
 * was asked for has happened as a whole or not at all, and nobody can tell which; the caller asks again or looks.
 */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
