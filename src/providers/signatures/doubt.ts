import type { CallbackFailure } from "../../core/delivery.ts";

/** Why a callback is not believed; undefined when it may be. */
export type Doubt = CallbackFailure | undefined;

export const notSigned: CallbackFailure = { reason: "not_signed" };
export const wrongSignature: CallbackFailure = { reason: "wrong_signature" };
export const tooOld: CallbackFailure = { reason: "too_old" };
export const unreadable: CallbackFailure = { reason: "unreadable" };

const TOLERANCE_MS = 5 * 60_000;

/** Whether a signed time is too far from ours, in either direction, for the callback to be a fresh one. */
export const isStale = (signedAt: number, now: number): boolean => !(Math.abs(now - signedAt) <= TOLERANCE_MS);
