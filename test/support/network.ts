import type { Route, Routes } from "../../src/core/message-store.ts";
import type { World } from "../../src/core/ports.ts";
import { postmark } from "../../src/providers/email/postmark.ts";
import { resend } from "../../src/providers/email/resend.ts";
import type { Outside, Provider } from "../../src/providers/provider.ts";

/** How a vendor answers one request; a rejection is a connection that broke. */
export type Reply = (request: Request) => Promise<Response>;

const RESEND = "api.resend.com";
const POSTMARK = "api.postmarkapp.com";

export const accepted: Record<string, () => Response> = {
  [RESEND]: () => Response.json({ id: crypto.randomUUID() }),
  [POSTMARK]: () => Response.json({ ErrorCode: 0, MessageID: crypto.randomUUID(), Message: "OK" }),
};

const codeIn = (body: string): string | undefined => /\b[0-9]{6}\b/.exec(body)?.[0];

/** What a vendor took: what reached somebody's mailbox. */
export type Delivered = {
  readonly vendor: "resend" | "postmark";
  readonly to: string;
  readonly code: string | undefined;
  readonly key: string | null;
};

/**
 * The internet with two mail vendors on it, each behaving as told from now on; whoever is told nothing takes
 * everything. Resend drops repeats by their key, as it does.
 */
export function mailNetwork() {
  const behaviours: Partial<Record<string, Reply>> = {};
  const delivered: Delivered[] = [];
  const keys = new Set<string>();

  async function take(request: Request): Promise<Response> {
    const { host } = new URL(request.url);
    const body = await request.clone().text();
    const key = request.headers.get("idempotency-key");
    if (host === RESEND && key !== null && keys.has(key)) return (accepted[host] ?? Response.error)();
    if (key !== null) keys.add(key);
    const fields = JSON.parse(body) as { to?: string[]; To?: string };
    delivered.push({
      vendor: host === RESEND ? "resend" : "postmark",
      to: fields.To ?? fields.to?.[0] ?? "",
      code: codeIn(body),
      key,
    });
    return (accepted[host] ?? Response.error)();
  }

  return {
    delivered,
    take,
    http: ((request) => (behaviours[new URL(request.url).host] ?? take)(request)) satisfies World["http"],
    resend: (reply: Reply | undefined) => {
      behaviours[RESEND] = reply;
    },
    postmark: (reply: Reply | undefined) => {
      behaviours[POSTMARK] = reply;
    },
  };
}

export const down: Reply = async () => new Response(null, { status: 503 });
export const unreachable: Reply = () => Promise.reject(new Error("Network connection lost."));

function configured(provider: Provider, env: Readonly<Record<string, string>>, outside: Outside): Route {
  const started = provider.configure(env, outside);
  if (!started.ok) throw new Error(started.failure.problems.join(", "));
  return { sender: started.value, countries: "*" };
}

/** Resend first, then Postmark. */
export function bothVendors(world: World): Partial<Routes> {
  const env = { RESEND_API_KEY: "re_1", POSTMARK_SERVER_TOKEN: "pm_1", MAIL_FROM: "Acme <codes@example.org>" };
  return { email: [configured(resend, env, world), configured(postmark, env, world)] };
}
