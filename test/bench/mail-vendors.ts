import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { codeIn } from "./mailboxes.ts";

/** What may go wrong with a request to a vendor, and with which share of them each of these does. */
const FAULTS = ["unavailable", "throttled", "reset", "slow"] as const;
const FAULTY = 0.3;
const RETRY_AFTER_S = 5;
/** Short of what the Worker gives up after: these are no failures, they only take long. */
const SLOW_MS = { least: 2_000, most: 6_000 } as const;

type Fault = (typeof FAULTS)[number];

/** What reached one person's mailbox. */
export type Received = {
  /** In the order they came. */
  readonly mails: readonly { readonly vendor: "resend" | "postmark"; readonly code: string }[];
  /** How often a vendor took the mail and the connection broke before it could say so. */
  readonly resets: number;
};

/** Two mail vendors on one network: Resend, which drops repeats by their key, and Postmark, which does not. */
export type MailVendors = {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly received: (to: string) => Received;
  /** How many requests met each fault. */
  readonly met: () => Readonly<Record<Fault, number>>;
};

/** Numbers in [0, 1), the same ones in every run: `Math.random` would have each run meet faults of its own. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** With `faults`, Resend fails in one of several ways as often as `FAULTY` says; Postmark always works. */
export function createMailVendors({ faults }: { readonly faults: boolean }): MailVendors {
  const chance = seeded(1);
  const keys = new Set<string>();
  const mailboxes = new Map<string, Received>();
  const met = { unavailable: 0, throttled: 0, reset: 0, slow: 0 };
  const received = (to: string): Received => mailboxes.get(to) ?? { mails: [], resets: 0 };

  function deliver(vendor: "resend" | "postmark", to: string, text: string): void {
    const { mails, resets } = received(to);
    mailboxes.set(to, { mails: [...mails, { vendor, code: codeIn(text) }], resets });
  }

  function nextFault(): Fault | undefined {
    const drawn = chance();
    const fault = faults ? FAULTS[Math.floor((drawn / FAULTY) * FAULTS.length)] : undefined;
    if (fault) met[fault] += 1;
    return fault;
  }

  async function resend(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mail = (await json(request)) as { readonly to: readonly [string]; readonly text: string };
    const [to] = mail.to;
    const fault = nextFault();
    if (fault === "unavailable") return refuse(response, 503, "internal_server_error");
    if (fault === "throttled") {
      response.setHeader("retry-after", RETRY_AFTER_S);
      return refuse(response, 429, "rate_limit_exceeded");
    }
    const key = String(request.headers["idempotency-key"]);
    if (!keys.has(key)) deliver("resend", to, mail.text);
    keys.add(key);
    if (fault === "reset") {
      mailboxes.set(to, { ...received(to), resets: received(to).resets + 1 });
      request.socket.destroy();
      return;
    }
    if (fault === "slow") await sleep(SLOW_MS.least + chance() * (SLOW_MS.most - SLOW_MS.least));
    reply(response, 200, { id: key });
  }

  async function postmark(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mail = (await json(request)) as { readonly To: string; readonly TextBody: string };
    deliver("postmark", mail.To, mail.TextBody);
    reply(response, 200, { ErrorCode: 0, Message: "OK" });
  }

  return {
    // Resend's path is /emails and Postmark's /email.
    answer: (request, response) => (request.url?.endsWith("/emails") ? resend : postmark)(request, response),
    received,
    met: () => ({ ...met }),
  };
}

const refuse = (response: ServerResponse, status: number, name: string): void => reply(response, status, { name });

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
