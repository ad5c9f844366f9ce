import { describe, expect, inject, it } from "vitest";
import { createAccount, isVerified, newEmail, otherThan } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { cases, refusalOf } from "./clients.ts";
import { attributesOf, browserOf, messageIdsOf } from "./flows.ts";

const server = devClient(inject("origin"));
const returnTo = "http://localhost:3000/inbox";
const TRIES_PER_CODE = 5;

describe.each(cases)("a browser with $name at $mount/", ({ connect }) => {
  const api = connect(server.origin);

  /** A flow whose code was sent, and the code. */
  async function sent() {
    const browser = browserOf(api);
    const email = newEmail();
    const account = await createAccount(server, email);
    const started = await browser.start(returnTo);
    const flow = await browser.submit(started, { email });
    return { browser, email, account, flow, mail: await server.mail(email) };
  }

  it("verifies an e-mail address, past a wrong code and a second sending", async () => {
    const { browser, email, account, flow, mail } = await sent();
    expect(flow).toMatchObject({ type: "browser", state: "sent_email", active: "code", return_to: returnTo });
    expect(messageIdsOf(flow)).toEqual([1080003]);
    expect(browser.jar.names()).toEqual([expect.stringMatching(/^csrf_token_[0-9a-f]{64}$/)]);

    const wrong = await browser.submit(flow, { code: otherThan(mail.code) });
    expect(wrong).toMatchObject({ id: flow.id, state: "sent_email" });
    expect(messageIdsOf(wrong)).toEqual([4070006]);

    expect(messageIdsOf(await browser.submit(wrong, { email }))).toEqual([1080003]);
    const newest = await server.mail(email, mail.id);
    if (mail.code !== newest.code) {
      expect(messageIdsOf(await browser.submit(flow, { code: mail.code ?? "" }))).toEqual([4070006]);
    }
    expect(await isVerified(server, account)).toBe(false);

    const passed = await browser.submit(flow, { code: newest.code ?? "" });
    expect(passed).toMatchObject({ id: flow.id, state: "passed_challenge" });
    expect(messageIdsOf(passed)).toEqual([1080002]);
    expect(attributesOf(passed, "continue")?.["href"]).toBe(returnTo);
    expect(await isVerified(server, account)).toBe(true);
    expect(await browser.read(flow.id)).toEqual(passed);
  });

  it("is handed a new flow after too many codes", async () => {
    const { browser, email, account, flow, mail } = await sent();
    for (let tries = 0; tries < TRIES_PER_CODE; tries += 1) {
      expect(messageIdsOf(await browser.submit(flow, { code: otherThan(mail.code) }))).toEqual([4070006]);
    }
    const refused = await refusalOf(browser.submit(flow, { code: mail.code ?? "" }));
    expect(refused).toMatchObject({ status: 410, data: { error: { id: "self_service_flow_replaced", code: 410 } } });
    expect(refused.headers["ory-error-id"]).toBe("self_service_flow_replaced");
    expect(await isVerified(server, account)).toBe(false);

    const next = await browser.read(refused.data.use_flow_id ?? "");
    expect(next).toMatchObject({ type: "browser", state: "choose_method", return_to: returnTo });
    expect(next.id).not.toBe(flow.id);
    expect(messageIdsOf(next)).toEqual([4000001]);

    await browser.submit(next, { email });
    const newest = await server.mail(email, mail.id);
    expect((await browser.submit(next, { code: newest.code ?? "" })).state).toBe("passed_challenge");
  });

  it("is handed a new flow when it submits one that is done", async () => {
    const { browser, flow, mail } = await sent();
    await browser.submit(flow, { code: mail.code ?? "" });
    const refused = await refusalOf(browser.submit(flow, { code: mail.code ?? "" }));
    expect(refused).toMatchObject({ status: 410, data: { error: { id: "self_service_flow_replaced" } } });
    expect(messageIdsOf(await browser.read(refused.data.use_flow_id ?? ""))).toEqual([4070002]);
  });

  it("neither shows nor sends a flow to another browser", async () => {
    const { email, flow } = await sent();
    const other = browserOf(api);
    await other.start();
    const refusals = [await refusalOf(other.read(flow.id)), await refusalOf(other.submit(flow, { email }))];
    for (const refused of refusals) {
      expect(refused).toMatchObject({ status: 403, data: { error: { id: "security_csrf_violation", code: 403 } } });
    }
  });

  it("reads what an error page is about", async () => {
    const { headers } = await fetch(`${server.origin}/self-service/verification?flow=none`, {
      method: "POST",
      headers: { accept: "text/html", "content-type": "application/x-www-form-urlencoded" },
      body: "method=code",
      redirect: "manual",
    });
    const id = new URL(headers.get("location") ?? "", server.origin).searchParams.get("id") ?? "";
    const { data } = await api.getFlowError({ id });
    expect(data).toMatchObject({ id, error: { code: 400, reason: expect.any(String) } });
    expect(new Date(data.created_at ?? "").getTime()).not.toBeNaN();

    const { data: stub } = await api.getFlowError({ id: "stub:500" });
    expect(stub.error).toMatchObject({ code: 500 });
    expect((await refusalOf(api.getFlowError({ id: crypto.randomUUID() }))).status).toBe(404);
  });
});
