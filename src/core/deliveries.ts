import { addressSubject, parseAddress } from "./address.ts";
import type { Courier } from "./courier.ts";
import type { DeliveryEvent, DeliveryStatus } from "./delivery.ts";
import type { Channel } from "./flow.ts";
import type { Routes } from "./message-store.ts";
import { LEAST_LIFE_MS } from "./policy.ts";
import type { Keyring, World } from "./ports.ts";

/** What a provider told, and was believed. */
export type Told = {
  readonly appId: string;
  readonly provider: string;
  /** In the order in which they count. */
  readonly events: readonly DeliveryEvent[];
  /** The message whose callback address was used, as that address says; null where it says none. */
  readonly messageId: string | null;
  /** What was signed, if it was not the events. */
  readonly token?: string | undefined;
};

/** Which channel a message takes instead, by the one that it failed on. */
type Fallback = Readonly<Partial<Record<Channel, Channel>>>;

/** What an event means for the store. */
export type DeliveryWork = Pick<Told, "appId" | "provider"> &
  Pick<DeliveryEvent, "eventId" | "status" | "permanent" | "vendorCode" | "at"> & {
    /** Empty where it is about a person and no message. */
    readonly providerMessageId: string;
    readonly now: number;
    /** What was signed in place of the events, and the digest of those it is good for. */
    readonly token: { readonly text: string; readonly eventsDigest: string } | null;
    /** How its message ends, if it has not ended yet. */
    readonly end: "delivered" | "failed" | null;
    /** A message nobody knows the fate of, since its provider never answered; and what this provider says of it. */
    readonly doubtful: { readonly messageId: string; readonly state: "sent" | "delivered" } | null;
    /** Who is to be sent nothing more: whoever the message was for, or whoever this digest stands for. */
    readonly suppress: "recipient" | { readonly addressDigest: string } | null;
    /** What can be said on another channel if the message fails here, with at least so much of its life left. */
    readonly instead: { readonly fallback: Fallback; readonly leastLifeMs: number } | null;
  };

export type DeliveryStore = {
  /** Each once, in order: one that is known changes nothing. Answers how many messages go on on another channel. */
  record(works: readonly DeliveryWork[]): Promise<number>;
};

export type DeliveriesPorts = {
  readonly deliveries: DeliveryStore;
  readonly keyring: Pick<Keyring, "subject" | "digest">;
  readonly courier: Pick<Courier, "sendSoon">;
  readonly world: Pick<World, "now" | "log">;
  readonly routes: Routes;
  readonly fallback: Fallback;
};

/** What became of messages. None of it ever touches a verification: it says who was reached, not who they are. */
export type Deliveries = {
  take(told: Told): Promise<void>;
};

/** Events for one transaction: a vendor that saves them up may send hundreds at once. */
const AT_ONCE = 50;

const ends: Readonly<Partial<Record<DeliveryStatus, "delivered" | "failed">>> = {
  delivered: "delivered",
  failed: "failed",
  bounced: "failed",
};

/** The first and the last instant that have a date lie as far from 1970. */
const LAST_DATE = 8_640_000_000_000_000;

/** A vendor's clock may say anything; what is no date came now. */
const dateOr = (at: number, now: number): number => (Math.abs(at) <= LAST_DATE ? Math.round(at) : now);

/** Without the channels that nobody carries anything on. */
const carried = (fallback: Fallback, routes: Routes): Fallback =>
  Object.fromEntries(Object.entries(fallback).filter(([, channel]) => routes[channel].length > 0));

export function createDeliveries(ports: DeliveriesPorts): Deliveries {
  const { deliveries, keyring, courier, world } = ports;
  const fallback = carried(ports.fallback, ports.routes);
  const canGoOn = Object.keys(fallback).length > 0;

  async function suppressedBy(event: DeliveryEvent, appId: string): Promise<DeliveryWork["suppress"]> {
    if (!event.permanent) return null;
    if (event.recipient === null) return "recipient";
    const address = parseAddress(event.recipient);
    return address.ok ? { addressDigest: await keyring.subject(addressSubject(appId, address.value)) } : null;
  }

  async function tokenIn({ token, events }: Told): Promise<DeliveryWork["token"]> {
    if (token === undefined) return null;
    return { text: token, eventsDigest: await keyring.digest(JSON.stringify(events)) };
  }

  async function decide(
    event: DeliveryEvent,
    { told, now, token }: { readonly told: Told } & Pick<DeliveryWork, "now" | "token">,
  ): Promise<DeliveryWork> {
    const { eventId, providerMessageId, status, permanent, vendorCode } = event;
    const end = ends[status] ?? null;
    const isOut = status === "sent" || status === "delivered";
    return {
      appId: told.appId,
      provider: told.provider,
      eventId,
      providerMessageId: providerMessageId ?? "",
      status,
      permanent,
      vendorCode,
      at: dateOr(event.at, now),
      now,
      token,
      end: providerMessageId === null ? null : end,
      doubtful:
        told.messageId !== null && providerMessageId !== null && isOut
          ? { messageId: told.messageId, state: status }
          : null,
      suppress: await suppressedBy(event, told.appId),
      // Whoever takes no messages is not called instead.
      instead: end === "failed" && !permanent && canGoOn ? { fallback, leastLifeMs: LEAST_LIFE_MS } : null,
    };
  }

  return {
    async take(told) {
      const now = world.now();
      const token = await tokenIn(told);
      const works = await Promise.all(told.events.map((event) => decide(event, { told, now, token })));
      let instead = 0;
      for (let first = 0; first < works.length; first += AT_ONCE) {
        instead += await deliveries.record(works.slice(first, first + AT_ONCE));
      }
      for (const { status, permanent } of works) {
        world.log({ event: "delivery_told", app: told.appId, provider: told.provider, status, permanent });
      }
      if (instead > 0) courier.sendSoon();
    },
  };
}
