/** A cookie jar as small as a test needs: names and values of one host. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Takes over what an answer sets. */
  store(response: Response): Response {
    this.keep(response.headers.getSetCookie());
    return response;
  }

  /** The same from bare `Set-Cookie` lines. */
  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ""] = line.split(";");
      const split = pair.indexOf("=");
      const name = pair.slice(0, split);
      if (/; *Max-Age=0(?:;|$)/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(split + 1));
    }
  }

  get header(): Record<string, string> {
    if (this.#cookies.size === 0) return {};
    return { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  }

  names(): readonly string[] {
    return [...this.#cookies.keys()];
  }
}
