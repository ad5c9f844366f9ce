import { describe, expect, it } from "vitest";
import { addressesOf, addSubject } from "../../support/claims.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { FOREIGN, fromOurPage } from "../../support/form.ts";
import { count, not } from "../../support/journey.ts";
import { pressOf } from "../../support/short-links.ts";
import { type TestBed, type TestOptions, testBed } from "../../support/world.ts";

const REDIRECT = "https://app.example.com/verified";
const NATIVE = "acme://verified";
const MAIL = { path: "/v1/verification/links/email", code: "/v1/verification/otp/email" };

/** Without waits between messages, which are not what this is about. */
const bedWith = ({ settings = {}, policy = {}, ...rest }: TestOptions = {}) =>
  testBed({
    ...rest,
    settings: { REDIRECT_URIS: `${REDIRECT} ${NATIVE}`, ...settings },
    policy: { sends: null, ...policy },
  });

async function tokenOf(bed: TestBed, sub: string): Promise<string> {
  const reply = await bed.fetch("/dev/user-token", {
    method: "POST",
    body: JSON.stringify({ sub, app_name: "Globex" }),
  });
  return ((await reply.json()) as { access_token: string }).access_token;
}

async function call(bed: TestBed, sub: string, path: string, body?: unknown, more: object = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${await tokenOf(bed, sub)}`, "content-type": "application/json", ...more };
  return bed.fetch(path, body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) });
}

/** A link as it went out. */
async function mailed(bed: TestBed, sub: string, email: string, redirect_uri = REDIRECT): Promise<URL> {
  expect((await call(bed, sub, MAIL.path, { email, redirect_uri })).status).toBe(200);
  return new URL(bed.sent.at(-1)?.link ?? "");
}

const open = (bed: TestBed, { pathname, search }: URL): Promise<Response> => bed.fetch(pathname + search);
const press = async (bed: TestBed, link: URL): Promise<Response> =>
  bed.fetch(link.pathname, fromOurPage(await pressOf(link)));

/** A page of ours that leads nowhere: its heading. */
async function heading(response: Response, status: number): Promise<string | undefined> {
  expect([response.status, response.headers.get("location")]).toEqual([status, null]);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  return /<h1>([^<]*)<\/h1>/.exec(await response.text())?.[1];
}

const leadsTo = ({ status, headers }: Response) => [status, headers.get("location")];
const went = (result: boolean) => [302, `${REDIRECT}?result=${result}`];

describe("a form that is not of our page", () => {
  it.each(FOREIGN)("confirms nothing, and is told so: %j", async (headers) => {
    const bed = bedWith();
    const link = await mailed(bed, await addSubject("forged"), "forged@example.org");
    const forged = await bed.fetch(link.pathname, { ...fromOurPage(await pressOf(link)), headers });
    expect(await forged.clone().text()).toContain(`href="${link.pathname}${link.search}">Try again</a>`);
    expect(await heading(forged, 403)).toBe("That did not come from our page");
    expect(await addressesOf("forged")).toEqual([]);
    expect(leadsTo(await press(bed, link))).toEqual(went(true));
  });
});

describe("a link whose redirect target is registered no longer", () => {
  const unregistered = () => bedWith({ settings: { REDIRECT_URIS: "https://app.example.com/other" } });

  it("confirms, and says so on a page of ours", async () => {
    const link = await mailed(bedWith(), await addSubject("gone"), "gone@example.org");
    const bed = unregistered();
    const asking = await open(bed, link);
    expect(asking.headers.get("content-security-policy")).toContain("form-action 'self';");
    expect(await heading(asking, 200)).toBe("Confirm this email address?");
    // At once, since no redirect of ours holds a token; the form sent again says the same.
    const confirmed = await press(bed, link);
    expect(await heading(await press(bed, link), 200)).toBe("Email address confirmed");
    expect(await confirmed.clone().text()).toContain("Globex");
    expect(await heading(confirmed, 200)).toBe("Email address confirmed");
    expect(await heading(await open(bed, link), 200)).toBe("Email address confirmed");
    expect(await addressesOf("gone")).toEqual(["gone@example.org primary verified"]);
    expect(leadsTo(await open(bedWith(), link))).toEqual(went(true));
  });

  it("says on a page of ours that it is dead", async () => {
    const sender = bedWith();
    const sub = await addSubject("gone-dead");
    const link = await mailed(sender, sub, "gone.dead@example.org");
    await mailed(sender, sub, "gone.dead@example.org");
    for (const use of [open, press]) {
      const dead = await use(unregistered(), link);
      expect(await dead.clone().text()).toContain('href="https://app.example.com/welcome">Back to Acme');
      expect(await heading(dead, 400)).toBe("This link does not work");
      expect(leadsTo(await use(sender, link))).toEqual(went(false));
    }
    expect(await addressesOf("gone-dead")).toEqual([]);
  });
});

describe("a link to an app on the device", () => {
  it("leads there, confirmed or dead, and its page lets the form lead there", async () => {
    const bed = bedWith();
    const sub = await addSubject("native");
    const [old, link] = [
      await mailed(bed, sub, "native@example.org", NATIVE),
      await mailed(bed, sub, "native@example.org", NATIVE),
    ];
    expect((await open(bed, link)).headers.get("content-security-policy")).toContain("form-action 'self' acme:;");
    expect(leadsTo(await press(bed, old))).toEqual([302, `${NATIVE}?result=false`]);
    expect(leadsTo(await press(bed, link))).toEqual([302, `${NATIVE}?result=true`]);
    expect(leadsTo(await open(bed, link))).toEqual([302, `${NATIVE}?result=true`]);
  });
});

describe("P41 the page of a link", () => {
  const FIREFOX = {
    "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
  };
  const asking = { email: "from@example.org", redirect_uri: REDIRECT };
  const said = async (bed: TestBed, lang = "en"): Promise<string> => {
    const html = await (await bed.fetch(`${bed.sent.at(-1)?.link}&lang=${lang}`)).text();
    return html.replaceAll(/<span class="vh">.*?<\/span>|<[^>]+>/g, "");
  };
  const [FROM, UNSAID] = ["at 19:14 UTC from Firefox on Windows to add", "at 19:14 UTC to add"];

  it.each([
    ["a browser with the user's token", FIREFOX, FROM],
    ["an app that names no browser", { "user-agent": "okhttp/4.12.0" }, UNSAID],
  ])("says where %s asked from, as far as that is known", async (_, headers, from) => {
    const bed = bedWith();
    expect((await call(bed, await addSubject("from"), MAIL.path, asking, headers)).status).toBe(200);
    expect(await said(bed)).toMatch(
      new RegExp(`signed in to Globex asked ${from} f•••m@example\\.org to their account`),
    );
    expect(await said(bed, "ar")).toContain("Globex");
    expect((await said(bed, "ar")).includes("من Firefox على Windows")).toBe(from === FROM);
    expect(bed.sent.at(-1)?.text.includes("from Firefox on Windows")).toBe(from === FROM);
  });

  it("is in the language that its mail was asked for in", async () => {
    const bed = bedWith();
    await call(bed, await addSubject("spoken"), MAIL.path, asking, { "accept-language": "de" });
    const headers = { "accept-language": "en" };
    expect((await bed.fetch(`${bed.sent.at(-1)?.link}`, { headers })).headers.get("content-language")).toBe("de");
  });

  it("says on which day it was asked for, once that is not clear", async () => {
    const bed = bedWith({ settings: { FLOW_LIFETIME_SECONDS: "86400", LINK_LIFETIME_SECONDS: "86400" } });
    await call(bed, await addSubject("daylong"), MAIL.path, asking);
    expect(await said(bed)).toContain("at 19:14 UTC");
    bed.wait(13 * 3_600_000);
    expect(await said(bed)).toContain("21 November 2026 at 19:14 UTC");
  });

  it("says nothing of a server that asks for the user, whatever that calls itself", async () => {
    const bed = bedWith();
    const sub = await addSubject("served");
    const made = await bed.fetch("/dev/client-token", { method: "POST" });
    const { access_token: token } = (await made.json()) as { access_token: string };
    const sent = await bed.fetch(`/v1/users/${sub}/email/verification/send`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...FIREFOX },
      body: JSON.stringify({ method: "link", ...asking }),
    });
    expect(sent.status).toBe(200);
    expect(await said(bed)).toContain(`signed in to Acme asked ${UNSAID}`);
    expect(bed.sent.at(-1)?.text).not.toContain("Firefox");
  });
});

describe("a link that comes too late", () => {
  it("leads back with result=false from the moment it expires", async () => {
    const bed = bedWith();
    const link = await mailed(bed, await addSubject("late"), "late@example.org");
    bed.wait(60 * 60_000 - 1);
    expect((await open(bed, link)).status).toBe(200);
    bed.wait(1);
    for (const use of [open, press]) expect(leadsTo(await use(bed, link))).toEqual(went(false));
    expect(await addressesOf("late")).toEqual([]);
  });
});

describe("a link to an address at which too many codes were guessed", () => {
  const wrongGuesses = { free: 2, stop: 9, windowMs: 86_400_000, waitMs: 60_000, maxWaitMs: 3_600_000 };

  it("asks to wait, for as long as the limit says, and works then", async () => {
    const bed = bedWith({ policy: { wrongGuesses } });
    const email = "guessed@example.org";
    const link = await mailed(bed, await addSubject("owner"), email);
    const guesser = await addSubject("guesser");
    await call(bed, guesser, `${MAIL.code}/send`, { email });
    const passcode = not(bed.sent.at(-1)?.code ?? "");
    for (const status of [400, 400, 429]) {
      expect((await call(bed, guesser, `${MAIL.code}/validate`, { email, passcode })).status).toBe(status);
    }

    bed.wait(10_500);
    const refused = await press(bed, link);
    expect(refused.headers.get("retry-after")).toBe("50");
    expect(await heading(refused, 429)).toBe("Too many wrong codes");
    expect(await addressesOf("owner")).toEqual([]);
    bed.wait(49_500);
    expect(leadsTo(await press(bed, link))).toEqual(went(true));
  });
});

describe("without its database", () => {
  const down = () => bedWith({ bindings: faultyBindings("overloaded") });

  it("a link says that it works still, and does so later", async () => {
    const link = await mailed(bedWith(), await addSubject("down"), "down@example.org");
    for (const use of [open, press]) {
      const refused = await use(down(), link);
      expect(refused.headers.get("retry-after")).toBe("5");
      const html = await refused.clone().text();
      expect(html).toContain("Your link still works");
      expect(html).toContain(`href="${link.pathname}${link.search}">Try again`);
      expect(await heading(refused, 503)).toBe("Sorry, there is a problem with this page");
    }
    expect(await addressesOf("down")).toEqual([]);
    expect(await count("SELECT count(*) AS n FROM attempts")).toBe(0);
    expect(leadsTo(await press(bedWith(), link))).toEqual(went(true));
  });

  it("a link whose answer was lost has confirmed once", async () => {
    const link = await mailed(bedWith(), await addSubject("lost"), "lost@example.org");
    expect(leadsTo(await press(bedWith({ bindings: faultyBindings("after") }), link))).toEqual(went(true));
    expect(await addressesOf("lost")).toEqual(["lost@example.org primary verified"]);
    expect(await count("SELECT count(*) AS n FROM attempts")).toBe(1);
  });

  it.each([
    ["a link", MAIL.path, { redirect_uri: REDIRECT }],
    ["a passcode", `${MAIL.code}/send`, {}],
    ["a check", `${MAIL.code}/validate`, { passcode: "123456" }],
  ])("%s is refused in JSON, and nothing is half written", async (_, path, fields) => {
    const email = "refused@example.org";
    const sub = await addSubject("refused");
    await call(bedWith(), sub, `${MAIL.code}/send`, { email });
    const tables = ["flows", "issues", "messages", "attempts", "addresses"];
    const written = () => Promise.all(tables.map((table) => count(`SELECT count(*) AS n FROM ${table}`)));
    const before = await written();
    const bed = down();
    const refused = await call(bed, sub, path, { email, ...fields });
    await expectUnavailable(refused);
    expect([bed.sent, await written()]).toEqual([[], before]);
  });

  it("somebody who is not known becomes no account", async () => {
    const bed = bedWith({ settings: { CREATE_UNKNOWN_ACCOUNTS: "true" }, bindings: faultyBindings("overloaded") });
    await expectUnavailable(await call(bed, "stranger", `${MAIL.code}/send`, { email: "stranger@example.org" }));
    expect(await count("SELECT count(*) AS n FROM accounts WHERE sub = 'stranger'")).toBe(0);
  });

  it("a profile is refused in JSON", async () => {
    await expectUnavailable(await call(down(), await addSubject("unread"), "/v1/verification/profile"));
  });
});

async function expectUnavailable(response: Response): Promise<void> {
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await response.json()).toEqual({ message: expect.stringMatching(/\S/), error_code: 503 });
}
