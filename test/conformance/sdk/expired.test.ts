import { describe, inject, it, vi } from "vitest";
import { createAccount, newEmail } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { cases, refusalOf } from "./clients.ts";
import { browserOf, messageIdsOf, nativeOf } from "./flows.ts";

const server = devClient(inject("hastyOrigin"));
const returnTo = "http://localhost:3000/inbox";

/** Resolves with the refusal once `read` is refused because its flow is over. */
async function over(read: () => Promise<unknown>) {
  await vi.waitUntil(
    () =>
      read().then(
        () => false,
        () => true,
      ),
    { timeout: 10_000, interval: 100 },
  );
  return refusalOf(read());
}

describe.concurrent.each(cases)("an expired flow with $name at $mount/", ({ mount, connect }) => {
  const api = connect(server.origin);

  it("answers a native app 410 and names the flow to go on with", async ({ expect }) => {
    const app = nativeOf(api);
    const email = newEmail();
    await createAccount(server, email);
    const flow = await app.start();
    const gone = await over(() => app.read(flow.id));
    expect(gone).toMatchObject({
      status: 410,
      data: { error: { code: 410, details: { api: `${server.origin}${mount}/self-service/verification/api` } } },
    });

    const refused = await refusalOf(app.submit(flow, { email }));
    expect(refused).toMatchObject({
      status: 410,
      data: { error: { id: "self_service_flow_expired" }, expired_at: flow.expires_at, since: expect.any(Number) },
    });
    const next = await app.read(refused.data.use_flow_id ?? "");
    expect(next).toMatchObject({ type: "api", state: "choose_method" });
    expect(messageIdsOf(next)).toEqual([4070005]);
  });

  it("moves a browser on to a new flow, with its way back", async ({ expect }) => {
    const browser = browserOf(api);
    const flow = await browser.start(returnTo);
    const gone = await over(() => browser.read(flow.id));
    expect(gone).toMatchObject({ status: 410, data: { error: { details: { return_to: returnTo } } } });

    const next = await browser.submit(flow, { email: newEmail() });
    expect(next.id).not.toBe(flow.id);
    expect(next).toMatchObject({
      type: "browser",
      state: "choose_method",
      return_to: returnTo,
      request_url: flow.request_url,
    });
    expect(messageIdsOf(next)).toEqual([4070005]);
    expect(next.ui.messages?.[0]?.context).toMatchObject({ expired_at: flow.expires_at });
  });
});
