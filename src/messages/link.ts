import type { Secret } from "../core/code.ts";

/** The link of a message, or null where the template has none (a dialect that only knows codes). */
export function linkOf(template: string, secret: Secret): string | null {
  if (template === "") return null;
  // Replaced by a function: in a replacement text, `$` would have a meaning of its own.
  return template
    .replaceAll("{code}", () => encodeURIComponent(secret.code))
    .replaceAll("{token}", () => encodeURIComponent(secret.linkToken));
}

const HOST = /^[a-z0-9.-]+$/;

/**
 * The last line that binds a code to a website, so that a phone offers it there and nowhere else; undefined where
 * there is no such host.
 * @see https://wicg.github.io/sms-one-time-codes/
 */
export function boundCode(host: string, code: string): string | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, "");
  return HOST.test(name) ? `@${name} #${code}` : undefined;
}
