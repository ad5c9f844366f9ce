import { clientSubject } from "./client-address.ts";
import type { Channel } from "./flow.ts";
import type { AddressWork, LimitState, LimitUse } from "./flow-store.ts";
import type { SecretLimits, SendLimits } from "./policy.ts";
import type { Keyring } from "./ports.ts";
import { rangeSubject } from "./reach.ts";

type Subjects = Pick<Keyring, "subject">;

/** A caller whom nobody knows, by its address on the network, as the platform tells it. */
export const callerByIp = (ip: string | undefined): string => `ip|${clientSubject(ip)}`;

/** A caller that has shown whose account it acts for: many of these come from one server. */
export const callerByAccount = (subject: string): string => `account|${subject}`;

/** What starting a flow counts against. `ip` is the caller's address on the network, as the platform tells it. */
export async function startLimits(
  keyring: Subjects,
  sends: SendLimits | null,
  { appId, ip }: { appId: string; ip: string | undefined },
): Promise<readonly LimitUse[]> {
  if (!sends) return [];
  return [{ key: `start|${await keyring.subject(`${appId}|${callerByIp(ip)}`)}`, limit: sends.flowsPerIp }];
}

/**
 * What a send counts against, in the order they are counted: whoever is refused by an earlier one does not use up the
 * later ones, so a caller over its own limit cannot use up somebody's address.
 */
export async function sendLimits(
  keyring: Subjects,
  sends: SendLimits | null,
  { appId, caller, to, channel }: { appId: string; caller: string | null; to: AddressWork | null; channel: Channel },
): Promise<readonly LimitUse[]> {
  if (!sends) return [];
  const subject = (about: string): Promise<string> => keyring.subject(`${appId}|${about}`);
  const phone = to?.address.kind === "phone" ? to.address.value : null;
  const [by, prefix] = await Promise.all([
    caller === null ? "" : subject(caller),
    phone === null ? "{range}" : subject(rangeSubject(phone)),
  ]);
  const byPhone = channel !== "email" && (to === null || phone !== null);
  return [
    ...(caller === null ? [] : [{ key: `send|${by}`, limit: sends.sendsPerCaller }]),
    ...(byPhone ? [{ key: `prefix|${prefix}`, limit: sends.sendsPerPrefix }] : []),
    // Where only the database knows the address, it puts in what stands for it and for its range of numbers.
    { key: `${channel}|${to?.addressDigest ?? "{digest}"}`, limit: sends.sendsPerAddress[channel] },
  ];
}

/**
 * What a wrong secret of a client counts against. Never against the client alone: its id is no secret, and anybody who
 * knows it could then shut the client out.
 */
export async function secretLimits(
  keyring: Subjects,
  limits: SecretLimits | null,
  { appId, clientId, ip }: { appId: string; clientId: string; ip: string | undefined },
): Promise<readonly LimitUse[]> {
  if (!limits) return [];
  const [client, network] = await Promise.all([
    keyring.subject(`${appId}|${callerByIp(ip)}|client|${clientId}`),
    keyring.subject(`${appId}|${callerByIp(ip)}`),
  ]);
  return [
    { key: `secret|${client}`, limit: limits.perClient },
    { key: `secrets|${network}`, limit: limits.perNetwork },
  ];
}

/** The first instant at which every limit would let the event through; null when all of them would now. */
export function retryAt(uses: readonly LimitUse[], states: readonly LimitState[], now: number): number | null {
  let latest: number | null = null;
  for (const { key, limit } of uses) {
    const state = states.find((candidate) => candidate.key === key);
    if (!state) continue;
    const until = Math.max(
      state.nextAt,
      state.burst >= limit.burst ? state.burstResetAt : 0,
      state.sustained >= limit.sustained ? state.sustainedResetAt : 0,
    );
    if (until > now) latest = Math.max(latest ?? 0, until);
  }
  return latest;
}
