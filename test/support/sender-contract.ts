import { describe, expect, it } from "vitest";
import type { SendFailure } from "../../src/core/message.ts";
import type { Outside, Provider } from "../../src/providers/provider.ts";
import { noAnswer, type Verdict } from "../../src/providers/reply.ts";
import { bodyIn, misfits, misspelt, type RequestSchema } from "./provider-schemas/assert.ts";
import {
  envelopeFor,
  hangs,
  hangsInTheBody,
  nobody,
  number,
  problemsOf,
  type Reply,
  sentAt,
  startSender,
} from "./sender.ts";

/** What a provider must show to run the suite. */
export type SenderCase = {
  /** Settings with which it works. */
  readonly env: Readonly<Record<string, string>>;
  /** Those of them it cannot do without. */
  readonly required: readonly string[];
  /** The answer of a vendor that accepts, and the id in it. */
  readonly accepted: () => Response;
  readonly id: string;
  /** The vendor's way of saying no with this status; `echo` stands for what bodies like to repeat. */
  readonly refused: (status: number, echo: string) => Response;
  /** What of a body the vendor takes. */
  readonly schema: RequestSchema;
  /** Whether a status says all, whatever the body is: what cannot be read is then an acceptance without an id. */
  readonly statusDecides?: boolean;
  /** Statuses that mean something else than with other vendors. */
  readonly meanings?: Readonly<Record<number, Verdict>>;
  /** What only this vendor says, such as a refusal with status 200; and what becomes of it. */
  readonly answers?: readonly (readonly [says: string, reply: (echo: string) => Response, want: SendFailure])[];
  /** Whether it is asked to carry no code, because it comes back for it. */
  readonly codeComesLater?: boolean;
};

/** What every provider must do, whoever it talks to. */
export function describeSender(provider: Provider, vendor: SenderCase): void {
  const { env, required, accepted, id, refused, schema, meanings = {}, answers = [] } = vendor;
  const envelope = envelopeFor(provider);
  const secrets = [envelope.to, nobody, number, "135790", "sEcReT", ...required.map((name) => env[name] ?? "")];
  const echo = JSON.stringify(secrets);
  const unnamed = { ok: true, value: { providerMessageId: null } };

  const failureAfter = async (reply: Reply, outside: Partial<Outside> = {}): Promise<SendFailure> => {
    const result = await startSender(provider, { env, reply, outside }).send(envelope);
    if (result.ok) throw new Error("accepted");
    for (const secret of secrets) expect(JSON.stringify(result)).not.toContain(secret);
    return result.failure;
  };

  describe("as a sender", () => {
    it("answers the vendor's id when the message was accepted", async () => {
      const { send, requests } = startSender(provider, { env, reply: accepted });
      expect(await send(envelope)).toEqual({ ok: true, value: { providerMessageId: id } });
      expect(requests).toHaveLength(1);
    });

    it("names itself, goes where it was told only, and over https", async () => {
      const { name, send, requests } = startSender(provider, { env, reply: accepted });
      expect(name).toBe(provider.name);
      await send(envelope);
      const [request] = requests;
      expect(request?.headers.get("user-agent")).toMatch(/^countersign\//);
      expect(request?.redirect).toBe("manual");
      expect(new URL(request?.url ?? "").protocol).toBe("https:");
      expect(request?.url).not.toContain(encodeURIComponent(envelope.to));
    });

    it("sends the same request for the same message, so that a vendor can drop the second", async () => {
      const { send, requests } = startSender(provider, { env, reply: accepted });
      await send(envelope);
      await send(envelope);
      const [first, second] = await Promise.all(requests.map(async (request) => request.text()));
      expect(first).toBe(second);
      const withoutMarkup = decodeURIComponent(first ?? "").replace(/<[^>]*>/g, "");
      expect(withoutMarkup.includes(envelope.code ?? "")).toBe(!vendor.codeComesLater);
    });

    it("asks only for what the vendor knows, each key spelt as it does", async () => {
      const { send, requests } = startSender(provider, { env, reply: accepted });
      await send(envelope);
      const [body] = await Promise.all(requests.map(bodyIn));
      expect(misfits(schema, body)).toEqual([]);
      const misspellings = misspelt(body);
      expect(misspellings.length).toBeGreaterThan(3);
      for (const wrong of misspellings) expect(misfits(schema, wrong), JSON.stringify(wrong)).not.toEqual([]);
    });

    it.each([
      [400, { kind: "permanent", scope: "message", reason: "rejected" }],
      [401, { kind: "permanent", scope: "provider", reason: "unauthorized" }],
      [403, { kind: "permanent", scope: "provider", reason: "unauthorized" }],
      [429, { kind: "transient", scope: "provider", reason: "throttled" }],
      [500, { kind: "transient", scope: "provider", reason: "unreachable" }],
      [503, { kind: "transient", scope: "provider", reason: "unreachable" }],
    ])("reads %i for what it is, and keeps no word of the body", async (status, want) => {
      const { vendorCode: _, ...failure } = await failureAfter(() => refused(status, echo));
      expect(failure).toEqual({ ...want, ...meanings[status], status });
    });

    it.runIf(answers.length > 0).each(answers)("understands %s", async (_, reply, want) => {
      expect(await failureAfter(() => reply(echo))).toEqual(want);
    });

    it.each([
      ["HTML", `<!doctype html><p>${echo}</p>`],
      ["a megabyte", JSON.stringify({ message: `${echo}${"x".repeat(1024 * 1024)}` })],
      ["nothing", null],
    ])("reads a failing gateway from its status when it answers %s", async (_, body) => {
      const want = { kind: "transient", scope: "provider", reason: "unreachable", status: 502 };
      expect(await failureAfter(() => new Response(body, { status: 502 }))).toEqual(want);
    });

    it.each([
      ["seconds", "7", 7_000],
      ["a date", new Date(sentAt + 90_000).toUTCString(), 90_000],
      ["a date gone by", new Date(sentAt - 90_000).toUTCString(), 0],
      ["a week", "604800", 3_600_000],
      ["a date next year", new Date(sentAt + 365 * 86_400_000).toUTCString(), 3_600_000],
      ["something else", "-5", undefined],
      ["nothing", "", undefined],
    ])("hands on when to ask again: %s", async (_, header, want) => {
      const reply = () => {
        const { status, body } = refused(429, echo);
        return new Response(body, { status, headers: { "Retry-After": header } });
      };
      expect((await failureAfter(reply)).retryAfterMs).toBe(want);
    });

    it.each([
      ["HTML", () => new Response(`<!doctype html><p>${echo}</p>`, { headers: { "Content-Type": "text/html" } })],
      ["nothing", () => new Response(null)],
      ["half of it", () => new Response('{"id":"m')],
      ["a list", () => Response.json([])],
      ["a megabyte", () => Response.json({ id: "m1", filler: "x".repeat(1024 * 1024) })],
    ])("does not take %s with status 200 for more than it is", async (_, reply) => {
      if (vendor.statusDecides) expect(await startSender(provider, { env, reply }).send(envelope)).toEqual(unnamed);
      else expect(await failureAfter(reply)).toEqual({ ...noAnswer, status: 200 });
    });

    it("reads no more of an answer than it could need", async () => {
      let chunks = 0;
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull(stream) {
            chunks += 1;
            stream.enqueue(new Uint8Array(16 * 1024).fill(0x20));
          },
        });
      await startSender(provider, { env, reply: () => new Response(endless()) }).send(envelope);
      expect(chunks).toBeGreaterThan(0);
      expect(chunks).toBeLessThan(10);
    });

    it("does not follow a redirect", async () => {
      const { send, requests } = startSender(provider, {
        env,
        reply: () => new Response(null, { status: 307, headers: { Location: "https://elsewhere.example/" } }),
      });
      expect(await send(envelope)).toEqual({
        ok: false,
        failure: { kind: "permanent", scope: "provider", reason: "not_configured", status: 307 },
      });
      expect(requests).toHaveLength(1);
    });

    it("says unreachable when the network throws, and no word of what was thrown", async () => {
      const thrown = () => Promise.reject(new Error(`connection lost: ${echo}`));
      expect(await failureAfter(thrown)).toEqual(noAnswer);
    });

    it.each([
      ["before the answer", hangs, {}],
      ["in the middle of it", hangsInTheBody, { status: 200 }],
    ])("gives up after 8 seconds when the vendor hangs %s", async (_, reply, more) => {
      const asked: number[] = [];
      const timeout = (ms: number): AbortSignal => {
        asked.push(ms);
        return AbortSignal.timeout(1);
      };
      const result = await startSender(provider, { env, reply, outside: { timeout } }).send(envelope);
      const isAccepted = vendor.statusDecides && "status" in more;
      expect(result).toEqual(isAccepted ? unnamed : { ok: false, failure: { ...noAnswer, ...more } });
      expect(asked).toEqual([8_000]);
    });

    it.each(required)("does not start without %s, and says so", (name) => {
      const without = Object.fromEntries(Object.entries(env).filter(([setting]) => setting !== name));
      for (const incomplete of [without, { ...env, [name]: "" }]) {
        expect(problemsOf(provider, incomplete)).toEqual([`${name}: is not set`]);
      }
      expect(provider.settings).toContain(name);
    });
  });
}
