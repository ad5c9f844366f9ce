import { env } from "cloudflare:workers";
import type { World } from "../../src/core/ports.ts";
import { call } from "./admin.ts";
import type { TestBed } from "./world.ts";

export type Hit = {
  readonly host: string;
  readonly id: string;
  readonly body: string;
  readonly type: string;
  readonly flow: string;
  readonly request: Request;
};

/** How an endpoint answers; a rejection is a connection that broke. */
export type Endpoint = (hit: Hit) => Response | Promise<Response>;

export const ok: Endpoint = () => new Response(null, { status: 204 });
export const status =
  (code: number, headers: Record<string, string> = {}): Endpoint =>
  () =>
    new Response(null, { status: code, headers });

/** A network with endpoints on it: what each was asked, in order, and how all answer from now on. */
export function endpoints() {
  const hits: Hit[] = [];
  let reply: Endpoint = ok;
  let busy = 0;
  let busiest = 0;
  const http: World["http"] = async (request) => {
    const body = await request.clone().text();
    const said = JSON.parse(body) as { type?: string; event?: string; data?: { flow_id?: string } };
    const hit: Hit = {
      host: new URL(request.url).host,
      id: request.headers.get("webhook-id") ?? "",
      body,
      type: said.type ?? said.event ?? "",
      flow: said.data?.flow_id ?? "",
      request,
    };
    hits.push(hit);
    busy += 1;
    busiest = Math.max(busiest, busy);
    try {
      return await reply(hit);
    } finally {
      busy -= 1;
    }
  };
  return {
    http,
    hits,
    busiest: () => busiest,
    answer: (next: Endpoint) => {
      reply = next;
    },
    types: (host = "hooks.example.com") => hits.filter((hit) => hit.host === host).map(({ type }) => type),
  };
}

export type WireWebhook = { readonly id: string; readonly secret: string; readonly state: string };

/** An endpoint that is told. */
export async function hook(bed: TestBed, json: object = {}): Promise<WireWebhook> {
  const { status: answered, body } = await call(bed, "POST", "/webhooks", {
    json: { url: "https://hooks.example.com/in", events: ["*"], ...json },
  });
  if (answered !== 201) throw new Error(`${answered} ${JSON.stringify(body)}`);
  return body as WireWebhook;
}

/**
 * Whether a request bears a signature by this secret, as the specification says it is made; written here again, by
 * hand, so that the Worker's own code is not its own judge.
 */
export async function isSigned(request: Request, secret: string): Promise<boolean> {
  const bytes = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const { headers } = request;
  const content = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${await request.clone().text()}`;
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(content)));
  const wanted = `v1,${btoa(String.fromCharCode(...mac))}`;
  return (headers.get("webhook-signature") ?? "").split(" ").includes(wanted);
}

/** How each delivery stands, oldest first. */
export async function deliveryStates(): Promise<readonly unknown[]> {
  const { results } = await env.DB.prepare("SELECT state FROM webhook_deliveries ORDER BY webhook_id, seq").all();
  return results.map(({ state }) => state);
}
