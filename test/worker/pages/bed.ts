import { expect } from "vitest";
import { type Client, flowIn, linkOf, MINUTE, page, UI } from "../../conformance/kratos/client.ts";
import { CookieJar } from "../../support/cookies.ts";
import { formOf } from "../../support/form.ts";
import { addAccount, type TestBed, type TestOptions, testBed } from "../../support/world.ts";

export { linkOf, MINUTE };

const ORIGIN = "https://verify.example.com";

/** A browser on the hosted pages, as HTTP sees it. */
export class Reader {
  readonly #client: Client;
  path = "";
  html = "";
  status = 0;
  headers = new Headers();

  constructor(bed: TestBed) {
    this.#client = page(bed);
  }

  /** Goes to a page, and on to wherever that leads. */
  async open(path: string, headers: Readonly<Record<string, string>> = {}): Promise<this> {
    return this.#show(path, await this.#client.ask(path, { headers }), headers);
  }

  /** Sends the first form of the page with these fields, as a browser does. */
  async send(
    fields: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = { origin: ORIGIN, "sec-fetch-site": "same-origin" },
  ): Promise<this> {
    const { action, fields: hidden } = formOf(this.html.replaceAll("&amp;", "&"));
    for (const [name, value] of Object.entries(fields)) hidden.set(name, value);
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const ask = { method: "POST", body: hidden.toString(), headers: { ...type, ...headers } };
    return this.#show(action, await this.#client.ask(action, ask));
  }

  async #show(
    path: string,
    reply: Awaited<ReturnType<Client["ask"]>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<this> {
    if (reply.location.startsWith("/") || reply.location.startsWith(ORIGIN)) {
      return this.open(reply.location.replace(ORIGIN, ""), headers);
    }
    Object.assign(this, { path, html: reply.text, status: reply.status, headers: reply.headers });
    return this;
  }

  get heading(): string | undefined {
    return /<h1>([^<]*)<\/h1>/.exec(this.html)?.[1];
  }

  get title(): string | undefined {
    return /<title>([^<]*)<\/title>/.exec(this.html)?.[1];
  }

  get flowId(): string {
    return flowIn(this.path);
  }
}

/** A browser on the hosted pages of any API, set to a language: it goes wherever it is led, and presses what is there. */
export class Wanderer {
  readonly #bed: TestBed;
  readonly #lang: string;
  readonly #jar = new CookieJar();
  html = "";
  status = 0;

  constructor(bed: TestBed, lang = "en") {
    this.#bed = bed;
    this.#lang = lang;
  }

  async #ask(path: string, init: RequestInit = {}, more: Readonly<Record<string, string>> = {}): Promise<this> {
    const headers = { "accept-language": this.#lang, ...this.#jar.header, ...more };
    const reply = this.#jar.store(await this.#bed.fetch(path, { ...init, headers, redirect: "manual" }));
    const next = reply.headers.get("location");
    if (next !== null) return this.open(next);
    Object.assign(this, { html: await reply.text(), status: reply.status });
    return this;
  }

  open(address: string): Promise<this> {
    const { pathname, search } = new URL(address, ORIGIN);
    return this.#ask(pathname + search);
  }

  /** Sends the first form of the page that has this in it, as a browser does. */
  press(
    formWith: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = { origin: ORIGIN, "sec-fetch-site": "same-origin" },
  ): Promise<this> {
    const forms = this.html.replaceAll("&amp;", "&").match(/<form[\s\S]*?<\/form>/g) ?? [];
    const { action, fields: all } = formOf(forms.find((form) => form.includes(formWith)) ?? "");
    for (const [name, value] of Object.entries(fields)) all.set(name, value);
    return this.#ask(action, { method: "POST", body: all }, headers);
  }

  get heading(): string | undefined {
    return /<h1>([^<]*)<\/h1>/.exec(this.html)?.[1];
  }
}

/** A page without what differs each time it is served. */
export const bytes = ({ html }: Reader): string => html.replaceAll(/nonce="[^"]*"/g, "");

/** The browser of somebody with an account, sent a code or a link and on the page that says so. */
export const sent = (options: TestOptions = {}, query = "") => sentOn(testBed(options), query);

/** The same in a world that is there. */
export async function sentOn(bed: TestBed, query = "", headers: Readonly<Record<string, string>> = {}) {
  const email = `jane.${crypto.randomUUID()}@example.org`;
  await addAccount([{ kind: "email", value: email }]);
  const reader = new Reader(bed);
  await reader.open(`/self-service/verification/browser${query}`, headers);
  if (reader.status !== 200) throw new Error(`not asked: ${reader.status} ${reader.heading}`);
  await reader.send({ email });
  expect(reader.path.startsWith(UI)).toBe(true);
  const code = (): string => bed.sent.at(-1)?.code ?? "";
  return { bed, reader, code, email };
}
