import type { Channel } from "./flow.ts";

/**
 * Everything that is told of. `message.sent`: a provider took it; what a verification sends is not told of before.
 * `message.failed` also ends a message that could not be sent while its code was good. `verification.denied`: whoever
 * got the message says that they did not ask for it; told in place of `verification.cancelled`.
 */
export const eventTypes = [
  "verification.started",
  "verification.attempt_failed",
  "verification.locked",
  "verification.verified",
  "verification.cancelled",
  "verification.expired",
  "verification.denied",
  "message.sent",
  "message.delivered",
  "message.bounced",
  "message.failed",
  "message.suppressed",
] as const;

export type EventType = (typeof eventTypes)[number];

/** Something that happened to a verification. `seq` grows in the order things were committed. */
export type Event = {
  readonly seq: number;
  readonly appId: string;
  readonly type: EventType;
  readonly flowId: string;
  readonly accountId: string | null;
  readonly messageId: string | null;
  readonly dialect: string | null;
  readonly channel: Channel | null;
  /** Facts of this type of event; never a code, a token or an address. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly at: number;
};
