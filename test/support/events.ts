import { env } from "cloudflare:workers";
import { call } from "./admin.ts";
import type { TestBed } from "./world.ts";

export type WireEvent = {
  readonly id: string;
  readonly type: string;
  readonly flow_id: string;
  readonly account_id: string | null;
  readonly message_id: string | null;
  readonly dialect: string | null;
  readonly channel: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: string;
};

export type Feed = { readonly events: readonly WireEvent[]; readonly next: string; readonly more: boolean };

/** The feed as operators read it. */
export async function feed(bed: TestBed, query = ""): Promise<Feed> {
  const { status, body } = await call(bed, "GET", `/events${query}`);
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as Feed;
}

/** What happened, in order, by the rows themselves; of one flow or of all. */
export async function typesOf(flowId?: string): Promise<readonly string[]> {
  const { results } = await env.DB.prepare("SELECT type FROM events WHERE ?1 IS NULL OR flow_id = ?1 ORDER BY seq")
    .bind(flowId ?? null)
    .all<{ type: string }>();
  return results.map(({ type }) => type.replace(/^verification\./, ""));
}
