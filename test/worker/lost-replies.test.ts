import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { faultyBindings } from "../support/faulty-database.ts";
import { check, count, JANE, not, reasons, send, sentFlow, start, withoutWait } from "../support/journey.ts";
import { addAccount, testBed } from "../support/world.ts";

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

  it("of a wrong guess changes nothing of what happened meanwhile", async () => {
    const bindings = faultyBindings("after");
    const losing = testBed({ bindings, policy: { sends: null } });
    const other = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const { flow, code } = await sentFlow(other);
    bindings.meanwhile(async () => {
      await send(other, flow);
      await other.settle();
      await check(other, flow.id, other.sent.at(-1)?.code ?? "");
    });
    expect(reasons([await check(losing, flow.id, not(code))])).toEqual({ code_wrong: 1 });
    const row = await env.DB.prepare("SELECT state, attempts, notice, verified_at FROM flows WHERE id = ?")
      .bind(flow.id)
      .first();
    expect(row).toEqual({ state: "verified", attempts: 2, notice: null, verified_at: other.now() });
  });

  it("of a wrong guess counts it once against the address, whatever is guessed meanwhile", async () => {
    const bindings = faultyBindings("after");
    const losing = testBed({ bindings, policy: { sends: null } });
    const other = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const one = await sentFlow(other);
    const two = await sentFlow(other);
    bindings.meanwhile(() => check(other, two.flow.id, not(two.code)));
    await check(losing, one.flow.id, not(one.code));
    expect(await count("SELECT sustained AS n FROM limits WHERE key LIKE 'wrong|%'")).toBe(2);
  });

  it("of a send or a start counts it once against the network, whatever is sent meanwhile", async () => {
    const bindings = faultyBindings("after", "none", "after");
    const losing = testBed({ bindings, policy: withoutWait() });
    const other = testBed({ policy: withoutWait() });
    bindings.meanwhile(() => start(other));
    const flow = await start(losing);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'start|%'")).toBe(2);
    bindings.meanwhile(async () => send(other, await start(other)));
    expect((await send(losing, flow)).ok).toBe(true);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'send|%'")).toBe(2);
    expect(await count("SELECT count(*) AS n FROM messages")).toBe(2);
  });

  it("of a send does not bring its code back when another was sent meanwhile", async () => {
    const bindings = faultyBindings("after");
    const losing = testBed({ bindings, policy: { sends: null } });
    const other = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: JANE }]);
    const flow = await start(other);
    bindings.meanwhile(() => send(other, flow));
    expect((await send(losing, flow)).ok).toBe(true);
    await Promise.all([losing.settle(), other.settle()]);
    expect(losing.sent).toHaveLength(0);
    expect(reasons([await check(other, flow.id, other.sent[0]?.code ?? "")])).toEqual({ verified: 1 });
  });

  it("of a start is asked for again: one flow, counted once", async () => {
    const flow = await start(withLostReply());
    expect(await count("SELECT count(*) AS n FROM flows WHERE id = ?", flow.id)).toBe(1);
    expect(await count("SELECT burst AS n FROM limits WHERE key LIKE 'start|%'")).toBe(1);
  });
});
