import type { MakeSecret, Secret } from "./code.ts";
import type { Courier } from "./courier.ts";
import type { Address, Channel, Flow, Proof } from "./flow.ts";
import type { AddressWork, IssueWork, SentMessage } from "./flow-store.ts";
import { timeOrderedId } from "./ids.ts";
import { sendLimits } from "./limits.ts";
import { linkCodeOf } from "./link-code.ts";
import type { MessageData, MessageTemplate } from "./message.ts";
import { countryOf } from "./phone.ts";
import type { Policy } from "./policy.ts";
import type { Keyring, Verifier, World } from "./ports.ts";

/** What is to be sent, whatever kind of verification it is for. */
export type IssueRequest = {
  readonly appId: string;
  readonly flowId: string;
  readonly proof: Proof;
  /** The address and what stands for it in counters; null: one of the account's, which only the database knows. */
  readonly to: AddressWork | null;
  readonly channel: Channel;
  readonly template: MessageTemplate;
  /** Sent when the address is nobody's; null: nobody is written to, and nobody can tell. */
  readonly templateIfUnknown: MessageTemplate | null;
  readonly data: Omit<MessageData, "requestedAt" | "expiresAt" | "stopTemplate">;
  /** Who asks, for the limits: see `callerByIp`, `callerByAccount`; null: a caller of whom none are too many. */
  readonly caller: string | null;
  /** How long it works, where the policy's own times are not meant. */
  readonly lifetimeMs?: number;
};

/** A code and a link that nobody has yet: the store's part, and the secret that only a message may carry. */
export type Prepared = {
  readonly work: IssueWork;
  readonly secret: Secret;
  readonly transientPayload: string | null;
};

/** Makes what is sent, before the store decides and after it did. */
export type Issuing = {
  prepare(request: IssueRequest): Promise<Prepared>;
  /** Hands the courier what the store put in the outbox under this operation. */
  handOver(prepared: Prepared, decided: { readonly flow: Flow; readonly message: SentMessage }): void;
};

export type IssuingPorts = {
  readonly keyring: Keyring;
  readonly courier: Pick<Courier, "sendNow">;
  readonly world: Pick<World, "now" | "random">;
  readonly policy: Policy;
  readonly makeSecret: MakeSecret;
  /** The address of the page that stops a request, without its query. */
  readonly stopPage: string;
};

/** Long enough for a provider's deadline and for the answer to be written down. */
const FIRST_TRY_LEASE_MS = 30_000;

/** Whether the policy lets anything be sent to this address at all. */
export function mayReach({ countries }: Pick<Policy, "countries">, address: Address): boolean {
  if (address.kind === "email" || countries === "*") return true;
  const country = countryOf(address.value);
  return country !== undefined && countries.includes(country);
}

function newest([verifier]: readonly Verifier[]): Verifier {
  if (!verifier) throw new Error("the keyring holds no key");
  return verifier;
}

export function createIssuing({ keyring, courier, world, policy, makeSecret, stopPage }: IssuingPorts): Issuing {
  return {
    async prepare({ appId, flowId, proof, to, channel, template, templateIfUnknown, data, caller, lifetimeMs }) {
      const now = world.now();
      const operation = timeOrderedId(world.random, now);
      const secret = makeSecret(to?.address.value ?? null, data.token);
      const [codeVerifiers, linkVerifiers, limits] = await Promise.all([
        keyring.codeVerifiers({ appId, flowId }, secret.code),
        keyring.linkVerifiers(secret.linkToken),
        sendLimits(keyring, policy.sends, { appId, caller, to, channel }),
      ]);
      const { transientPayload, ...words } = data;
      const standardMs = proof === "code" ? policy.codeLifetimeMs : policy.linkLifetimeMs;
      return {
        secret,
        transientPayload,
        work: {
          operation,
          now,
          proof,
          channel,
          limits,
          code: newest(codeVerifiers),
          link: newest(linkVerifiers),
          issueExpiresAt: now + (lifetimeMs ?? standardMs),
          message: {
            id: operation,
            template,
            templateIfUnknown,
            data: {
              ...words,
              // Texts have no room for a second link, and beside a code no place for one.
              ...(channel === "email" ? { stopTemplate: `${stopPage}?${linkCodeOf(flowId, "{token}")}` } : {}),
              requestedAt: now,
            },
            leaseUntil: now + FIRST_TRY_LEASE_MS,
          },
        },
      };
    },

    handOver({ work, secret, transientPayload }, { flow, message }) {
      if (!message.goesOut || !flow.address) return;
      const { operation, now } = work;
      const expiresAt = Math.min(work.issueExpiresAt, flow.expiresAt);
      courier.sendNow(
        {
          id: operation,
          appId: flow.appId,
          flowId: flow.id,
          issueId: operation,
          channel: work.channel,
          recipient: flow.address.value,
          template: message.template,
          data: { ...work.message.data, expiresAt, transientPayload },
          state: "sending",
          sendCount: 1,
          createdAt: now,
          updatedAt: now,
        },
        secret,
      );
    },
  };
}
