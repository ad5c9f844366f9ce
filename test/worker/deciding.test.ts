import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { parseEmail } from "../../src/core/email.ts";
import type { Flow } from "../../src/core/flow.ts";
import { faultyBindings } from "../support/faulty-database.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

const JANE = "jane@example.org";
const NOTICE = "wrong";

async function start({ services }: TestBed, proof: Flow["proof"] = "code", ip = "192.0.2.1"): Promise<Flow> {
  const started = await services.verification.start({
    appId: "default",
    dialect: "test",
    proof,
    guard: "g",
    context: "{}",
    ip,
  });
  if (!started.ok) throw new Error(started.failure.reason);
  return started.value;
}

function send({ services }: TestBed, flow: Pick<Flow, "id" | "proof">, email = JANE, ip = "192.0.2.1") {
  const address = parseEmail(email);
  if (!address.ok) throw new Error("not an address");
  return services.verification.send({
    appId: "default",
    dialect: "test",
    flowId: flow.id,
    proof: flow.proof,
    guards: ["g"],
    address: address.value,
    channel: "email",
    template: flow.proof === "code" ? "verification_code_valid" : "verification_valid",
    templateIfUnknown: null,
    data: {
      appName: "Acme",
      locale: "en",
      linkTemplate: "https://verify.example.com/?token={token}",
      host: "verify.example.com",
      transientPayload: null,
    },
    ip,
  });
}

const check = ({ services }: TestBed, flowId: string, code: string) =>
  services.verification.check({ appId: "default", dialect: "test", flowId, code, noticeIfWrong: NOTICE });

/** A flow that was sent to, and the code that went out. */
async function sentFlow(bed: TestBed, email = JANE, ip = "192.0.2.1"): Promise<{ flow: Flow; code: string }> {
  const flow = await start(bed, "code", ip);
  const sent = await send(bed, flow, email, ip);
  if (!sent.ok) throw new Error(sent.failure.reason);
  await bed.settle();
  return { flow, code: bed.sent.at(-1)?.code ?? "" };
}

const not = (code: string, step = 1): string => String((Number(code) + step) % 1_000_000).padStart(6, "0");

const reasons = (results: readonly { ok: boolean; failure?: { reason: string } }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { ok, failure } of results) {
    const name = ok ? "verified" : (failure?.reason ?? "?");
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const count = async (sql: string, ...values: (string | number)[]): Promise<number> =>
  (await env.DB.prepare(sql)
    .bind(...values)
    .first<number>("n")) ?? 0;

describe("guessing", () => {
  it("verifies the address with the code that was sent", async () => {
    const bed = testBed();
    const accountId = await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const checked = await check(bed, flow.id, code);
    expect(checked.ok && checked.value.state).toBe("verified");
    const row = await env.DB.prepare("SELECT verified_at, verified_via FROM addresses WHERE account_id = ?")
      .bind(accountId)
      .first();
    expect(row).toEqual({ verified_at: bed.now(), verified_via: "test" });
  });

  it("evaluates exactly five of 500 wrong guesses made at once", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const results = await Promise.all(Array.from({ length: 500 }, (_, i) => check(bed, flow.id, not(code, i + 1))));
    expect(reasons(results)).toEqual({ code_wrong: 5, too_many_attempts: 495 });
    expect(await count("SELECT count(*) AS n FROM attempts WHERE flow_id = ?", flow.id)).toBe(5);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ too_many_attempts: 1 });
  });

  it("accepts exactly one of 500 right guesses made at once, and tells no loser that it won", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const results = await Promise.all(Array.from({ length: 500 }, () => check(bed, flow.id, code)));
    expect(reasons(results)).toEqual({ verified: 1, flow_verified: 499 });
    expect(reasons([await check(bed, flow.id, not(code))])).toEqual({ flow_verified: 1 });
  });

  it("never loses the right code to a wrong one sent at the same time", async () => {
    const bed = testBed({ policy: { sends: null, wrongGuesses: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    for (let round = 0; round < 20; round += 1) {
      const { flow, code } = await sentFlow(bed);
      const [, right] = await Promise.all([check(bed, flow.id, not(code)), check(bed, flow.id, code)]);
      const reason = right.ok ? "verified" : right.failure.reason;
      expect(reason).toBe("verified");
    }
  });

  it("refuses the right code as the sixth guess, and takes it after a new one was sent", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(code, guess));
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ too_many_attempts: 1 });
    await send(bed, flow);
    await bed.settle();
    const newest = bed.sent.at(-1)?.code ?? "";
    expect(reasons([await check(bed, flow.id, newest)])).toEqual({ verified: 1 });
  });

  it("locks the flow at its tenth guess, over all its codes", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(code, guess));
    await send(bed, flow);
    await bed.settle();
    const second = bed.sent.at(-1)?.code ?? "";
    for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(second, guess));
    expect(reasons([await check(bed, flow.id, second)])).toEqual({ too_many_attempts: 1 });
    expect(reasons([await send(bed, flow)])).toEqual({ too_many_attempts: 1 });
    expect(await count("SELECT count(*) AS n FROM issues WHERE code_mac IS NOT NULL")).toBe(0);
  });

  it("refuses an earlier code after a new one was sent, at the price of one try", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    await send(bed, flow);
    await bed.settle();
    const newest = bed.sent.at(-1)?.code ?? "";
    const kept =
      "SELECT count(*) AS n FROM issues WHERE state = 'superseded' AND code_mac IS NULL AND link_mac IS NULL";
    expect(await count(kept)).toBe(1);
    const old = await check(bed, flow.id, code);
    expect(old.ok ? "" : old.failure).toMatchObject({ reason: "code_wrong", attemptsLeft: 4 });
    expect(reasons([await check(bed, flow.id, newest)])).toEqual({ verified: 1 });
  });

  it("either takes the old code or makes a new one current, never both", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    for (let round = 0; round < 20; round += 1) {
      const { flow, code } = await sentFlow(bed);
      const [checked, sent] = await Promise.all([check(bed, flow.id, code), send(bed, flow)]);
      expect(checked.ok).not.toBe(sent.ok);
    }
  });

  it("refuses the code of another flow", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const one = await sentFlow(bed);
    const other = await sentFlow(bed);
    expect(reasons([await check(bed, other.flow.id, one.code)])).toEqual({ code_wrong: 1 });
  });

  it.each([
    { at: -1, want: "verified" },
    { at: 0, want: "code_expired" },
    { at: 1, want: "code_expired" },
  ])("judges the code's expiry to the millisecond ($at ms)", async ({ at, want }) => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    bed.wait(600_000 + at);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ [want]: 1 });
  });

  it("counts a malformed code against nobody", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    for (const typed of ["12345", "abcdef", "1e5000", ""]) {
      expect(reasons([await check(bed, flow.id, typed)])).toEqual({ code_malformed: 1 });
    }
    expect(await count("SELECT attempts AS n FROM flows WHERE id = ?", flow.id)).toBe(0);
    expect(reasons([await check(bed, flow.id, ` ${code.slice(0, 3)} ${code.slice(3)} `)])).toEqual({ verified: 1 });
  });

  it("takes a code made under an older key, for the price of one try when it is wrong", async () => {
    const old = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(old);
    const rotated = testBed({
      settings: {
        KEYS: `k2:${btoa("fedcba9876543210fedcba9876543210")} k1:${btoa("0123456789abcdef0123456789abcdef")}`,
      },
    });
    expect(reasons([await check(rotated, flow.id, not(code))])).toEqual({ code_wrong: 1 });
    expect(await count("SELECT attempts AS n FROM flows WHERE id = ?", flow.id)).toBe(1);
    expect(reasons([await check(rotated, flow.id, code)])).toEqual({ verified: 1 });
  });
});

describe("whose address it is", () => {
  it("never accepts a guess for an address that is nobody's, though all looks the same", async () => {
    const bed = testBed();
    const { flow } = await sentFlow(bed);
    expect(bed.sent).toHaveLength(0);
    expect(await count("SELECT count(*) AS n FROM messages WHERE state = 'withheld'")).toBe(1);
    const mac = await env.DB.prepare("SELECT account_id, code_mac FROM issues WHERE flow_id = ?").bind(flow.id).first();
    expect(mac).toEqual({ account_id: null, code_mac: expect.any(String) });
  });

  it("refuses a right code once the account no longer has the address", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    await env.DB.prepare("DELETE FROM addresses").run();
    await addAccount([{ kind: "email", value: JANE }]);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ code_wrong: 1 });
    expect(await count("SELECT count(*) AS n FROM addresses WHERE verified_at IS NOT NULL")).toBe(0);
  });

  it("writes to no inactive account", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }], { status: "inactive" });
    await sentFlow(bed);
    expect(bed.sent).toHaveLength(0);
  });

  it("keeps apps apart", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const foreign = await bed.services.verification.check({
      appId: "other",
      dialect: "test",
      flowId: flow.id,
      code,
      noticeIfWrong: null,
    });
    expect(foreign).toEqual({ ok: false, failure: { reason: "flow_not_found" } });
  });

  it("keeps dialects apart", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const query = { appId: "default", dialect: "other", flowId: flow.id };
    const { verification } = bed.services;
    const unknown = { ok: false, failure: { reason: "flow_not_found" } };
    expect(await verification.check({ ...query, code, noticeIfWrong: null })).toEqual(unknown);
    expect(await verification.status(query)).toEqual(unknown);
    expect(await verification.annotate({ ...query, notice: "{}" })).toEqual(unknown);
  });
});

describe("links", () => {
  async function sentLink(bed: TestBed) {
    const flow = await start(bed, "link");
    await send(bed, flow);
    await bed.settle();
    return { flow, token: new URL(bed.sent.at(-1)?.link ?? "").searchParams.get("token") ?? "" };
  }
  const consume = ({ services }: TestBed, flowId: string, token: string) =>
    services.verification.consume({ appId: "default", dialect: "test", flowId, token });

  it("is used up by one of 50 presses at once, and by no look", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, token } = await sentLink(bed);
    for (let look = 0; look < 10; look += 1) {
      const inspected = await bed.services.verification.inspectLink({
        appId: "default",
        dialect: "test",
        flowId: flow.id,
        token,
      });
      expect(inspected.ok).toBe(true);
    }
    const results = await Promise.all(Array.from({ length: 50 }, () => consume(bed, flow.id, token)));
    expect(reasons(results)).toEqual({ verified: 1, flow_verified: 49 });
  });

  it("does not let strangers' tokens use up anybody's tries", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, token } = await sentLink(bed);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => consume(bed, flow.id, `${token.slice(2)}${10 + i}`)),
    );
    expect(reasons(results)).toEqual({ link_unknown: 20 });
    expect(reasons([await consume(bed, flow.id, token)])).toEqual({ verified: 1 });
  });
});

describe("limits of the standard policy", () => {
  it("lets exactly five of 200 sends to one address through", async () => {
    const bed = testBed({ policy: withoutWait() });
    await addAccount([{ kind: "email", value: JANE }]);
    const flows = await Promise.all(Array.from({ length: 200 }, (_, i) => start(bed, "code", `198.51.100.${i}`)));
    const results = await Promise.all(flows.map((flow, i) => send(bed, flow, JANE, `198.51.100.${i}`)));
    expect(reasons(results)).toEqual({ verified: 5, too_soon: 195 });
    expect(await count("SELECT count(*) AS n FROM messages")).toBe(5);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'email|%'")).toBe(5);
  });

  it("makes the second message wait a minute, the third two", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    const tooSoon = await send(bed, flow);
    expect(tooSoon.ok ? "" : tooSoon.failure).toMatchObject({ reason: "too_soon", retryAt: bed.now() + 60_000 });
    bed.wait(60_000);
    expect((await send(bed, flow)).ok).toBe(true);
    bed.wait(60_000);
    expect(reasons([await send(bed, flow)])).toEqual({ too_soon: 1 });
    bed.wait(60_000);
    expect((await send(bed, flow)).ok).toBe(true);
  });

  it("lets one of 50 resends at once through", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow } = await sentFlow(bed);
    bed.wait(61_000);
    const results = await Promise.all(Array.from({ length: 50 }, () => send(bed, flow)));
    expect(reasons(results)).toEqual({ verified: 1, too_soon: 49 });
    expect(await count("SELECT count(*) AS n FROM issues WHERE state = 'pending'")).toBe(1);
  });

  it("starts thirty flows an hour for one network, a /64 being one", async () => {
    const bed = testBed();
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        bed.services.verification.start({
          appId: "default",
          dialect: "test",
          proof: "code",
          guard: "g",
          context: "{}",
          ip: `2001:db8:1:2::${i.toString(16)}`,
        }),
      ),
    );
    expect(reasons(results)).toEqual({ verified: 30, too_soon: 30 });
  });

  it("does not let a caller that is over its own limit use up somebody's address", async () => {
    const bed = testBed({ policy: withoutWait() });
    const flow = await start(bed);
    for (let i = 0; i < 30; i += 1) await send(bed, flow, `stranger${i}@example.org`);
    expect(reasons([await send(bed, flow)])).toEqual({ too_soon: 1 });
    expect((await send(bed, flow, JANE, "203.0.113.9")).ok).toBe(true);
    expect(await count("SELECT max(burst) AS n FROM limits WHERE key LIKE 'email|%'")).toBe(1);
  });

  it("makes guessing at one address wait after twenty wrong guesses, over all flows", async () => {
    const bed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    for (let round = 0; round < 4; round += 1) {
      const { flow, code } = await sentFlow(bed);
      for (let guess = 1; guess <= 5; guess += 1) await check(bed, flow.id, not(code, guess));
    }
    const { flow, code } = await sentFlow(bed);
    const refused = await check(bed, flow.id, code);
    expect(refused.ok ? "" : refused.failure).toMatchObject({ reason: "too_soon", retryAt: bed.now() + 60_000 });
    bed.wait(60_000);
    expect(reasons([await check(bed, flow.id, code)])).toEqual({ verified: 1 });
  });
});

describe("a lost reply", () => {
  const withLostReply = () => testBed({ bindings: faultyBindings("after") });

  it("of a check is asked for again: one attempt, the right answer", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(bed);
    const wrong = await check(withLostReply(), flow.id, not(code));
    expect(wrong.ok ? "" : wrong.failure).toMatchObject({ reason: "code_wrong", attemptsLeft: 4 });
    expect(await count("SELECT attempts AS n FROM issues WHERE flow_id = ?", flow.id)).toBe(1);
    expect(await count("SELECT attempts AS n FROM flows WHERE id = ?", flow.id)).toBe(1);
    expect(reasons([await check(withLostReply(), flow.id, code)])).toEqual({ verified: 1 });
    expect(await count("SELECT count(*) AS n FROM attempts WHERE flow_id = ?", flow.id)).toBe(2);
  });

  it("of a send is asked for again: one message, counted once", async () => {
    const bed = testBed();
    await addAccount([{ kind: "email", value: JANE }]);
    const flow = await start(bed);
    const losing = withLostReply();
    expect((await send(losing, flow)).ok).toBe(true);
    await losing.settle();
    expect(losing.sent).toHaveLength(1);
    expect(await count("SELECT count(*) AS n FROM messages")).toBe(1);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'email|%'")).toBe(1);
  });

  it("of a send does not bring its code back when another was sent meanwhile", async () => {
    const bindings = faultyBindings("after");
    const losing = testBed({ bindings, policy: { sends: null } });
    const other = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const flow = await start(other);
    bindings.meanwhile(() => send(other, flow));
    await send(losing, flow);
    await Promise.all([losing.settle(), other.settle()]);
    expect(reasons([await check(other, flow.id, other.sent[0]?.code ?? "")])).toEqual({ verified: 1 });
  });

  it("of a start is asked for again: one flow, counted once", async () => {
    const flow = await start(withLostReply());
    expect(await count("SELECT count(*) AS n FROM flows WHERE id = ?", flow.id)).toBe(1);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'start|%'")).toBe(1);
  });
});

/** The standard limits without the wait between messages, to see the windows alone. */
function withoutWait() {
  const { policy } = testBed().services.settings;
  if (!policy.sends) throw new Error("the standard policy has limits");
  const { sendsPerAddress } = policy.sends;
  const email = { ...sendsPerAddress.email, waitMs: 0, maxWaitMs: 0 };
  return { sends: { ...policy.sends, sendsPerAddress: { ...sendsPerAddress, email } } };
}
