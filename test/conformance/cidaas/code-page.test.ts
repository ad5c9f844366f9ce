import { beforeEach, describe, expect, it } from "vitest";
import { standard } from "../../../src/core/policy.ts";
import { lastStopCode } from "../../support/denials.ts";
import { formOf } from "../../support/form.ts";
import { BACK, type Fields, INITIATION, type LoginBed, ledTo, loginBed, OWN, otherThan, type Somebody } from "./bed.ts";
import { Reader } from "./reader.ts";

const CODE = "Enter the code we emailed you";
const MINUTE = 60_000;

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed({ policy: { sends: standard.sends } });
  ada = await login.somebody();
});

/** Somebody whose login waits, and who has had a code sent. */
async function coded(headers: Fields = {}) {
  const track = await login.track(ada.id);
  const reader = await new Reader(login, headers).open(track.url.href);
  await reader.send({}, headers["accept-language"] === undefined ? "Email me a code" : undefined);
  return { track, reader, code: login.lastCode() };
}

const mailLang = (): string | undefined => /<html[^>]* lang="([^"]*)"/.exec(login.bed.sent.at(-1)?.html ?? "")?.[1];

describe("what is sent from the page of a code", () => {
  it("is in the language that the app began in", async () => {
    const { url } = ledTo(
      await login.form(INITIATION, {
        requestId: login.requestId,
        processingType: "CODE",
        email: ada.email,
        accept_language: "de",
      }),
    );
    expect(mailLang()).toBe("de");
    const reader = await new Reader(login).open(url.href);
    expect(reader.lang).toBe("de");
    login.bed.wait(MINUTE);
    await reader.again();
    expect([reader.lang, mailLang(), login.bed.sent.length]).toEqual(["de", "de", 2]);
  });

  it("is in the language that the page was set to, also to another address", async () => {
    const { reader, track } = await coded();
    await reader.open(`${reader.path}&lang=fr`);
    login.bed.wait(MINUTE);
    await reader.again();
    expect([reader.lang, mailLang(), login.bed.sent.length]).toEqual(["fr", "fr", 2]);
    await reader.open(`/identity/verification_change?track_id=${track.id}`);
    await reader.send({ email: "right@example.org" });
    expect([login.bed.sent.at(-1)?.to, mailLang()]).toEqual(["right@example.org", "fr"]);
  });

  it("is in the language of the page where the browser keeps no cookies", async () => {
    const { reader } = await coded();
    const { fields } = formOf((await new Reader(login).open(`${reader.path}&lang=pl`)).html);
    login.bed.wait(MINUTE);
    await login.ownForm("/identity/verification_resend", Object.fromEntries(fields));
    expect(mailLang()).toBe("pl");
  });
});

describe("P27 a code that is too old or worn out", () => {
  it("has a page with one press and no field, whatever is typed, and says no time that is over", async () => {
    const { reader, code } = await coded();
    expect(reader.html).toContain("It works for 10 minutes");
    const { html } = reader;
    login.bed.wait(10 * MINUTE);
    for (const typed of [undefined, code, otherThan(code), "12"]) {
      reader.html = html;
      await (typed === undefined ? reader.open(reader.path) : reader.send({ code: typed }));
      expect([reader.heading, reader.problem]).toEqual([
        CODE,
        { text: "That code has expired. Send a new one", field: "again" },
      ]);
      expect(reader.status).toBe(typed === undefined ? 200 : 422);
      expect(reader.html).not.toContain('name="code"');
      expect(reader.html).not.toContain("It works for");
    }
    await reader.again();
    expect([reader.status, reader.heading, reader.problem]).toEqual([200, CODE, undefined]);
    await reader.send({ code: login.lastCode() });
    expect(reader.heading).toBe("Email address confirmed");
  });

  it("keeps its page when the press comes too soon", async () => {
    const { reader } = await coded();
    for (let send = 0; send < 4; send += 1) {
      login.bed.wait(9 * MINUTE);
      await reader.again();
    }
    login.bed.wait(10 * MINUTE);
    await reader.open(`/identity/verification_complete?accvid=${formOf(reader.html).fields.get("accvid")}`);
    expect(reader.problem?.text).toBe("That code has expired. Send a new one");
    await reader.again();
    expect([reader.status, reader.html.includes('name="code"')]).toEqual([429, false]);
    expect(reader.problem?.text).toContain("You can ask for a new code in 6 minutes");
  });

  it("is told of one that was guessed at too often", async () => {
    const { reader, code } = await coded();
    for (let guess = 0; guess < 5; guess += 1) await reader.send({ code: otherThan(code) });
    const locked = [
      "That code no longer works",
      "Too many tries. For safety that code no longer works. Send a new one",
    ];
    expect([reader.status, reader.heading, reader.problem?.text]).toEqual([422, ...locked]);
    await reader.open(`/identity/verification_complete?accvid=${formOf(reader.html).fields.get("accvid")}`);
    expect([reader.status, reader.heading, reader.problem?.text]).toEqual([200, ...locked]);
    expect(reader.html).not.toContain('name="code"');
  });

  it("is told of a link, too", async () => {
    login = await loginBed({ policy: { sends: standard.sends, linkLifetimeMs: 10 * MINUTE } });
    ada = await login.somebody();
    const track = await login.track(ada.id);
    const fields = { requestId: track.requestId, trackId: track.id, processingType: "LINK" };
    const { url } = await login.initiate(fields);
    const reader = await new Reader(login).open(url.href);
    expect(reader.heading).toBe("Open the link we emailed you");
    login.bed.wait(10 * MINUTE);
    await reader.open(url.href);
    expect([reader.status, reader.heading, reader.problem]).toEqual([200, "This link has stopped working", undefined]);
    await reader.again();
    expect([reader.heading, login.bed.sent.length]).toEqual(["Open the link we emailed you", 2]);
  });
});

describe("a request that was stopped", () => {
  it("is told apart from one that something newer replaced", async () => {
    const { reader, track } = await coded();
    await login.bed.services.denials.deny(lastStopCode(login.bed));
    await reader.open(reader.path);
    expect([reader.status, reader.heading]).toEqual([410, "This request was stopped"]);
    expect(reader.html).toContain("said that they did not ask for it");
    expect(reader.html).not.toContain("Something newer");
    expect(reader.html).toContain(`/identity/verification_init?track_id=${track.id}`);
  });

  it("says of one that was replaced what took its place", async () => {
    const { reader, track } = await coded();
    await login.json(`/useractions-srv/communication/medium/track/${track.id}`, { email: "right@example.org" });
    await reader.open(reader.path);
    expect([reader.status, reader.html.includes("Something newer has taken its place")]).toEqual([410, true]);
  });
});

describe("P35 the address of a code's page", () => {
  it("is whole where the request carries it, from then on in that browser, and to nobody who knows the id alone", async () => {
    const { url, query } = await login.initiate({
      requestId: login.requestId,
      processingType: "CODE",
      email: ada.email,
    });
    const plain = `/identity/verification_complete?accvid=${query["accvid"]}`;
    const stranger = await new Reader(login).open(plain);
    expect([stranger.heading, stranger.html.includes(ada.email)]).toEqual([CODE, false]);
    const guess = await new Reader(login).open(`${plain}&email=other@example.org`);
    expect([guess.html.includes(ada.email), guess.jar.names()]).toEqual([false, []]);
    const reader = await new Reader(login).open(url.href);
    expect(reader.html).toContain(ada.email);
    expect(reader.title).not.toContain("ada");
    await reader.send({ code: "12" });
    expect([reader.status, reader.html.includes(ada.email)]).toEqual([422, true]);
    await reader.open(plain);
    expect(reader.html).toContain(ada.email);
    // The cookie of one flow is none for another.
    const other = await login.initiate({
      requestId: await login.request(),
      processingType: "CODE",
      email: "x@example.org",
    });
    await reader.open(`/identity/verification_complete?accvid=${other.query["accvid"]}`);
    expect(reader.html).not.toContain("x@example.org");
  });

  it("is never whole where the app named a person instead, though somebody guesses it", async () => {
    const { query } = await login.initiate({ requestId: login.requestId, processingType: "CODE", q: ada.id });
    const reader = await new Reader(login).open(
      `/identity/verification_complete?accvid=${query["accvid"]}&email=${ada.email}`,
    );
    expect([reader.heading, reader.html.includes(ada.email), reader.jar.names()]).toEqual([CODE, false, []]);
  });

  it("P36 is said aloud where it is masked, an address and a number", async () => {
    const { reader } = await coded();
    expect(reader.html).toContain('<span class="vh">the address that starts with a</span>');
    const track = await login.track(ada.id, { required: ["mobile"] });
    await reader.open(track.url.href);
    expect(reader.html).toContain(`<span class="vh">the number that ends with ${ada.mobile.slice(-2)}</span>`);
  });
});

describe("P30 the button for a new code", () => {
  const waitOf = ({ html }: Reader): number => Number(/id="again"[^>]* data-wait="(\d+)"/.exec(html)?.[1] ?? 0);

  it("counts down for as long as the next one has to wait, after a wrong code and a press too soon, too", async () => {
    const { reader, code } = await coded();
    expect(waitOf(reader)).toBe(60);
    login.bed.wait(20_000);
    await reader.send({ code: otherThan(code) });
    expect([reader.status, waitOf(reader)]).toEqual([422, 40]);
    await reader.send({ code: "12" });
    expect([reader.status, waitOf(reader)]).toEqual([422, 40]);
    await reader.again();
    expect([reader.status, waitOf(reader), reader.headers.get("retry-after")]).toEqual([429, 40, "40"]);
    login.bed.wait(40_000);
    await reader.open(`/identity/verification_complete?accvid=${formOf(reader.html).fields.get("accvid")}`);
    expect(waitOf(reader)).toBe(0);
    await reader.again();
    expect([reader.status, waitOf(reader)]).toEqual([200, 120]);
  });

  it("does not count down for longer than anybody waits, and says by the clock when it is pressed", async () => {
    const { reader } = await coded();
    const { path } = reader;
    for (let send = 0; send < 4; send += 1) {
      login.bed.wait(9 * MINUTE);
      await reader.open(path);
      await reader.again();
    }
    expect([login.bed.sent.length, waitOf(reader)]).toEqual([5, 0]);
    await reader.again();
    expect([reader.status, waitOf(reader)]).toEqual([429, 0]);
    expect(reader.problem?.text).toMatch(
      /^Too many messages were sent to this address\. Try again after \d\d:\d\d UTC$/,
    );
  });

  it("believes no form that says a longer wait than anybody waits", async () => {
    const { reader, code } = await coded();
    for (const again_at of ["1e12", "-1", "99999999999999", "x"]) {
      const { action, fields } = formOf(reader.html);
      const body = new URLSearchParams({ ...Object.fromEntries(fields), again_at, code: otherThan(code) });
      const answer = await login.bed.fetch(action, { method: "POST", headers: OWN, body });
      expect([answer.status, (await answer.text()).includes('data-wait="')]).toEqual([422, false]);
    }
  });
});

it("P47 lets no form lead elsewhere but the one that lets a login go on", async () => {
  const policyOf = ({ headers }: Reader) => /form-action [^;]*/.exec(headers.get("content-security-policy") ?? "")?.[0];
  const { reader, code } = await coded();
  expect(policyOf(reader)).toBe("form-action 'self'");
  await reader.send({ code });
  expect([reader.heading, policyOf(reader)]).toEqual(["Email address confirmed", "form-action 'self' https:"]);
  expect(new URL(BACK).protocol).toBe("https:");
  const { query } = await login.initiate({
    requestId: login.requestId,
    processingType: "CODE",
    email: "no@example.org",
  });
  const own = await new Reader(login).open(`/identity/verification_complete?accvid=${query["accvid"]}`);
  expect(policyOf(own)).toBe("form-action 'self'");
  expect(policyOf(await own.open("/identity/verification_init?requestId=x"))).toBe("form-action 'self'");
  expect(policyOf(await own.open("/identity/error?error_code=VER_0006"))).toBe("form-action 'self'");
});

describe("P43 a link that leads nowhere", () => {
  const REASONS = [
    "It has been used.",
    "A newer one was sent.",
    "The request was stopped.",
    "It is older than 60 minutes.",
  ];

  it("is told with its four reasons, and other errors are not", async () => {
    for (const path of ["/c?x", `/verification-actions-srv/account/link/${crypto.randomUUID()}/x`]) {
      const reader = await new Reader(login).open(path);
      expect([reader.status, reader.heading]).toEqual([200, "This link does not work"]);
      for (const reason of REASONS) expect(reader.html).toContain(reason);
    }
    const reader = await new Reader(login).open("/identity/verification_complete?accvid=x");
    expect([reader.heading, reader.html.includes(REASONS[0] ?? "")]).toEqual(["This page does not work", false]);
  });
});
