/** Where most people have their mail: a domain that is nearly one of these is a slip more often than not. */
const COMMON_DOMAINS = [
  "gmail.com",
  "googlemail.com",
  "hotmail.com",
  "hotmail.co.uk",
  "hotmail.fr",
  "outlook.com",
  "yahoo.com",
  "yahoo.co.uk",
  "yahoo.co.jp",
  "yahoo.com.br",
  "yahoo.fr",
  "icloud.com",
  "proton.me",
  "protonmail.com",
  "t-online.de",
  "orange.fr",
  "wanadoo.fr",
  "libero.it",
  "uol.com.br",
  "naver.com",
] as const;

/** As near to one of those as a slip, and just as real. */
const REAL_DOMAINS: ReadonlySet<string> = new Set([
  "mail.com",
  "email.com",
  "ymail.com",
  "gmail.de",
  "otmail.com",
  "foxmail.com",
  "ttmail.com",
  "online.de",
  "bol.com.br",
  "oi.com.br",
]);

const LONGEST = 40;

/** So near that it is not chance: one slip in a short name, two in a long one. */
const slipsAllowed = (domain: string): number => (domain.length <= 9 ? 1 : 2);

const isReal = (domain: string): boolean =>
  COMMON_DOMAINS.some((common) => common === domain) || REAL_DOMAINS.has(domain) || isBranch(domain);

/** The same name in another country, such as `yahoo.de`. These are the endings that no country's branch has. */
function isBranch(domain: string): boolean {
  const [name = "", ...ending] = domain.split(".");
  const isCommonName = COMMON_DOMAINS.some((common) => common.startsWith(`${name}.`));
  return isCommonName && /^[a-z]{2}$/.test(ending.at(-1) ?? "") && !["co", "cm"].includes(ending.join("."));
}

/**
 * How many slips of a finger turn one text into the other: a character left out, added, replaced, or changed places
 * with its neighbour (optimal string alignment).
 */
function slipsBetween(one: string, other: string): number {
  const rows: number[][] = Array.from({ length: one.length + 1 }, (_, at) => [at]);
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let column = 0; column <= other.length; column += 1) rows[0]?.splice(column, 1, column);
  for (let row = 1; row <= one.length; row += 1) {
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const least = Math.min(
        cell(row - 1, column) + 1,
        cell(row, column - 1) + 1,
        cell(row - 1, column - 1) + (same ? 0 : 1),
        swapped ? cell(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      rows[row]?.splice(column, 1, least);
    }
  }
  return cell(one.length, other.length);
}

/**
 * The address that was meant, if the one that was typed is a common one but for a slip in its domain; undefined for
 * every other one. It is a question to ask, never an answer: somebody does have mail at `gmal.com`.
 */
export function didYouMean(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).toLowerCase();
  if (at < 1 || domain.length > LONGEST || isReal(domain)) return undefined;
  const [nearest] = COMMON_DOMAINS.map((common) => ({ common, slips: slipsBetween(domain, common) }))
    .filter(({ common, slips }) => slips <= slipsAllowed(common))
    .sort((one, other) => one.slips - other.slips);
  return nearest && `${address.slice(0, at + 1)}${nearest.common}`;
}
