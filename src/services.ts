import { assetCatalogues } from "./copy/assets.ts";
import { createTranslators, type TranslatorFor } from "./copy/translators.ts";
import type { AccountStore } from "./core/account.ts";
import { createBreakers } from "./core/breaker.ts";
import { type Claims, createClaims } from "./core/claims.ts";
import { type Clients, createClients } from "./core/clients.ts";
import { type MakeSecret, randomSecret } from "./core/code.ts";
import { type Courier, createCourier } from "./core/courier.ts";
import { createDeliveries, type Deliveries } from "./core/deliveries.ts";
import { createDenials, type Denials } from "./core/denials.ts";
import type { Address, Channel } from "./core/flow.ts";
import { createIdempotency, type Idempotency } from "./core/idempotency.ts";
import { createInitiations, type Initiations } from "./core/initiations.ts";
import { createIssuing } from "./core/issuing.ts";
import type { NamedSender, Render, Route, Routes } from "./core/message-store.ts";
import { createPhoneCalls, type KeyUrl, type PhoneCalls } from "./core/phone-call.ts";
import type { Keyring, World } from "./core/ports.ts";
import { reachOf } from "./core/reach.ts";
import { createRequests, type Requests } from "./core/requests.ts";
import { fail, ok, type Result } from "./core/result.ts";
import { isCarried } from "./core/routing.ts";
import { createTracks, type Tracks } from "./core/tracks.ts";
import { createVerification, type Verification } from "./core/verification.ts";
import { createWebhooks, type Webhooks } from "./core/webhooks.ts";
import { createKeyring } from "./crypto/keyring.ts";
import { createDevIssuer } from "./dev/issuer.ts";
import { createOutbox } from "./dev/outbox.ts";
import { withTestCode } from "./dev/test-code.ts";
import { type Env, readSettings, type Settings } from "./env.ts";
import { render, renderStopped } from "./messages/render.ts";
import { STOP } from "./pages/deny.tsx";
import { postEvent } from "./providers/event-webhook.ts";
import { chooseRoutes } from "./providers/index.ts";
import type { Problem } from "./settings/problems.ts";
import { d1AccountStore } from "./stores/accounts.ts";
import { d1CallStore } from "./stores/calls.ts";

import { d1ClientStore } from "./stores/clients.ts";
import { kvCodeVault } from "./stores/codes.ts";
import { createDatabase, type Database } from "./stores/database.ts";
import { d1DeliveryStore } from "./stores/deliveries.ts";
import { d1DenialStore } from "./stores/denials.ts";
import { d1FlowStore } from "./stores/flows.ts";
import { d1IdempotencyStore } from "./stores/idempotency.ts";
import { d1InitiationStore } from "./stores/initiations.ts";
import { d1MessageStore } from "./stores/messages.ts";
import { d1TrackStore } from "./stores/tracks.ts";
import { wakerOf } from "./stores/wake-ups.ts";
import { d1WebhookDeliveryStore } from "./stores/webhook-deliveries.ts";
import { createTokens, type Tokens } from "./tokens/access-token.ts";
import { createResultTokens, type ResultTokens } from "./tokens/result-tokens.ts";

/** What the edge works with. */
export type Services = {
  readonly settings: Settings;
  readonly world: World;
  readonly verification: Verification;
  readonly claims: Claims;
  readonly requests: Requests;
  readonly initiations: Initiations;
  readonly tracks: Tracks;
  /** How login servers are told what a track came to, where they want to read it themselves. */
  readonly resultTokens: Pick<ResultTokens, "keySet">;
  readonly denials: Denials;
  /** Who speaks a language to people. */
  readonly translatorFor: TranslatorFor;
  readonly courier: Courier;
  readonly deliveries: Deliveries;
  readonly phoneCalls: PhoneCalls;
  /** Whoever carries anything, by name: some tell later what became of it, and some ask what is said next. */
  readonly senders: ReadonlyMap<string, NamedSender>;
  readonly webhooks: Webhooks;
  readonly accounts: AccountStore;
  readonly idempotency: Idempotency;
  /** Servers of the app, and the access tokens that are issued here. */
  readonly clients: Clients;
  readonly keyring: Keyring;
  readonly database: Database;
  /** Checks what the identity systems of the settings issued. */
  readonly tokens: Tokens;
  /** Which channels can be sent on at all. */
  readonly channels: Readonly<Record<Channel, boolean>>;
  /** Whether this one can be reached on it. */
  readonly reaches: (channel: Channel, address: Pick<Address, "kind" | "value">) => boolean;
};

const sendersIn = (routes: Routes): ReadonlyMap<string, NamedSender> =>
  new Map(
    Object.values(routes)
      .flat()
      .map(({ sender }) => [sender.name, sender]),
  );

/** Joins settings, stores, providers and core. The one place that knows them all. */
export function joinServices(settings: Settings, world: World, routes: Routes): Services {
  const { policy, bindings } = settings;
  const appId = settings.app.id;
  const database = createDatabase(bindings.DB, world);
  const keyring = createKeyring(settings.keys, world.random);
  const ownIssuers = DEVELOPMENT ? [createDevIssuer(settings.publicUrl, keyring).issuer] : [];
  const anySecret: MakeSecret = (_, token) => randomSecret(world.random, { digits: policy.codeDigits, token });
  const makeSecret = DEVELOPMENT ? withTestCode(anySecret) : anySecret;
  const flows = d1FlowStore(database);
  const vault = kvCodeVault(bindings.CODES, keyring);
  const webhooks = createWebhooks({
    deliveries: d1WebhookDeliveryStore(database),
    keyring,
    post: postEvent(world),
    world,
    instant: (at) => new Date(at).toISOString(),
    async codeOf({ type, messageId, channel }) {
      const wanted = settings.payway.webhookCodes && type === "message.sent";
      if (!wanted || messageId === null || channel === null) return null;
      return (await vault.take(messageId, channel))?.linkToken ?? null;
    },
    wake: wakerOf(bindings.COURIER, world, "webhooks"),
  });
  const messages = d1MessageStore(database, world);
  const translatorFor = createTranslators(assetCatalogues(bindings.ASSETS, world), world);
  const rendered: Render = async (message, secret) =>
    render(message, secret, { copy: await translatorFor(message.data.locale), style: settings.messages });
  const keyUrl: KeyUrl = (provider, { appId, id }, heard) =>
    `${settings.publicUrl}/hooks/${provider}/${appId}/call?message=${id}&heard=${heard}`;
  const courier = createCourier({
    messages: {
      ...messages,
      async report(report) {
        await messages.report(report);
        // What came of a message is news, and comes after the answer whose end has others told.
        if (webhooks.isWanted()) webhooks.deliverSoon();
      },
    },
    vault,
    flows,
    keyring,
    render: rendered,
    routes,
    breakers: createBreakers(),
    world,
    makeSecret,
    fallback: settings.fallback,
    callbackUrl: (provider, { appId, id }) => `${settings.publicUrl}/hooks/${provider}/${appId}?message=${id}`,
    keyUrl,
    wake: wakerOf(bindings.COURIER, world),
  });
  const issuing = createIssuing({
    keyring,
    courier,
    world,
    policy,
    makeSecret,
    stopPage: `${settings.publicUrl}${STOP}`,
  });
  const resultTokens = createResultTokens(settings.publicUrl, { keyring, random: world.random });
  return {
    settings,
    world,
    translatorFor,
    verification: createVerification({ flows, keyring, issuing, world, policy }),
    claims: createClaims({ flows, keyring, issuing, world, policy }),
    requests: createRequests({ flows, keyring, issuing, world, policy }),
    initiations: createInitiations({ flows, store: d1InitiationStore(database), keyring, issuing, world, policy }),
    tracks: createTracks({
      store: d1TrackStore(database, appId),
      keyring,
      sign: resultTokens.sign,
      world,
      policy,
      appId,
    }),
    resultTokens,
    denials: createDenials({ denials: d1DenialStore(database), keyring, world, policy, appId }),
    courier,
    deliveries: createDeliveries({
      deliveries: d1DeliveryStore(database),
      keyring,
      courier,
      world,
      routes,
      fallback: settings.fallback,
    }),
    phoneCalls: createPhoneCalls({
      calls: d1CallStore(database),
      vault,
      keyring,
      render: rendered,
      stopped: async (locale) => renderStopped(await translatorFor(locale)),
      keyUrl,
      world,
    }),
    senders: sendersIn(routes),
    webhooks,
    accounts: d1AccountStore(database, appId, (address) => reachOf(keyring, appId, address)),
    idempotency: createIdempotency({ store: d1IdempotencyStore(database, keyring, appId), keyring, world, appId }),
    clients: createClients({ store: d1ClientStore(database, appId), keyring, world, policy, appId }),
    keyring,
    database,
    tokens: createTokens([...ownIssuers, ...settings.issuers], world),
    channels: {
      email: routes.email.length > 0,
      sms: routes.sms.length > 0,
      voice: routes.voice.length > 0,
    },
    reaches: (channel, address) => isCarried(routes, channel, address),
  };
}

/** The services of a deployment, or everything that keeps it from serving. */
export function createServices(env: Env, world: World): Result<Services, readonly Problem[]> {
  const settings = readSettings(env, DEVELOPMENT);
  if (DEVELOPMENT && settings.ok) {
    const outbox = createOutbox(settings.value.bindings.CODES, world);
    const all: readonly Route[] = [{ sender: outbox, countries: "*" }];
    return ok(joinServices(settings.value, world, { email: all, sms: all, voice: all }));
  }
  const routes = chooseRoutes(env, world);
  if (settings.ok && routes.ok) return ok(joinServices(settings.value, world, routes.value));
  return fail([...(settings.ok ? [] : settings.failure), ...(routes.ok ? [] : routes.failure)]);
}
