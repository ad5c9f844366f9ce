import type { AddressKind, Channel, Flow } from "../../core/flow.ts";
import type { Device } from "../../http/user-agent.ts";

/** The name of this dialect in stored rows and logs. */
export const DIALECT = "cidaas";

export const processingTypes = ["CODE", "LINK", "GENERAL"] as const;
export type ProcessingType = (typeof processingTypes)[number];

/** What callers call the ways to reach somebody. */
export const mediums = ["email", "sms", "ivr"] as const;
export type Medium = (typeof mediums)[number];

export const channelOf: Readonly<Record<Medium, Channel>> = { email: "email", sms: "sms", ivr: "voice" };
const mediumNames: Readonly<Record<Channel, Medium>> = { email: "email", sms: "sms", voice: "ivr" };
export const mediumOf = (channel: Channel): Medium => mediumNames[channel];

/** What callers call the two kinds of address. */
export type MediumKind = "email" | "mobile";
export const mediumKindOf = (kind: AddressKind): MediumKind => (kind === "email" ? "email" : "mobile");

/** Addresses that the caller itself sent, as it sent them and as they are written to: they are shown back unmasked. */
export type Given = Readonly<Partial<Record<MediumKind, { readonly typed: string; readonly value: string }>>>;

/** What this dialect remembers with a flow. */
export type CidaasContext = {
  readonly processingType: ProcessingType;
  /** null: of a correction that named none. */
  readonly requestId: string | null;
  readonly trackId: string | null;
  readonly given: Given;
  readonly locale: string;
  /** What it was asked for with, where that is a browser that people know: told to whoever opens its link. */
  readonly device?: Device;
};

/**
 * The address of a flow as its caller sent it, if it is what the caller sent: whatever its letters' case, which is the
 * caller's own where nobody has the address, and its owner's where somebody has.
 */
export function givenFor(flow: Flow): { readonly typed: string } | undefined {
  if (!flow.address) return undefined;
  const own = readContext(flow).given[flow.address.channel === "email" ? "email" : "mobile"];
  return own?.value.toLowerCase() === flow.address.value.toLowerCase() ? own : undefined;
}

/** The language of what was sent for a flow, as the call that began it said. */
export const localeOf = (stored: string): string | undefined => readContext({ context: stored }).locale;

/** Reads back a context. Nobody but this dialect writes them, so they are taken for what they are. */
export const readContext = ({ context }: Pick<Flow, "context">): CidaasContext => JSON.parse(context) as CidaasContext;
