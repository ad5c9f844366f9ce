import { env } from "cloudflare:workers";
import { timeOrderedId } from "../../src/core/ids.ts";
import type { TestBed } from "./world.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

export type Seed = {
  channel?: string;
  recipient?: string;
  state?: string;
  appId?: string;
  dispatches?: unknown[];
  template?: string;
};

/** One message in the outbox, a second after the one before it; its id. */
export async function seedMessage(
  bed: TestBed,
  { channel = "email", recipient = "jane@example.org", state = "sent", ...more }: Seed = {},
) {
  const { appId = "default", dispatches = [], template = "verification_code_valid" } = more;
  bed.wait(1_000);
  const id = timeOrderedId(random, bed.now());
  await env.DB.prepare(
    `INSERT INTO messages (id, app_id, flow_id, issue_id, channel, recipient, template, data, state, send_count, due_at,
       dispatches, created_at, updated_at, expires_at)
     VALUES (?, ?, 'f', ?, ?, ?, ?, '{}', ?, 2, 0, ?, ?, ?, 0)`,
  )
    .bind(id, appId, id, channel, recipient, template, state, JSON.stringify(dispatches), bed.now(), bed.now() + 1_500)
    .run();
  return id;
}
