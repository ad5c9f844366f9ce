import { expect, it } from "vitest";
import { deviceOf } from "../../src/http/user-agent.ts";

const read = (text: string) => deviceOf(new Headers({ "user-agent": text }));
const like = (rest: string): string => `Mozilla/5.0 (${rest}`;
const KIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

it.each([
  [like(`Windows NT 10.0; Win64; x64) ${KIT} Chrome/141.0.0.0 Safari/537.36`), "Chrome on Windows"],
  [like(`Windows NT 10.0; Win64; x64) ${KIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`), "Edge on Windows"],
  [like("X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox on Linux"],
  [like(`Macintosh; Intel Mac OS X 10_15_7) ${KIT} Version/18.6 Safari/605.1.15`), "Safari on macOS"],
  [
    like(`iPhone; CPU iPhone OS 18_6 like Mac OS X) ${KIT} Version/18.6 Mobile/15E148 Safari/604.1`),
    "Safari on iPhone",
  ],
  [like(`iPad; CPU OS 18_6 like Mac OS X) ${KIT} CriOS/141.0 Mobile/15E148 Safari/604.1`), "Chrome on iPad"],
  [
    like(`Linux; Android 15; SM-S931B) ${KIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`),
    "Samsung Internet on Android",
  ],
  [like(`X11; CrOS x86_64 14541.0.0) ${KIT} Chrome/141.0.0.0 Safari/537.36`), "ChromeOS"],
])("%s", (text, want) => {
  const device = read(text);
  expect(`${device?.browser} on ${device?.system}`).toContain(want);
});

it.each(["", "curl/8.5.0", "<b>Chrome/1 Windows NT</b>".replace("Chrome/1", "Chrom"), "AcmeApp/3 (Android 15)"])(
  "%j is no browser that people know",
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);
