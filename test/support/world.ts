import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createApp } from "../../src/app.ts";
import type { Envelope, Receipt, SendFailure } from "../../src/core/message.ts";
import type { Routes } from "../../src/core/message-store.ts";
import type { LogEntry, World } from "../../src/core/ports.ts";
import { ok, type Result } from "../../src/core/result.ts";
import { type Bindings, readSettings, type Settings } from "../../src/env.ts";
import { joinServices, type Services } from "../../src/services.ts";
import type { WakeUps } from "../../src/stores/wake-ups.ts";

/** The settings of a deployment, as a test may change them. */
export const deployment: Readonly<Record<string, string>> = {
  PUBLIC_URL: "https://verify.example.com",
  KEYS: `k1:${btoa("0123456789abcdef0123456789abcdef")}`,
  ADMIN_TOKEN: "test-admin-token-of-forty-characters-0000",
  APP_NAME: "Acme",
  DEFAULT_RETURN_URL: "https://app.example.com/welcome",
  ALLOWED_RETURN_URLS: "https://app.example.com https://*.allowed.example/x",
};

/** The storage of the test and no queue: what goes through that one would be delivered to the Worker itself. */
const ownBindings: Bindings = { DB: env.DB, CODES: env.CODES, ASSETS: env.ASSETS };

/** Switched off after the settings were judged: the edge must hold even where the default method is off. */
const isOff = (value: string | undefined): boolean => value === "false";

export function settingsWith(
  changes: Readonly<Record<string, string>> = {},
  bindings: Bindings = ownBindings,
): Settings {
  const { METHOD_CODE_ENABLED: code, METHOD_LINK_ENABLED: link, ...judged } = changes;
  const { DB, CODES, COURIER, ASSETS } = bindings;
  const others = { ...(COURIER ? { COURIER } : {}), ...(ASSETS ? { ASSETS } : {}) };
  const settings = readSettings({ ...deployment, ...judged, DB, CODES, ...others }, false);
  if (!settings.ok) throw new Error(`bad test settings: ${JSON.stringify(settings.failure)}`);
  const { kratos } = settings.value;
  return { ...settings.value, kratos: { ...kratos, methods: { code: !isOff(code), link: !isOff(link) } } };
}

/** A clock that moves when told, a network that answers what it was taught, and everything that was sent. */
export type TestBed = {
  readonly services: Services;
  readonly app: ReturnType<typeof createApp>;
  readonly sent: readonly Envelope[];
  readonly log: readonly LogEntry[];
  /** In how many seconds the courier asked to be woken, each time it did. */
  readonly wakeUps: readonly number[];
  /** Moves the clock on. */
  wait(ms: number): void;
  now(): number;
  /** How providers answer from now on; accepting everything until told otherwise. */
  answer(reply: (envelope: Envelope) => Promise<Result<Receipt, SendFailure>>): void;
  /** Waits for everything that was put off until after the answers. */
  settle(): Promise<void>;
  /** One request, answered the way the Worker would, with what it deferred done. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
};

/** Of assets, of the database and of providers. */
const DEADLINES_MS = [3_000, 5_000, 8_000];

const START = Date.UTC(2026, 10, 21, 19, 14, 5, 532);

export type TestOptions = {
  readonly settings?: Readonly<Record<string, string>>;
  readonly policy?: Partial<Settings["policy"]>;
  readonly bindings?: Bindings;
  /** Whether the account has queues: as it has unless told otherwise. */
  readonly queue?: boolean;
  /** Which channels have a provider. */
  readonly channels?: readonly ("email" | "sms" | "voice")[];
  /** Who carries what, where it is not the one provider of a test. */
  readonly routes?: Partial<Routes> | ((world: World) => Partial<Routes>);
  /** What is at the other end of the network. */
  readonly http?: World["http"];
  /** Deadlines pass at once. */
  readonly impatient?: boolean;
  /** Waits between tries take their time: they move the clock. */
  readonly timely?: boolean;
};

const noRoutes: Routes = { email: [], sms: [], voice: [] };

export function testBed({
  settings: changes = {},
  policy = {},
  bindings = ownBindings,
  queue = true,
  channels = ["email"],
  impatient = false,
  timely = false,
  routes = {},
  http = () => Promise.reject(new Error("no network in tests")),
}: TestOptions = {}): TestBed {
  let clock = START;
  let reply: (envelope: Envelope) => Promise<Result<Receipt, SendFailure>> = async ({ id }) =>
    ok({ providerMessageId: id });
  const sent: Envelope[] = [];
  const log: LogEntry[] = [];
  let deferred: Promise<unknown>[] = [];
  const world: World = {
    http,
    now: () => clock,
    // A single byte spreads waits: here they are all as long as they mostly are, so that none is as long as a deadline.
    random: (bytes) => (bytes === 1 ? new Uint8Array([128]) : crypto.getRandomValues(new Uint8Array(bytes))),
    // Waits between tries pass at once; deadlines never come unless a test asks for them.
    timer(ms) {
      if (DEADLINES_MS.includes(ms) && !impatient) return { gone: new Promise(() => undefined), cancel() {} };
      if (timely) clock += Math.max(0, ms);
      return { gone: Promise.resolve(), cancel() {} };
    },
    defer: (work) => void deferred.push(work),
    log: (entry) => void log.push(entry),
  };
  const sender = {
    name: "test",
    idempotent: true,
    async send(envelope: Envelope) {
      sent.push(envelope);
      return reply(envelope);
    },
  };
  const wakeUps: number[] = [];
  const COURIER: WakeUps = {
    async send(_, { delaySeconds }) {
      wakeUps.push(delaySeconds);
    },
  };
  const base = settingsWith(changes, { ...(queue ? { COURIER } : {}), ...bindings });
  const settings = { ...base, policy: { ...base.policy, ...policy } };
  const services = joinServices(settings, world, {
    ...noRoutes,
    ...Object.fromEntries(channels.map((channel) => [channel, [{ sender, countries: "*" }]])),
    ...(typeof routes === "function" ? routes(world) : routes),
  });
  const app = createApp(services);

  async function settle(): Promise<void> {
    while (deferred.length > 0) {
      const work = deferred;
      deferred = [];
      await Promise.allSettled(work);
    }
  }

  return {
    services,
    app,
    sent,
    log,
    wakeUps,
    wait: (ms) => {
      clock += ms;
    },
    now: () => clock,
    answer: (next) => {
      reply = next;
    },
    settle,
    async fetch(path, init) {
      const context = createExecutionContext();
      const url = new URL(path, settings.publicUrl);
      const response = await app.fetch(new Request(url, { redirect: "manual", ...init }), {}, context);
      await waitOnExecutionContext(context);
      await settle();
      return response;
    },
  };
}

/** An account with its addresses, straight into the store; answers its id. */
export async function addAccount(
  addresses: readonly { readonly kind: "email" | "phone"; readonly value: string }[],
  { appId = "default", status = "active", id = crypto.randomUUID().replaceAll("-", "").slice(0, 24) } = {},
): Promise<string> {
  await env.DB.batch([
    env.DB.prepare("INSERT INTO accounts (id, app_id, status, created_at, updated_at) VALUES (?, ?, ?, 0, 0)").bind(
      id,
      appId,
      status,
    ),
    ...addresses.map(({ kind, value }, index) =>
      env.DB.prepare(
        `INSERT INTO addresses (id, app_id, account_id, kind, typed, value, key, is_primary, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)`,
      ).bind(`${id}-${index}`, appId, id, kind, value, value, value.toLowerCase(), index === 0 ? 1 : 0),
    ),
  ]);
  return id;
}
