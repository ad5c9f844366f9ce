import { CookieJar } from "../../support/cookies.ts";
import { formOf } from "../../support/form.ts";
import { type Fields, type LoginBed, OWN, PUBLIC } from "./bed.ts";

/** Somebody with a browser of their own, who reads the pages of a login and presses their buttons; without script. */
export class Reader {
  readonly #login: Pick<LoginBed, "bed">;
  readonly #headers: Fields;
  readonly jar = new CookieJar();
  /** The page that is shown: how it was answered, and where it is. */
  status = 0;
  html = "";
  path = "";
  headers = new Headers();
  /** Where the browser was led to on the way to it. */
  led: readonly string[] = [];

  constructor(login: Pick<LoginBed, "bed">, headers: Fields = {}) {
    this.#login = login;
    this.#headers = headers;
  }

  async #show(path: string, init: RequestInit, led: readonly string[] = []): Promise<this> {
    const headers = { ...this.#headers, ...this.jar.header, ...(init.method === "POST" ? OWN : {}) };
    const response = this.jar.store(await this.#login.bed.fetch(path, { ...init, headers }));
    const location = response.headers.get("location");
    if (location !== null) {
      const next = new URL(location, PUBLIC);
      return this.#show(next.pathname + next.search, {}, [...led, location]);
    }
    this.status = response.status;
    this.headers = response.headers;
    this.html = await response.text();
    this.path = path;
    this.led = led;
    return this;
  }

  open(url: string): Promise<this> {
    const { pathname, search } = new URL(url, PUBLIC);
    return this.#show(pathname + search, {});
  }

  /** Presses a form's own button, the first form's unless a button is named. */
  send(fields: Fields = {}, button?: string): Promise<this> {
    const { action, fields: hidden } = formOf(this.html, button);
    return this.#post(action, hidden, fields);
  }

  /** Presses the button that has something sent once more, by another way if that is said. */
  again(fields: Fields = {}): Promise<this> {
    return this.#post("/identity/verification_resend", formOf(this.html).fields, fields);
  }

  #post(action: string, hidden: URLSearchParams, fields: Fields): Promise<this> {
    const body = new URLSearchParams([...Object.entries(Object.fromEntries(hidden)), ...Object.entries(fields)]);
    return this.#show(action, { method: "POST", body });
  }

  get heading(): string | undefined {
    return /<h1>([^<]*)<\/h1>/.exec(this.html)?.[1];
  }

  get title(): string | undefined {
    return /<title>([^<]*)<\/title>/.exec(this.html)?.[1];
  }

  /** What is wrong, as the summary says it, and at which field. */
  get problem(): { readonly text: string; readonly field?: string } | undefined {
    const [, field, linked, plain] =
      /<ul><li>(?:<a href="#(\w+)">([^<]*)<\/a>|([^<]*))<\/li><\/ul>/.exec(
        /class="problem"[\s\S]*?<\/div>/.exec(this.html)?.[0] ?? "",
      ) ?? [];
    const text = linked ?? plain;
    return text === undefined ? undefined : { text, ...(field === undefined ? {} : { field }) };
  }

  /** What a field holds. */
  valueOf(name: string): string | undefined {
    return new RegExp(`<input id="${name}"[^>]* value="([^"]*)"`).exec(this.html)?.[1];
  }

  get lang(): string | undefined {
    return /<html lang="([^"]*)"/.exec(this.html)?.[1];
  }
}
