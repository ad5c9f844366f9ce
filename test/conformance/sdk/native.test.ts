import { describe, expect, inject, it } from "vitest";
import { createAccount, isVerified, newEmail, otherThan } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { cases, refusalOf } from "./clients.ts";
import { attributesOf, expectFlow, messageIdsOf, nativeOf } from "./flows.ts";

const server = devClient(inject("origin"));

describe.each(cases)("a native app with $name at $mount/", ({ phone, connect }) => {
  const api = connect(server.origin);
  const app = nativeOf(api);

  it("verifies an e-mail address, past a wrong code and a second sending", async () => {
    const email = newEmail();
    const account = await createAccount(server, email);
    const started = await app.start();
    expect(started).toMatchObject({ type: "api", state: "choose_method", active: "code" });
    expect(messageIdsOf(started)).toEqual([]);

    const sent = await app.submit(started, { email });
    expect(sent).toMatchObject({ id: started.id, state: "sent_email" });
    expect(messageIdsOf(sent)).toEqual([1080003]);
    expect(attributesOf(sent, "csrf_token")).toBeUndefined();
    expect(attributesOf(sent, "email")).toMatchObject({ type: "submit", value: email });
    const first = await server.mail(email);

    const wrong = await app.submit(started, { code: otherThan(first.code) });
    expect(wrong).toMatchObject({ id: started.id, state: "sent_email" });
    expect(messageIdsOf(wrong)).toEqual([4070006]);
    expect(wrong.ui.nodes).toEqual(sent.ui.nodes);

    const resent = await app.submit(started, { email });
    expect(resent.id).toBe(started.id);
    const second = await server.mail(email, first.id);
    if (first.code !== second.code) {
      expect(messageIdsOf(await app.submit(started, { code: first.code ?? "" }))).toEqual([4070006]);
    }
    expect(await isVerified(server, account)).toBe(false);

    const passed = await app.submit(started, { code: second.code ?? "" });
    expect(passed).toMatchObject({ id: started.id, state: "passed_challenge" });
    expect(messageIdsOf(passed)).toEqual([1080002]);
    expect(await isVerified(server, account)).toBe(true);
    expect(await app.read(started.id)).toEqual(passed);
  });

  it("verifies a phone number by text message", async () => {
    const account = await createAccount(server, phone);
    const started = await app.start();
    expect(messageIdsOf(await app.submit(started, { email: phone }))).toEqual([1080004]);
    const { channel, code } = await server.mail(phone);
    expect(channel).toBe("sms");
    const passed = await app.submit(started, { code: code ?? "" });
    expect(messageIdsOf(passed)).toEqual([1080005]);
    expect(await isVerified(server, account)).toBe(true);
  });

  it("verifies by the token of a mailed link", async () => {
    const email = newEmail();
    const account = await createAccount(server, email);
    const { data: started } = await api.createNativeVerificationFlow({}, { params: { method: "link" } });
    const body = { method: "link", email } as const;
    const { data: sent } = await api.updateVerificationFlow({ flow: started.id, updateVerificationFlowBody: body });
    expect(messageIdsOf(expectFlow(sent))).toEqual([1080001]);
    const { link } = await server.mail(email);
    const token = new URL(link ?? "").searchParams.get("token") ?? "";

    const { data } = await api.updateVerificationFlow({ flow: started.id, token, updateVerificationFlowBody: body });
    expect(expectFlow(data).state).toBe("passed_challenge");
    expect(await isVerified(server, account)).toBe(true);
  });

  it("leads back to where it may, and nowhere else", async () => {
    const returnTo = "http://localhost:3000/welcome?from=app";
    const email = newEmail();
    await createAccount(server, email);
    const started = await app.start(returnTo);
    expect(started.return_to).toBe(returnTo);
    await app.submit(started, { email });
    const passed = await app.submit(started, { code: (await server.mail(email)).code ?? "" });
    expect(attributesOf(passed, "continue")?.["href"]).toBe(returnTo);
    expect(passed.ui.action).toBe(returnTo);

    const refused = await refusalOf(app.start("https://evil.example/"));
    expect(refused).toMatchObject({ status: 400, data: { error: { id: "self_service_flow_return_to_forbidden" } } });
  });

  it("is answered alike about an address that nobody has", async () => {
    const known = newEmail();
    await createAccount(server, known);
    const flows = await Promise.all(
      [known, newEmail()].map(async (email) => {
        const { ui, state } = await app.submit(await app.start(), { email });
        return JSON.stringify({ nodes: ui.nodes, messages: ui.messages, state }).replaceAll(email, "");
      }),
    );
    expect(flows[0]).toBe(flows[1]);
  });

  it("is told which field is missing, inside the flow", async () => {
    const started = await app.start();
    const refused = await refusalOf(app.submit(started, {}));
    expect(refused.status).toBe(400);
    const flow = expectFlow(refused.data as never);
    const messages = flow.ui.nodes.flatMap(({ messages: said }) => said);
    expect(messages).toMatchObject([{ id: 4000002, type: "error", context: { property: "email" } }]);
  });

  it("is told of a flow that never was", async () => {
    const id = crypto.randomUUID();
    const refusals = await Promise.all([refusalOf(app.read(id)), refusalOf(app.submit({ id }, { code: "123456" }))]);
    for (const refused of refusals) expect(refused).toMatchObject({ status: 404, data: { error: { code: 404 } } });
  });
});
