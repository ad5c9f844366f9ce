import { env } from "cloudflare:workers";
import { parseEmail } from "../../src/core/email.ts";
import type { Flow } from "../../src/core/flow.ts";
import { type TestBed, testBed } from "./world.ts";

export const JANE = "jane@example.org";
/** What must not show where these are not for: what a caller shows, and what it hands along for templates. */
export const GUARD = "secret-guard";
export const PAYLOAD = '{"note":"for the template alone"}';
const NOTICE = "wrong";

/** A flow of the core's own, started. */
export async function start({ services }: TestBed, proof: Flow["proof"] = "code", ip = "192.0.2.1"): Promise<Flow> {
  const started = await services.verification.start({
    appId: "default",
    dialect: "test",
    proof,
    guard: GUARD,
    context: '{"secret":"context"}',
    ip,
  });
  if (!started.ok) throw new Error(started.failure.reason);
  return started.value;
}

export function send({ services }: TestBed, flow: Pick<Flow, "id" | "proof">, email = JANE, ip = "192.0.2.1") {
  const address = parseEmail(email);
  if (!address.ok) throw new Error("not an address");
  return services.verification.send({
    appId: "default",
    dialect: "test",
    flowId: flow.id,
    proof: flow.proof,
    guards: [GUARD],
    address: address.value,
    channel: "email",
    template: flow.proof === "code" ? "verification_code_valid" : "verification_valid",
    templateIfUnknown: null,
    data: {
      appName: "Acme",
      locale: "en",
      linkTemplate: "https://verify.example.com/?token={token}",
      host: "verify.example.com",
      transientPayload: PAYLOAD,
    },
    ip,
  });
}

export const check = ({ services }: TestBed, flowId: string, code: string) =>
  services.verification.check({ appId: "default", dialect: "test", flowId, code, noticeIfWrong: NOTICE });

/** A flow that was sent to, and the code that went out. */
export async function sentFlow(bed: TestBed, email = JANE, ip = "192.0.2.1"): Promise<{ flow: Flow; code: string }> {
  const flow = await start(bed, "code", ip);
  const sent = await send(bed, flow, email, ip);
  if (!sent.ok) throw new Error(sent.failure.reason);
  await bed.settle();
  return { flow, code: bed.sent.at(-1)?.code ?? "" };
}

/** Another code. */
export const not = (code: string, step = 1): string => String((Number(code) + step) % 1_000_000).padStart(6, "0");

/** How often each answer was given. */
export const reasons = (results: readonly { ok: boolean; failure?: { reason: string } }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { ok, failure } of results) {
    const name = ok ? "verified" : (failure?.reason ?? "?");
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

export const count = async (sql: string, ...values: (string | number)[]): Promise<number> =>
  (await env.DB.prepare(sql)
    .bind(...values)
    .first<number>("n")) ?? 0;

/** The standard limits without the wait between messages, to see the windows alone. */
export function withoutWait() {
  const { policy } = testBed().services.settings;
  if (!policy.sends) throw new Error("the standard policy has limits");
  const { sendsPerAddress } = policy.sends;
  const email = { ...sendsPerAddress.email, waitMs: 0, maxWaitMs: 0 };
  return { sends: { ...policy.sends, sendsPerAddress: { ...sendsPerAddress, email } } };
}
