import type { CallbackFailure } from "../../core/delivery.ts";

/** Why a callback is not believed; undefined when it may be. */
export type Doubt = CallbackFailure | undefined;

export const notSigned: CallbackFailure = { reason: "not_signed" };
export const wrongSignature: CallbackFailure = { reason: "wrong_signature" };
export const tooOld: CallbackFailure = { reason: "too_old" };
export const unreadable: CallbackFailure = { reason: "unreadable" };
