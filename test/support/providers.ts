import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Channel, Flow } from "../../src/core/flow.ts";
import type { Attempt, Envelope, SendFailure } from "../../src/core/message.ts";
import type { Route } from "../../src/core/message-store.ts";
import { parsePhone } from "../../src/core/phone.ts";
import { fail, ok } from "../../src/core/result.ts";
import * as journey from "./journey.ts";
import type { TestBed } from "./world.ts";

export const down: SendFailure = { kind: "transient", scope: "provider", reason: "unreachable" };
export const unsure: SendFailure = { kind: "ambiguous", scope: "provider", reason: "unreachable" };
export const unauthorized: SendFailure = { kind: "permanent", scope: "provider", reason: "unauthorized" };
export const rejected: SendFailure = { kind: "permanent", scope: "message", reason: "rejected" };
export const undeliverable: SendFailure = { kind: "permanent", scope: "recipient", reason: "undeliverable" };
export const suppressed: SendFailure = { kind: "permanent", scope: "recipient", reason: "suppressed" };

/** Who was asked to carry what, in order. */
export type Asked = Pick<Envelope, "id" | "channel" | "code" | "link" | "idempotencyKey"> & { readonly by: string };

/** Providers that answer as they are told, and one list of everything they were asked. */
export function scriptedProviders() {
  const asked: Asked[] = [];
  const scripts = new Map<string, readonly ("takes" | SendFailure)[]>();
  const meanwhile = new Map<string, () => void>();
  return {
    asked,
    /** Whom they asked, in order. */
    order: () => asked.map(({ by }) => by),
    /** What it answers from now on, one after the other; the last of it for good. */
    tell(name: string, ...answers: readonly ("takes" | SendFailure)[]) {
      scripts.set(name, answers);
    },
    /** What happens while it thinks. */
    slow(name: string, work: () => void) {
      meanwhile.set(name, work);
    },
    /** One that takes everything until it is told otherwise. It drops repeats if its name ends in `!`. */
    route(name: string, countries: Route["countries"] = "*"): Route {
      return {
        countries,
        sender: {
          name,
          idempotent: name.endsWith("!"),
          async send({ id, channel, code, link, idempotencyKey }) {
            asked.push({ by: name, id, channel, code, link, idempotencyKey });
            meanwhile.get(name)?.();
            const [answer = "takes", ...more] = scripts.get(name) ?? [];
            if (more.length > 0) scripts.set(name, more);
            return answer === "takes" ? ok({ providerMessageId: id }) : fail(answer);
          },
        },
      };
    },
  };
}

/** A flow of the core's own, sent to by text. */
export async function textedFlow(bed: TestBed, number: string, proof: Flow["proof"] = "code"): Promise<Flow> {
  const flow = await journey.start(bed, proof);
  const address = parsePhone(number);
  if (!address.ok) throw new Error("not a number");
  const sent = await bed.services.verification.send({
    appId: "default",
    dialect: "test",
    flowId: flow.id,
    proof,
    guards: [flow.guard],
    address: address.value,
    channel: "sms",
    template: proof === "code" ? "verification_code_valid" : "verification_valid",
    templateIfUnknown: null,
    data: {
      appName: "Acme",
      locale: "en",
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

export type StoredMessage = { readonly channel: Channel; readonly state: string; readonly tries: readonly string[] };

/** Every message, oldest first, with its tries as `provider kind reason`. */
export async function storedMessages(): Promise<readonly StoredMessage[]> {
  const { results } = await env.DB.prepare(
    "SELECT channel, state, dispatches FROM messages ORDER BY created_at, channel",
  ).all<{
    channel: Channel;
    state: string;
    dispatches: string;
  }>();
  return results.map(({ channel, state, dispatches }) => ({
    channel,
    state,
    tries: (JSON.parse(dispatches) as Attempt[]).map(({ provider, kind, reason }) =>
      [provider, kind, reason].filter((part) => part !== null).join(" "),
    ),
  }));
}

/** Lets most of the time of a code pass, with a look at what is due four times a minute. */
export async function letTimePass(bed: TestBed): Promise<void> {
  for (let quarter = 0; quarter < 32; quarter += 1) {
    bed.wait(15_000);
    await bed.services.courier.sendDue();
  }
}

/** That every message has come to an end that shows, and that one code of the flow counts: the last that went out. */
export async function expectSound(bed: TestBed, flow: Flow, asked: readonly Asked[]): Promise<void> {
  const ends = (await storedMessages()).map(({ state }) => state);
  for (const state of ends) expect(["sent", "failed", "expired", "suppressed"]).toContain(state);
  const codes = [...new Set(asked.map(({ code }) => code))].filter((code) => code !== null);
  const last = asked.at(-1)?.code;
  for (const code of codes) {
    if (code !== last) expect((await journey.check(bed, flow.id, code)).ok).toBe(false);
  }
  if (ends.includes("sent") && last) expect((await journey.check(bed, flow.id, last)).ok).toBe(true);
}
