import type { FlowState } from "./transitions.ts";

/** What a person is reached by. A phone can be reached by text or by call; which one is a message's channel. */
export type AddressKind = "email" | "phone";
export type Channel = "email" | "sms" | "voice";
/** How the person proves it: typing a code, or pressing the button behind a link. */
export type Proof = "code" | "link";

/** An address that has been parsed. Only `value` is ever written to; `key` is only ever compared. */
export type Address = {
  readonly kind: AddressKind;
  /** As the person typed it, trimmed: for showing back. */
  readonly typed: string;
  /** As messages are addressed: an RFC 5321 mailbox in A-labels, or E.164 with its plus sign. */
  readonly value: string;
  /** Equal for addresses that are the same mailbox or number by our rules (`core/address.ts`). */
  readonly key: string;
};

/** One attempt to verify one address. Instants are epoch milliseconds. */
export type Flow = {
  readonly id: string;
  readonly appId: string;
  readonly dialect: string;
  readonly proof: Proof;
  readonly state: FlowState;
  /** What a request must show to act on this flow, in the dialect's own spelling. Compared, never read, by the core. */
  readonly guard: string;
  /** What the dialect must remember, stored unread. */
  readonly context: string;
  /** What the dialect last had to tell about this flow, stored unread; null once something succeeded. */
  readonly notice: string | null;
  readonly accountId: string | null;
  readonly address: { readonly channel: Channel; readonly value: string } | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly verifiedAt: number | null;
  /** How fresh a later read must be to see this much; null when it was decided and not read. Opaque. */
  readonly bookmark: string | null;
};
