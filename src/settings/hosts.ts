/** Hosts that are this machine. */
export const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/** Whether nobody on the way can read or change what is asked for at `text`. */
export function isPrivateOnTheWire(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)));
}
