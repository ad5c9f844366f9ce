import { toBase64Url } from "./base64url.ts";
import type { Client, ClientStore, NewClient, Person, TicketFailure } from "./client.ts";
import { type ClientTokenPorts, type ClientTokens, createClientTokens } from "./client-tokens.ts";
import { timeOrderedId } from "./ids.ts";
import { randomValue } from "./random-value.ts";
import { fail, ok, type Result } from "./result.ts";
import { createRevocations } from "./revocations.ts";

const TICKET_LIFETIME_MS = 300_000;

/** A client and its newest secret, which nobody is told again. */
export type WithSecret = { readonly client: Client; readonly secret: string };

export type ClientFailure = { readonly reason: "client_not_found" | "client_revoked" };

/** Servers of an app: who they are, and the tokens they act with. */
export type Clients = ClientTokens &
  Pick<ClientStore, "find" | "list" | "endSecret"> & {
    register(client: Omit<NewClient, "id">): Promise<WithSecret>;
    /** Adds a secret beside the newest one there was; any older one ends. Tokens stay good. */
    rotate(id: string): Promise<Result<WithSecret, ClientFailure>>;
    /** For good: no more tokens, and those there are end. False: there is no such client. */
    revoke(id: string): Promise<boolean>;
    /** What the client gets one token with that carries this person. */
    makeTicket(work: {
      readonly clientId: string;
      readonly person: Person;
    }): Promise<Result<{ readonly ticket: string; readonly expiresAt: number }, TicketFailure>>;
  };

export type ClientPorts = Omit<ClientTokenPorts, "store" | "revocations" | "world"> & {
  readonly store: ClientStore;
  readonly world: ClientTokenPorts["world"] & Parameters<typeof createRevocations>[0]["world"];
};

export function createClients(ports: ClientPorts): Clients {
  const { store, keyring, world } = ports;
  const revocations = createRevocations(ports);

  async function newSecret(now: number) {
    const secret = randomValue(world.random, "cs_secret_");
    return { secret, stored: { id: timeOrderedId(world.random, now), digest: await keyring.digest(secret) } };
  }

  return {
    ...createClientTokens({ ...ports, revocations }),
    find: store.find,
    list: store.list,
    endSecret: store.endSecret,

    async register(client) {
      const now = world.now();
      const { secret, stored } = await newSecret(now);
      const id = `cs_client_${toBase64Url(world.random(16))}`;
      return { client: await store.create({ id, ...client }, stored, now), secret };
    },

    async rotate(id) {
      const now = world.now();
      const { secret, stored } = await newSecret(now);
      const client = await store.addSecret(id, stored, now);
      if (!client) return fail({ reason: "client_not_found" });
      return client.revokedAt === null ? ok({ client, secret }) : fail({ reason: "client_revoked" });
    },

    async revoke(id) {
      const revoked = await store.revoke(id, world.now());
      if (revoked) revocations.add(id);
      return revoked;
    },

    async makeTicket({ clientId, person }) {
      const now = world.now();
      const ticket = randomValue(world.random, "cs_ticket_");
      const expiresAt = now + TICKET_LIFETIME_MS;
      const failure = await store.addTicket({ digest: await keyring.digest(ticket), clientId, person, now, expiresAt });
      return failure === null ? ok({ ticket, expiresAt }) : fail(failure);
    },
  };
}
