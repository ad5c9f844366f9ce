import { countryOf } from "../../core/phone.ts";

/**
 * Countries whose networks show no names in place of numbers: they refuse such a text, or put a number of their own in
 * its place. From Twilio's list as of December 2022, without those that show names once they are registered:
 * registering is up to whoever sets one.
 */
const WITHOUT_NAMES: ReadonlySet<string> = new Set([
  // The North American plan, as far as it is ruled from the United States or Canada.
  ...["US", "CA", "PR", "GU", "VI", "AS", "MP"],
  ...["AR", "BR", "CL", "CO", "CR", "EC", "GF", "MX", "NI", "PA", "PE", "SV", "UY", "VE"],
  ...["BE", "HU"],
  ...["CN", "KR", "MY", "NR", "NZ", "SY", "TW", "ZA"],
]);

/** The sender a message asks for where its country shows names; undefined where the configured one has to do. */
export function senderNameFor({
  to,
  senderId,
}: {
  readonly to: string;
  readonly senderId?: string;
}): string | undefined {
  const country = countryOf(to);
  return country === undefined || WITHOUT_NAMES.has(country) ? undefined : senderId;
}
