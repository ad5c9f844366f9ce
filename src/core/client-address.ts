/** A client that cannot be told from others. All of them share one count. */
const UNKNOWN = "unknown";
/** The longest textual address: IPv6 with an IPv4 tail. */
const LONGEST = 45;

/** The four octets of dotted-decimal text. Leading zeros are refused: some read them as octal. */
function ipv4Octets(text: string): readonly number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const octets = parts.map((part) => (/^(?:0|[1-9][0-9]{0,2})$/.test(part) ? Number(part) : 256));
  return octets.every((octet) => octet < 256) ? octets : undefined;
}

/** The 16-bit groups of one side of `::`, in which a last part may be IPv4. Undefined if one of them is not a group. */
function ipv6Groups(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const [a, b, c, d] = (index === parts.length - 1 ? ipv4Octets(part) : undefined) ?? [];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
    groups.push(a * 256 + b, c * 256 + d);
  }
  return groups;
}

/** The eight groups of an IPv6 address (RFC 4291 2.2), zone ids and prefixes refused. */
function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  const [head, tail] = halves.map(ipv6Groups);
  if (head === undefined || halves.length > 2) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  // An IPv4 part is the end of an address: "1.2.3.4::" has it in the middle.
  if (tail === undefined || halves[0]?.includes(".")) return undefined;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The IPv4 address behind ::ffff:0:0/96, in whichever spelling it came. */
function mappedIpv4(groups: readonly number[]): string | undefined {
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return undefined;
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join(".");
}

/** The /64 as RFC 5952 writes it: the lower half is zero, so that the longest run of zeros is the last one. */
function network(groups: readonly number[]): string {
  const upper = groups.slice(0, 4);
  while (upper.at(-1) === 0) upper.pop();
  return `${upper.map((group) => group.toString(16)).join(":")}::/64`;
}

/**
 * Who is counted when a client is limited: one text for all spellings of an address. IPv4 as it is, also when mapped
 * into IPv6; IPv6 by its /64, since whoever has one address of it has all 2^64.
 */
export function clientSubject(ip: string | undefined): string {
  if (ip === undefined || ip.length > LONGEST) return UNKNOWN;
  if (!ip.includes(":")) return ipv4Octets(ip)?.join(".") ?? UNKNOWN;
  const groups = parseIpv6(ip);
  return groups === undefined ? UNKNOWN : (mappedIpv4(groups) ?? network(groups));
}
