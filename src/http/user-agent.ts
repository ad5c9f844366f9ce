/** What somebody asks with, by the names that they know it by. */
export type Device = { readonly browser: string; readonly system: string };

const LONGEST = 512;

/** The first that fits is meant: most browsers name those that they want to be taken for, too. */
const BROWSERS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOPX\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bVersion\/[\d.]+.*\bSafari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows NT\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

const nameIn = (text: string, names: typeof BROWSERS): string | undefined =>
  names.find(([sign]) => sign.test(text))?.[1];

/**
 * Browser and system of a request, from words of our own alone: what the header says is anybody's text. Undefined where
 * it names no browser that people know.
 */
export function deviceOf(headers: Headers): Device | undefined {
  const text = (headers.get("user-agent") ?? "").slice(0, LONGEST);
  const [browser, system] = [nameIn(text, BROWSERS), nameIn(text, SYSTEMS)];
  return browser && system ? { browser, system } : undefined;
}
