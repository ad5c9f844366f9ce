import { describe, expect, inject, it, vi } from "vitest";
import { newEmail } from "../../support/accounts.ts";
import { devClient } from "../../support/dev-server.ts";
import { formOf, fromOurPage } from "../../support/form.ts";
import { stopCodeIn } from "../../support/stop-links.ts";
import {
  buttonOf,
  LINK_SENT,
  leadsTo,
  linkTo,
  newUser,
  open,
  press,
  REDIRECT,
  REDIRECT_WITH_QUERY,
  verifyEmail,
} from "./client.ts";

const server = devClient(inject("origin"));
const hasty = devClient(inject("hastyOrigin"));
const went = (result: boolean) => [302, `${REDIRECT}?result=${result}`];

async function sent(more: Record<string, unknown> = {}, at = server) {
  const user = await newUser(at);
  const email = newEmail();
  const answer = await user.emailLink({ email, redirect_uri: REDIRECT, ...more });
  expect(answer).toMatchObject({ status: 200, body: LINK_SENT });
  return { user, email, link: await linkTo(at, email) };
}

describe("an e-mail link", () => {
  it("cases 5 and 6: is sent, and its button leads back with result=true", async () => {
    const { user, email, link } = await sent();
    expect(leadsTo(await press(link))).toEqual(went(true));
    expect((await user.profile()).email).toEqual({ value: email, email_verified: true });
  });

  it("is stopped by its page's other button: it leads back with result=false, and the address is nobody's", async () => {
    const { user, email, link } = await sent();
    const html = await (await open(link)).text();
    const { action, fields } = formOf(html, "No, I did not ask for this");
    for (const _ of [1, 2]) {
      const stopped = await fetch(new URL(action, link), fromOurPage(fields, server.origin));
      expect([stopped.status, await stopped.text()]).toEqual([
        200,
        expect.stringContaining("We have stopped this request"),
      ]);
    }
    expect(leadsTo(await open(link))).toEqual(went(false));
    expect((await user.profile()).email).toBeNull();
    expect((await user.emailLink({ email, redirect_uri: REDIRECT })).body).toEqual(LINK_SENT);
  });

  it("of a passcode's mail stops that: the passcode is refused", async () => {
    const user = await newUser(server);
    const email = newEmail();
    await user.sendEmail({ email });
    const mail = await server.mail(email);
    const stop = `${server.origin}/s?${stopCodeIn(mail)}`;
    const { action, fields } = formOf(await (await open(stop)).text());
    expect((await fetch(new URL(action, stop), fromOurPage(fields, server.origin))).status).toBe(200);
    expect((await user.checkEmail({ email, passcode: mail.code })).status).toBe(400);
    expect((await user.profile()).email).toBeNull();
  });

  it("keeps the query and the fragment's place of a registered address", async () => {
    const { link } = await sent({ redirect_uri: `${REDIRECT_WITH_QUERY}#top` });
    expect(leadsTo(await press(link))).toEqual([302, `${REDIRECT_WITH_QUERY}&result=true#top`]);
  });

  it("case 7: leads back with result=false when a newer one was sent, opened or pressed", async () => {
    const { user, email, link } = await sent();
    const pressLate = await buttonOf(link);
    const first = await server.mail(email);
    await user.emailLink({ email, redirect_uri: REDIRECT });
    const second = (await server.mail(email, first.id)).link ?? "";
    expect(leadsTo(await open(link))).toEqual(went(false));
    expect(leadsTo(await pressLate())).toEqual(went(false));
    expect((await user.profile()).email).toBeNull();
    expect(leadsTo(await press(second))).toEqual(went(true));
  });

  it("case 7: leads back with result=false when it has expired", async () => {
    const { user, link } = await sent({}, hasty);
    await vi.waitUntil(async () => (await open(link)).status === 302, { timeout: 10_000, interval: 100 });
    expect(leadsTo(await open(link))).toEqual(went(false));
    expect((await user.profile()).email).toBeNull();
  });

  it.each([
    "https://app.example.test/verify/evil",
    "https://app.example.test.evil.test/verify",
    "https://app.example.test/verify?x=1",
    "https://app.example.test/",
    "https://APP.example.test:444/verify",
    "http://app.example.test/verify",
    "https://evil.test/https://app.example.test/verify",
    "//app.example.test/verify",
    "/verify",
    "javascript:alert(1)",
    "",
  ])("case 8: to %j is 400, and no mail goes out", async (redirect_uri) => {
    const user = await newUser(server);
    const email = newEmail();
    expect(await user.emailLink({ email, redirect_uri })).toMatchObject({ status: 400, body: { error_code: 400 } });
    const reply = await fetch(`${server.origin}/dev/outbox.json?to=${email}`);
    expect(await reply.json()).toEqual({ messages: [] });
  });

  it.each(["", "/cis"])("M09 is short, whichever base path it was asked for below: %j", async (base) => {
    const user = await newUser(server, { base });
    const email = newEmail();
    await user.emailLink({ email, redirect_uri: REDIRECT });
    const link = await linkTo(server, email);
    expect(link).toMatch(new RegExp(`^${server.origin}/t\\?[\\w-]{51}$`));
    expect(leadsTo(await press(link))).toEqual(went(true));
  });

  it("case 28: is opened by scanners without harm", async () => {
    const { user, link } = await sent();
    for (const method of ["HEAD", "GET", "GET", "HEAD"]) expect((await open(link, method)).status).toBe(200);
    expect((await user.profile()).email).toBeNull();
    expect(leadsTo(await press(link))).toEqual(went(true));
  });

  it("leads back with result=true again, opened or pressed twice", async () => {
    const { link } = await sent();
    const pressLink = await buttonOf(link);
    await pressLink();
    expect(leadsTo(await open(link))).toEqual(went(true));
    expect(leadsTo(await pressLink())).toEqual(went(true));
  });

  it("leads back with result=false when somebody else has verified the address since", async () => {
    const { user, email, link } = await sent();
    await verifyEmail(server, await newUser(server), email);
    expect(leadsTo(await press(link))).toEqual(went(false));
    expect((await user.profile()).email).toBeNull();
  });

  it.each(["", "?x", `?flow=${crypto.randomUUID()}&token=abc`, `?${"A".repeat(46)}`])(
    "that is none of ours (%s) is a page that says so",
    async (query) => {
      const { link } = await sent();
      const page = await open(`${link.split("?")[0]}${query}`);
      expect([page.status, page.headers.get("content-type")]).toEqual([400, "text/html; charset=utf-8"]);
    },
  );

  it("makes the address primary if that was asked for when it was sent", async () => {
    const user = await newUser(server);
    const first = await verifyEmail(server, user);
    for (const update_primary of [false, true]) {
      const email = newEmail();
      await user.emailLink({ email, redirect_uri: REDIRECT, update_primary });
      await press(await linkTo(server, email));
      expect((await user.profile()).email?.value).toBe(update_primary ? email : first);
    }
    expect((await user.profile()).secondary_emails).toHaveLength(2);
  });

  it("reads the address from email_address, too, as an older guide has it", async () => {
    const user = await newUser(server);
    const [email, other] = [newEmail(), newEmail()];
    expect((await user.emailLink({ email_address: email, redirect_uri: REDIRECT })).status).toBe(200);
    expect(leadsTo(await press(await linkTo(server, email)))).toEqual(went(true));
    await user.emailLink({ email: other, email_address: newEmail(), redirect_uri: REDIRECT });
    expect(await linkTo(server, other)).toContain("/t?");
  });
});
