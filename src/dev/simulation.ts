import type { Channel } from "../core/flow.ts";
import type { SendFailure } from "../core/message.ts";

/** A reserved address, and what the providers of the development build do with messages to it. */
export type Simulation = {
  readonly to: string;
  readonly channels: readonly Channel[];
  readonly does: string;
} & ({ readonly failure: SendFailure } | { readonly delayMs: number });

const SLOW_MS = 20_000;
const undeliverable: SendFailure = { kind: "permanent", scope: "recipient", reason: "undeliverable" };
const suppressed: SendFailure = { kind: "permanent", scope: "recipient", reason: "suppressed" };
const rejected: SendFailure = { kind: "permanent", scope: "message", reason: "rejected" };

/** Everything else is taken at once. The numbers are kept for fiction, the domain for tests: nobody has them. */
export const simulations: readonly Simulation[] = [
  { to: "ok@verify.test", channels: ["email"], does: "arrives", delayMs: 0 },
  { to: "slow@verify.test", channels: ["email"], does: "arrives after 20 seconds", delayMs: SLOW_MS },
  { to: "bounce@verify.test", channels: ["email"], does: "has no such mailbox", failure: undeliverable },
  { to: "reject@verify.test", channels: ["email"], does: "is refused by the provider", failure: rejected },
  { to: "+12015550100", channels: ["sms", "voice"], does: "arrives", delayMs: 0 },
  { to: "+12015550101", channels: ["sms", "voice"], does: "is not reached, by text or call", failure: undeliverable },
  { to: "+12015550102", channels: ["sms"], does: "is a landline: no texts, but calls", failure: undeliverable },
  { to: "+12015550103", channels: ["sms", "voice"], does: "has opted out of messages", failure: suppressed },
  { to: "+12015550104", channels: ["sms", "voice"], does: "arrives after 20 seconds", delayMs: SLOW_MS },
];

/** `bounce+ada@verify.test` is `bounce@verify.test`: as many mailboxes of a kind as somebody needs. */
const mailboxOf = (to: string): string => to.toLowerCase().replace(/(?<=.)\+[^@]*(?=@verify\.test$)/, "");

/** What happens to a message to this address. */
export function simulate(to: string, channel: Channel): { readonly failure?: SendFailure; readonly delayMs: number } {
  const mailbox = mailboxOf(to);
  const found = simulations.find((one) => one.to === mailbox && one.channels.includes(channel));
  if (!found) return { delayMs: 0 };
  return "failure" in found ? { failure: found.failure, delayMs: 0 } : { delayMs: found.delayMs };
}
