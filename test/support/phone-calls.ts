import { env } from "cloudflare:workers";
import { exportPKCS8, generateKeyPair } from "jose";
import type { Callback } from "../../src/core/delivery.ts";
import type { Flow } from "../../src/core/flow.ts";
import { parsePhone } from "../../src/core/phone.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { twilioCall } from "../../src/providers/voice/twilio.ts";
import { vonageCall } from "../../src/providers/voice/vonage.ts";
import { GUARD, start } from "./journey.ts";
import { fromTwilio, fromVonage } from "./signed-callbacks.ts";
import { type TestBed, type TestOptions, testBed } from "./world.ts";

export const NUMBER = "+447700900123";

/** What somebody hears in one go, and where their key leads; undefined: nowhere, the call is over. */
export type Heard = { readonly words: string; readonly next: string | undefined };

/** A vendor that calls people up: what it is asked, and how it comes back. */
export type PhoneVendor = {
  readonly provider: Provider;
  readonly settings: Readonly<Record<string, string>>;
  /** The document in the request for a call. */
  readonly placed: (body: string) => string;
  readonly hears: (document: string) => Heard;
  /** A key, or that none was pressed, as the vendor tells it. */
  readonly tells: (
    key: string | null,
    where: { readonly url: string; readonly at: number; readonly secret?: string },
  ) => Promise<Callback>;
  readonly type: string;
};

/** Digits are parted by breaks, and heard as one number all the same. */
const wordsIn = (markup: string): string =>
  markup
    .replace(/<break [^>]+>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

const twilio: PhoneVendor = {
  provider: twilioCall,
  settings: {
    TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`,
    TWILIO_AUTH_TOKEN: "secret",
    TWILIO_VOICE_FROM: "+15550100200",
  },
  placed: (body) => new URLSearchParams(body).get("Twiml") ?? "",
  hears: (document) => ({
    words: wordsIn(document),
    next: /<Gather [^>]*action="(?<url>[^"]+)"/.exec(document)?.groups?.["url"]?.replaceAll("&amp;", "&"),
  }),
  tells: (key, { url, secret = "secret" }) =>
    fromTwilio({ CallSid: "CA1", CallStatus: "in-progress", ...(key === null ? {} : { Digits: key }) }, secret, url),
  type: "text/xml",
};

type Action = { readonly action: string; readonly text?: string; readonly eventUrl?: readonly string[] };

const { privateKey } = await generateKeyPair("RS256", { extractable: true });

const vonage: PhoneVendor = {
  provider: vonageCall,
  settings: {
    VONAGE_APPLICATION_ID: "app",
    VONAGE_PRIVATE_KEY: await exportPKCS8(privateKey),
    VONAGE_VOICE_FROM: "+15550100200",
    VONAGE_SIGNATURE_SECRET: "secret",
  },
  placed: (body) => JSON.stringify((JSON.parse(body) as { ncco: unknown }).ncco),
  hears(document) {
    const actions = JSON.parse(document) as readonly Action[];
    return {
      words: wordsIn(actions.map(({ text = "" }) => text).join(" ")),
      next: actions.find(({ action }) => action === "input")?.eventUrl?.[0],
    };
  },
  tells: (key, { at, secret = "secret" }) =>
    fromVonage(JSON.stringify({ uuid: "c1", dtmf: { digits: key ?? "", timed_out: key === null } }), secret, at),
  type: "application/json",
};

export const phoneVendors: readonly (readonly [string, PhoneVendor])[] = [
  ["Twilio", twilio],
  ["Vonage", vonage],
];

export type Phone = {
  readonly bed: TestBed;
  /** The bodies of the requests for calls, as they were. */
  readonly bodies: readonly string[];
  /** What the newest call begins with. */
  begins(): Heard;
  /** Presses a key where the call asks for one; null: presses none. */
  press(heard: Heard, key: string | null): Promise<Heard>;
  /** The answer to a key at an address. */
  answer(url: string, key?: string | null, secret?: string): Promise<Response>;
};

/** A deployment that calls people up by one vendor, on a network that is made up. */
export function phoneBed(vendor: PhoneVendor, options: TestOptions = {}): Phone {
  const bodies: string[] = [];
  const bed = testBed({
    policy: { sends: null, countries: "*" },
    async http(request) {
      bodies.push(new TextDecoder().decode(await request.arrayBuffer()));
      return Response.json({ sid: `CA${bodies.length}`, uuid: `c${bodies.length}` }, { status: 201 });
    },
    ...options,
    routes(world) {
      const started = vendor.provider.configure(vendor.settings, world);
      if (!started.ok) throw new Error(JSON.stringify(started.failure.problems));
      const more = typeof options.routes === "function" ? options.routes(world) : options.routes;
      return { voice: [{ sender: started.value, countries: "*" }], ...more };
    },
  });

  async function answer(url: string, key: string | null = "5", secret = "secret"): Promise<Response> {
    const { headers, bytes } = await vendor.tells(key, { url, at: bed.now(), secret });
    return bed.fetch(url, { method: "POST", headers, body: bytes });
  }

  return {
    bed,
    bodies,
    begins: () => vendor.hears(vendor.placed(bodies.at(-1) ?? "")),
    async press({ next }, key) {
      if (next === undefined) throw new Error("no key is asked for");
      return vendor.hears(await (await answer(next, key)).text());
    },
    answer,
  };
}

/** A flow of the core's own, sent to by call; or sent to again. */
export async function call({ bed }: Pick<Phone, "bed">, again?: Flow, locale = "en"): Promise<Flow> {
  const flow = again ?? (await start(bed));
  const address = parsePhone(NUMBER);
  if (!address.ok) throw new Error("not a number");
  const sent = await bed.services.verification.send({
    appId: "default",
    dialect: "test",
    flowId: flow.id,
    proof: "code",
    guards: [GUARD],
    address: address.value,
    channel: "voice",
    template: "verification_code_valid",
    templateIfUnknown: "verification_code_invalid",
    data: {
      appName: "Acme",
      locale,
      linkTemplate: "https://verify.example.com/?token={token}",
      host: "verify.example.com",
      transientPayload: null,
    },
    ip: "192.0.2.1",
  });
  if (!sent.ok) throw new Error(sent.failure.reason);
  await bed.settle();
  return flow;
}

/** The codes that are said, each time one is. */
export const codesIn = ({ words }: Heard): readonly string[] => words.match(/\b[0-9]{6}\b/g) ?? [];

/** Everything that is stored, in D1 and KV. */
export async function everythingStored(): Promise<unknown> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_*' AND name NOT GLOB 'sqlite*' AND name NOT GLOB 'd1*'",
  ).all<{ name: string }>();
  const tables = await env.DB.batch(results.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`)));
  const { keys } = await env.CODES.list();
  return [results, tables.map(({ results: rows }) => rows), keys];
}
