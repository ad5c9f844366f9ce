import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { CookieJar } from "../../support/cookies.ts";
import { addAccount, type TestBed, type TestOptions, testBed } from "../../support/world.ts";

/*
 * A client of the dialect that knows nothing but HTTP, and holds every answer it gets to what SDKs rely on in all of
 * them. The texts of messages are ours, so that nothing here looks at a whole sentence.
 */

export const JANE = "jane@example.org";
export const PHONE = "+12065551234";
export const BASE = "https://verify.example.com";
export const UI = "/identity/verification";
export const ERROR_UI = "/identity/error";
export const MINUTE = 60_000;

/** Settings under which repeated messages need no waiting. */
export const noLimits: TestOptions = { policy: { sends: null, wrongGuesses: null } };
export const withTexts: TestOptions = { channels: ["email", "sms"], settings: { SMS_COUNTRIES: "US GB" } };

export type Message = {
  readonly id: number;
  readonly text: string;
  readonly type: string;
  readonly context?: Readonly<Record<string, unknown>>;
};
export type Node = {
  readonly type: string;
  readonly group: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly messages: readonly Message[];
  readonly meta: { readonly label?: Message };
};
export type Wire = {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly active: string;
  readonly expires_at: string;
  readonly issued_at: string;
  readonly request_url: string;
  readonly return_to?: string;
  readonly ui: {
    readonly action: string;
    readonly method: string;
    readonly nodes: readonly Node[];
    readonly messages?: readonly Message[];
  };
  readonly transient_payload?: unknown;
};
export type WireError = {
  readonly id?: string;
  readonly code: number;
  readonly status: string;
  readonly request?: string;
  readonly reason?: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
};
type Body = Wire & { readonly error: WireError; readonly use_flow_id: string; readonly expired_at: string };

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string;
  readonly cookies: readonly string[];
  readonly text: string;
  /** The parsed JSON, as whatever the test expects it to be. */
  readonly json: Body;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What SDKs and Elements rely on in every flow, whatever its state. */
function expectFlow(flow: Wire): void {
  expect(flow.id).toMatch(UUID);
  expect(["browser", "api"]).toContain(flow.type);
  expect(["choose_method", "sent_email", "passed_challenge"]).toContain(flow.state);
  expect(["code", "link"]).toContain(flow.active);
  for (const date of [flow.expires_at, flow.issued_at]) expect(new Date(date).getTime()).not.toBeNaN();
  expect(flow.ui.method).toBe(flow.state === "passed_challenge" ? "GET" : "POST");
  expect(flow.ui.messages ?? ["none"]).not.toHaveLength(0);
  for (const node of flow.ui.nodes) {
    expect(Object.keys(node)).toEqual(["type", "group", "attributes", "messages", "meta"]);
    expect(node.attributes["node_type"]).toBe(node.type);
    expect(Array.isArray(node.messages)).toBe(true);
  }
  for (const message of [...(flow.ui.messages ?? []), ...flow.ui.nodes.flatMap(({ messages }) => messages)]) {
    expect(message).toMatchObject({ id: expect.any(Number), text: expect.stringMatching(/./) });
    expect(["info", "success", "error"]).toContain(message.type);
  }
  const submits = flow.ui.nodes.filter(({ attributes }) => attributes["type"] === "submit");
  expect(submits.filter(({ attributes }) => attributes["name"] === "method").length).toBeLessThan(2);
}

function expectJson({ status, headers, json }: Reply): void {
  if (json.ui) {
    expect([200, 400]).toContain(status);
    expectFlow(json);
  } else if (json.error && status >= 400) {
    expect(json.error).toMatchObject({ code: status, status: expect.any(String), message: expect.any(String) });
    expect(headers.get("ory-error-id")).toBe(json.error.id ?? null);
  }
}

export type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
};

/** One caller: which cookies it keeps, what it accepts, how it writes its bodies, and where it reaches us. */
export class Client {
  readonly jar = new CookieJar();
  readonly #bed: TestBed;
  readonly #kind: "spa" | "page" | "native";
  readonly #mount: string;

  constructor(bed: TestBed, kind: "spa" | "page" | "native", mount = "") {
    this.#bed = bed;
    this.#kind = kind;
    this.#mount = mount;
  }

  async ask(path: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Reply> {
    const accept = this.#kind === "page" ? "text/html" : "application/json";
    const cookie = this.#kind === "native" ? {} : this.jar.header;
    const url = path.startsWith(this.#mount) || path.startsWith("/identity") ? path : this.#mount + path;
    const init = { method, headers: { accept, ...cookie, ...headers }, ...(body === undefined ? {} : { body }) };
    const response = this.jar.store(await this.#bed.fetch(url, init));
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
    const reply = {
      status: response.status,
      headers: response.headers,
      location: response.headers.get("location") ?? "",
      cookies: response.headers.getSetCookie(),
      text,
      json: isJson ? (JSON.parse(text) as Body) : ({} as Body),
    };
    expect(reply.headers.get("cache-control")).toContain("no-store");
    expectJson(reply);
    return reply;
  }

  /** Starts a flow and answers it, read as JSON whatever this caller accepts. */
  async init(query = ""): Promise<Wire> {
    const kind = this.#kind === "native" ? "api" : "browser";
    const headers = { accept: "application/json" };
    const { json } = await this.ask(`/self-service/verification/${kind}${query}`, { headers });
    expect(json.state).toBe("choose_method");
    return json;
  }

  read(id: string): Promise<Reply> {
    return this.ask(`/self-service/verification/flows?id=${id}`);
  }

  /** Posts to a flow, by its id or with everything else of the query. */
  post(flow: string | Pick<Wire, "id">, fields: Readonly<Record<string, unknown>>, more: Ask = {}): Promise<Reply> {
    const query = typeof flow === "string" ? flow : `?flow=${flow.id}`;
    const form = this.#kind === "page";
    const type = form ? "application/x-www-form-urlencoded" : "application/json";
    const body = form ? new URLSearchParams(fields as Record<string, string>).toString() : JSON.stringify(fields);
    const ask = { method: "POST", body, ...more, headers: { "content-type": type, ...more.headers } };
    return this.ask(`/self-service/verification${query}`, ask);
  }

  /** Asks for a message to `email`, the way a form of this caller does. */
  send(flow: Wire, email: string = JANE, method = "code"): Promise<Reply> {
    return this.post(flow, { method, email, ...csrfOf(flow) });
  }
}

export const spa = (bed: TestBed, mount?: string): Client => new Client(bed, "spa", mount);
export const page = (bed: TestBed, mount?: string): Client => new Client(bed, "page", mount);
export const native = (bed: TestBed, mount?: string): Client => new Client(bed, "native", mount);

export const nodeOf = (flow: Wire, name: string, type?: string): Node | undefined =>
  flow.ui.nodes.find(
    ({ attributes }) => attributes["name"] === name && (type === undefined || attributes["type"] === type),
  );
export const csrfOf = (flow: Wire): { csrf_token?: string } => {
  const value = nodeOf(flow, "csrf_token")?.attributes["value"];
  return typeof value === "string" && value !== "" ? { csrf_token: value } : {};
};
/** The nodes as `name/type`, in their order. */
export const namesOf = (flow: Wire): string[] =>
  flow.ui.nodes.map(({ attributes }) => `${attributes["name"] ?? attributes["id"]}/${attributes["type"] ?? "a"}`);
export const idsOf = (flow: Wire): number[] => (flow.ui.messages ?? []).map(({ id }) => id);
/** The ids of all messages, wherever they stand. */
export const messagesOf = (flow: Wire): number[] =>
  [...(flow.ui.messages ?? []), ...flow.ui.nodes.flatMap(({ messages }) => messages)].map(({ id }) => id);
/** The ids of the messages at the first node of that name. */
export const faultsOf = (flow: Wire, name: string): number[] =>
  (nodeOf(flow, name)?.messages ?? []).map(({ id }) => id);
export const hrefOf = (flow: Wire): unknown =>
  flow.ui.nodes.find(({ attributes }) => attributes["id"] === "continue")?.attributes["href"];

export const knownPeople = () =>
  addAccount([
    { kind: "email", value: JANE },
    { kind: "phone", value: PHONE },
  ]);

/** A bed in which Jane has an account, and one flow of hers that a message went out for. */
export async function sentTo(
  kind: "spa" | "page" | "native",
  options: TestOptions = {},
  { query = "", email = JANE, method = "code" } = {},
) {
  const bed = testBed(options);
  await knownPeople();
  const client = new Client(bed, kind);
  const started = await client.init(query);
  const sent = await client.send(started, email, method);
  expect(sent.status).toBe(kind === "page" ? 303 : 200);
  return { bed, client, flow: started, sent, code: codeOf(bed) };
}

export const codeOf = ({ sent }: TestBed): string => sent.at(-1)?.code ?? "";
/** The link of the newest mail, without the host. */
export const linkOf = ({ sent }: TestBed): string => (sent.at(-1)?.link ?? "").replace(BASE, "");
export const tokenOf = (bed: TestBed): string => new URL(linkOf(bed), BASE).searchParams.get("token") ?? "";
/** A code of the right form that is not this one. */
export const notCode = (code: string, step = 1): string =>
  String((Number(code) + step) % 1_000_000).padStart(code.length, "0");

export async function guessWrong(client: Client, flow: Wire, code: string, times: number): Promise<void> {
  for (let guess = 1; guess <= times; guess += 1) {
    const { status, json } = await client.post(flow, { method: "code", code: notCode(code, guess) });
    expect([status, ...idsOf(json)]).toEqual([200, 4070006]);
  }
}

const TABLES = ["accounts", "addresses", "flows", "issues", "attempts", "limits", "messages"] as const;

/** How many rows there are in each table. */
export async function rowCounts(): Promise<Record<string, number>> {
  const columns = TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`);
  const row = await env.DB.prepare(`SELECT ${columns.join(", ")}`).first<Record<string, number>>();
  return row ?? {};
}

export const attemptsOf = (flow: Pick<Wire, "id">): Promise<number | null> =>
  env.DB.prepare("SELECT attempts FROM flows WHERE id = ?").bind(flow.id).first<number>("attempts");

/** The addresses that are verified. */
export async function verified(): Promise<string[]> {
  const { results } = await env.DB.prepare("SELECT value FROM addresses WHERE verified_at IS NOT NULL").all();
  return results.map((row) => row["value"] as string);
}

/** The id of the flow that a redirect leads to. */
export const flowIn = (location: string): string => {
  const { searchParams } = new URL(location, BASE);
  return searchParams.get("flow") ?? searchParams.get("id") ?? "";
};
