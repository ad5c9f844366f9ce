import { env } from "cloudflare:workers";
import { resend } from "../../src/providers/email/resend.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { twilioText } from "../../src/providers/sms/twilio.ts";
import { twilioCall } from "../../src/providers/voice/twilio.ts";
import { fromSvix, fromTwilio, secretOf } from "./signed-callbacks.ts";
import { addAccount, deployment, type TestBed, type TestOptions, testBed } from "./world.ts";

export const JANE = "jane@example.org";
export const PHONE = "+12065551234";

const TWILIO_TOKEN = "auth-token";
const RESEND_SECRET = secretOf(7);

const settings = {
  TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`,
  TWILIO_AUTH_TOKEN: TWILIO_TOKEN,
  TWILIO_FROM: "+15550100200",
  TWILIO_VOICE_FROM: "+15550100200",
  RESEND_API_KEY: "re_key",
  RESEND_WEBHOOK_SECRET: RESEND_SECRET,
  MAIL_FROM: "codes@example.com",
};

/** A request that reached a vendor. */
export type Asked = {
  readonly to: "text" | "call" | "mail";
  /** What the vendor calls the message. */
  readonly id: string;
  readonly words: string;
  /** Where a key that is pressed in a call leads. */
  readonly keyUrl: string | undefined;
  readonly callback: string | undefined;
  readonly key: string | null;
};

export type Vendors = {
  readonly bed: TestBed;
  /** Every request to a vendor, oldest first. */
  readonly asked: readonly Asked[];
  /** How they answer from now on; undefined: taking everything. */
  answer(reply?: (asked: Asked) => Response): void;
};

const kinds: readonly (readonly [RegExp, Asked["to"], string])[] = [
  [/\/Messages\.json$/, "text", "SM"],
  [/\/Calls\.json$/, "call", "CA"],
  [/\/emails$/, "mail", "re_"],
];

const wordsIn = (markup: string): string => markup.replace(/<[^>]+>|\s/g, "");
const keyUrlIn = (twiml: string): string | undefined =>
  /<Gather [^>]*action="(?<url>[^"]+)"/.exec(twiml)?.groups?.["url"]?.replaceAll("&amp;", "&");

async function read(request: Request, count: number): Promise<Asked> {
  const [, to = "mail", prefix = ""] = kinds.find(([path]) => path.test(request.url)) ?? [];
  const body = new TextDecoder().decode(await request.arrayBuffer());
  const form = new URLSearchParams(body);
  return {
    to,
    id: `${prefix}${count}`,
    words: to === "mail" ? body : wordsIn(form.get("Body") ?? form.get("Twiml") ?? ""),
    keyUrl: keyUrlIn(form.get("Twiml") ?? ""),
    callback: form.get("StatusCallback") ?? undefined,
    key: request.headers.get("idempotency-key"),
  };
}

/** The real Twilio (texts and calls) and Resend of a deployment, on a network that is made up. */
export function vendorBed(options: TestOptions = {}): Vendors {
  const asked: Asked[] = [];
  const taken = ({ id }: Asked): Response => Response.json({ id, sid: id }, { status: 201 });
  let reply = taken;
  let bed: TestBed | undefined;
  const sender = (provider: Provider) => {
    const started = provider.configure(settings, {
      now: () => bed?.now() ?? 0,
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      async http(request) {
        const one = await read(request, asked.length + 1);
        asked.push(one);
        return reply(one);
      },
    });
    if (!started.ok) throw new Error(started.failure.problems.join(", "));
    return { sender: started.value, countries: "*" } as const;
  };
  bed = testBed({
    policy: { sends: null },
    ...options,
    settings: { SMS_COUNTRIES: "US", ...options.settings },
    routes: {
      email: [sender(resend)],
      sms: [sender(twilioText)],
      voice: [sender(twilioCall)],
      ...options.routes,
    },
  });
  return {
    bed,
    asked,
    answer: (next = taken) => {
      reply = next;
    },
  };
}

/** Somebody with an e-mail address and a phone number. */
export const addPerson = () =>
  addAccount([
    { kind: "email", value: JANE },
    { kind: "phone", value: PHONE },
  ]);

const json = { "content-type": "application/json" };

export type Sent = { readonly flow: string; readonly answer: Response };

/** Asks for a code, as the Kratos dialect is asked. */
export async function ask({ bed }: Pick<Vendors, "bed">, email: string): Promise<Sent> {
  const { id } = await (await bed.fetch("/self-service/verification/api")).json<{ id: string }>();
  const body = JSON.stringify({ method: "code", email });
  return {
    flow: id,
    answer: await bed.fetch(`/self-service/verification?flow=${id}`, { method: "POST", headers: json, body }),
  };
}

/** How a flow stands after a code. */
export async function type({ bed }: Pick<Vendors, "bed">, flow: string, code: string): Promise<string> {
  const body = JSON.stringify({ method: "code", code });
  const answer = await bed.fetch(`/self-service/verification?flow=${flow}`, { method: "POST", headers: json, body });
  return (await answer.json<{ state: string }>()).state;
}

const firstCode = (words: string): string => /[0-9]{6}/.exec(words)?.[0] ?? "";

export const codeIn = (asked: Asked | undefined): string => firstCode(asked?.words ?? "");

/** The code that is said in a call once a key was pressed. */
export async function codeHeard(vendors: Pick<Vendors, "bed">, call: Asked | undefined): Promise<string> {
  const answer = await twilioTells(vendors, { CallSid: call?.id ?? "", Digits: "5" }, call?.keyUrl);
  return firstCode(wordsIn(await answer.text()));
}

/** A callback as Twilio signs it, to the address that it was told. */
export async function twilioTells(
  { bed }: Pick<Vendors, "bed">,
  fields: Readonly<Record<string, string>>,
  path = "/hooks/twilio/default",
  token = TWILIO_TOKEN,
): Promise<Response> {
  const url = path.startsWith("/") ? `${deployment["PUBLIC_URL"]}${path}` : path;
  const { headers, bytes } = await fromTwilio(fields, token, url);
  headers.set("Content-Type", "application/x-www-form-urlencoded");
  return bed.fetch(url, { method: "POST", headers, body: bytes });
}

/** A callback as Resend signs it. */
export async function resendCallback(
  { bed }: Pick<Vendors, "bed">,
  event: { readonly id: string; readonly type: string; readonly data: Readonly<Record<string, unknown>> },
  secret = RESEND_SECRET,
): Promise<RequestInit> {
  const at = new Date(bed.now()).toISOString();
  const body = JSON.stringify({ type: event.type, created_at: at, data: event.data });
  const { headers, bytes } = await fromSvix(secret, event.id, bed.now(), body);
  return { method: "POST", headers, body: bytes };
}

export const resendTells = async (vendors: Pick<Vendors, "bed">, event: Parameters<typeof resendCallback>[1]) =>
  vendors.bed.fetch("/hooks/resend/default", await resendCallback(vendors, event));

export const bounce = (emailId: string, id = "msg_1") =>
  ({
    id,
    type: "email.bounced",
    data: { email_id: emailId, bounce: { type: "Permanent", subType: "General" } },
  }) as const;

export const rows = async (table: string): Promise<readonly Record<string, unknown>[]> =>
  (await env.DB.prepare(`SELECT * FROM ${table}`).all<Record<string, unknown>>()).results;

/** The states of all messages, oldest first, each with its channel. */
export const states = async (): Promise<readonly string[]> =>
  (
    await env.DB.prepare("SELECT channel || ' ' || state AS state FROM messages ORDER BY created_at, channel, 1").all()
  ).results.map(({ state }) => String(state));
