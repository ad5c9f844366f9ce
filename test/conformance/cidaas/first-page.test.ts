import { beforeEach, describe, expect, it } from "vitest";
import { standard } from "../../../src/core/policy.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { testBed } from "../../support/world.ts";
import { type LoginBed, loginBed, OWN, type Somebody } from "./bed.ts";
import { Reader } from "./reader.ts";

const BEGIN = "Before you go on";
const CODE = "Enter the code we emailed you";
const ASK = "What is your email address?";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed({ policy: { sends: standard.sends, countries: ["GB", "DE"] } });
  ada = await login.somebody();
});

const first = async (headers = {}) => {
  const track = await login.track(ada.id);
  return { track, reader: await new Reader(login, headers).open(track.url.href) };
};
const asked = () => new Reader(login).open(`/identity/verification_init?requestId=${login.requestId}`);
const sentTo = (): readonly (string | undefined)[] => login.bed.sent.map(({ to }) => to);

describe("the first page of a waiting login", () => {
  it("leads to the code's page, and there again when it is pressed twice", async () => {
    const { reader, track } = await first();
    expect(reader.heading).toBe(BEGIN);
    await reader.send({}, "Email me a code");
    expect([reader.status, reader.heading]).toEqual([200, CODE]);
    const { path } = reader;
    const { code } = login.bed.sent.at(-1) ?? {};
    // In another tab, or with a second click.
    const twice = await (await new Reader(login).open(track.url.href)).send({}, "Email me a code");
    expect([twice.status, twice.heading, twice.path]).toEqual([200, CODE, path]);
    expect(sentTo()).toEqual([ada.email]);
    await twice.send({ code: code ?? "" });
    expect(twice.heading).toBe("Email address confirmed");
  });

  it("P29 says how long to wait where there is no page of its own to lead to: 429, in seconds, then by the clock", async () => {
    await login.initiate({ requestId: login.requestId, processingType: "CODE", email: ada.email });
    const { reader } = await first();
    await reader.send({}, "Email me a code");
    expect([reader.status, reader.heading, reader.headers.get("retry-after")]).toEqual([429, BEGIN, "60"]);
    expect(reader.problem?.text).toBe("You can ask for a new code in 60 seconds. Emails can take a minute to arrive");
    for (let send = 0; send < 6; send += 1) {
      login.bed.wait(33 * 60_000);
      await login.initiate({ requestId: await login.request(), processingType: "CODE", email: ada.email });
    }
    const { reader: late } = await first();
    await late.send({}, "Email me a code");
    expect(late.problem?.text).toMatch(
      /^Too many messages were sent to this address\. Try again after .*\d\d:\d\d UTC$/,
    );
    expect(late.html).not.toContain("Wait an hour");
  });

  it("leads no other login to that code, not even one of the same request", async () => {
    const { track, reader } = await first();
    await reader.send({}, "Email me a code");
    for (const request_id of [undefined, track.requestId]) {
      const other = await login.track(ada.id, request_id === undefined ? {} : { request_id });
      const page = await (await new Reader(login).open(other.url.href)).send({}, "Email me a code");
      expect([page.status, page.heading]).toEqual([429, BEGIN]);
    }
  });

  it("says that texts do not go to the number's country", async () => {
    const french = await login.somebody({ addresses: [{ channel: "phone", value: "+33612345678" }] });
    const track = await login.track(french.id, { required: ["mobile"] });
    const reader = await new Reader(login).open(track.url.href);
    await reader.send({}, "Text me a code");
    expect([reader.status, reader.heading]).toEqual([422, BEGIN]);
    expect(reader.problem?.text).toBe("We do not send text messages to that country. Enter another mobile number");
  });

  it("says on the error page, to whoever has no page of ours, no hour that nobody counts", async () => {
    const fields = { requestId: login.requestId, processingType: "CODE", email: ada.email };
    await login.initiate(fields);
    const { query, url } = await login.initiate(fields);
    expect(query["error_code"]).toBe("VER_0905");
    const reader = await new Reader(login).open(url.href);
    expect([reader.heading, reader.html.includes("Wait an hour")]).toEqual(["No new message was sent", false]);
  });

  it("asks in its own language, with the region that the browser says", async () => {
    const { reader } = await first({ "accept-language": "de-AT, en" });
    await reader.open(`${reader.path}&lang=fr`);
    expect(reader.lang).toBe("fr");
    await reader.send({}, "code par e-mail");
    expect(login.bed.sent.at(-1)?.subject).toContain("est votre code");
  });
});

describe("the first page of a login that no track tells of", () => {
  it.each([
    ["", "Enter your email address"],
    ["grace@", "Enter an email address like name@example.com"],
  ])("P16, P20, P22 says at the field what is wrong with %j, and keeps it", async (email, text) => {
    const reader = await asked();
    await reader.send({ email });
    expect([reader.status, reader.heading, reader.problem]).toEqual([422, ASK, { text, field: "email" }]);
    expect(reader.valueOf("email") ?? "").toBe(email);
    expect(reader.title).toMatch(/^Error: /);
    expect(sentTo()).toEqual([]);
  });

  it("asks back about a domain that is nearly a common one, before anything is sent", async () => {
    const reader = await asked();
    await reader.send({ email: "grace@gmial.com" });
    expect([reader.status, reader.heading, sentTo()]).toEqual([422, "Check your email address", []]);
    await reader.send({ email: "grace@gmial.com" });
    // Nobody is called that: the page is the same, and nothing is sent.
    expect([reader.status, reader.heading]).toEqual([200, CODE]);
    expect(reader.html).toContain("grace@gmial.com");
  });

  it("P35 shows the address whole where it was typed, and has it in no address of a page", async () => {
    const reader = await asked();
    await reader.send({ email: ada.email });
    expect([reader.heading, reader.html.includes(ada.email)]).toEqual([CODE, true]);
    expect(reader.led.join()).not.toContain("ada.");
    const stranger = await new Reader(login).open(reader.path);
    expect([stranger.heading, stranger.html.includes(ada.email)]).toEqual([CODE, false]);
    expect(stranger.html).toContain("a•••@e•••");
  });

  it("leads to the same page when the same is sent twice, and tells whoever types another what to wait for", async () => {
    const reader = await asked();
    await reader.send({ email: ada.email });
    const twice = await (await asked()).send({ email: ada.email.toUpperCase() });
    expect([twice.heading, twice.path]).toEqual([CODE, reader.path]);
    const eve = await login.somebody();
    await login.initiate({ requestId: await login.request(), processingType: "CODE", email: eve.email });
    const other = await (await asked()).send({ email: eve.email });
    expect([other.status, other.heading, other.problem?.field]).toEqual([429, ASK, "email"]);
    expect(other.valueOf("email")).toBe(eve.email);
  });

  it("tells whoever came without a request so", async () => {
    const reader = await asked();
    await reader.send({ email: ada.email, requestId: crypto.randomUUID() });
    expect(reader.heading).toBe("This page does not work");
  });
});

it.each([
  [
    "/identity/verification_init",
    { requestId: "r1", email: "ada@example.org" },
    "/identity/verification_init?requestId=r1",
  ],
  [
    "/identity/verification_complete",
    { accvid: crypto.randomUUID(), code: "123456" },
    "/identity/verification_complete?accvid=",
  ],
  [
    "/identity/verification_resend",
    { accvid: crypto.randomUUID(), type: "email" },
    "/identity/verification_complete?accvid=",
  ],
  [
    "/identity/verification_change",
    { trackId: crypto.randomUUID(), medium: "email", email: "ada@example.org" },
    "/identity/verification_change?track_id=",
  ],
])("a form to %s that fails leads back to its page", async (path, fields, page) => {
  const bed = testBed({ bindings: faultyBindings("overloaded") });
  const answer = await bed.fetch(path, { method: "POST", headers: OWN, body: new URLSearchParams({ ...fields }) });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(/<a class="button" href="([^"]*)">Try again/.exec(await answer.text())?.[1]).toContain(page);
});
