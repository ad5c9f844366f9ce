import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { standard } from "../../../src/core/policy.ts";
import { fail } from "../../../src/core/result.ts";
import { attemptsOf, noLimits, notCode, verified, withTexts } from "../../conformance/kratos/client.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { count } from "../../support/journey.ts";
import { addAccount, testBed } from "../../support/world.ts";
import { bytes, linkOf, MINUTE, Reader, sent } from "./bed.ts";

const CODE = "Enter the code we emailed you";
const DONE = "Email address confirmed";

describe("P27 a code that is too old", () => {
  it("is told of whatever is typed, without an echo, and replaced by one press", async () => {
    const { bed, reader, code } = await sent();
    const form = reader.html;
    bed.wait(10 * MINUTE);
    const pages: string[] = [];
    for (const typed of [code(), notCode(code()), "12", ""]) {
      reader.html = form;
      await reader.send({ code: typed });
      expect([reader.status, reader.title]).toEqual([422, `Error: ${CODE} – Acme`]);
      expect(reader.html).toContain("That code has expired. Send a new one");
      expect(reader.html.includes(code())).toBe(false);
      pages.push(bytes(reader));
    }
    expect(new Set(pages).size).toBe(1);
    await reader.send({ again: "1" });
    expect([reader.status, reader.title]).toEqual([200, `New code sent – ${CODE} – Acme`]);
    await reader.send({ code: code() });
    expect(reader.heading).toBe(DONE);
  });
});

describe("a flow whose every try is used up", () => {
  it("P26 goes on in a fresh one by one press", async () => {
    const { bed, reader, code } = await sent(noLimits);
    for (let round = 0; round < 2; round += 1) {
      if (round > 0) await reader.send({ again: "1" });
      for (let tries = 1; tries <= 5; tries += 1) await reader.send({ code: notCode(code(), tries) });
      expect([reader.status, reader.heading]).toEqual([422, "That code no longer works"]);
    }
    const [worn, old] = [reader.flowId, code()];
    await reader.send({ code: old });
    expect([reader.status, reader.heading]).toEqual([422, "That code no longer works"]);
    expect(await attemptsOf({ id: worn })).toBe(10);
    await reader.send({ again: "1" });
    expect([reader.heading, bed.sent.length]).toEqual([CODE, 3]);
    expect(reader.flowId).not.toBe(worn);
    await reader.send({ code: code() });
    expect(reader.heading).toBe(DONE);
  });
});

describe("waiting", () => {
  it("P29 counts the seconds until the next code, and says by the clock when it takes long", async () => {
    const { reader } = await sent();
    await reader.send({ again: "1", code: "123" });
    expect([reader.status, reader.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(reader.title).toBe(`Wait 60 seconds – ${CODE} – Acme`);
    expect(reader.html).toContain('value="123"');
  });

  it("says by the clock when too many were sent to the address, and what else to do", async () => {
    const email = { burst: 5, burstMs: 600_000, sustained: 2, sustainedMs: 86_400_000, waitMs: 0, maxWaitMs: 0 };
    const sends = standard.sends && {
      ...standard.sends,
      sendsPerAddress: { ...standard.sends.sendsPerAddress, email },
    };
    const { reader } = await sent({ policy: { sends } });
    await reader.send({ again: "1" });
    expect(reader.status).toBe(200);
    await reader.send({ again: "1" });
    expect([reader.status, reader.heading]).toEqual([429, "Too many codes sent to this address"]);
    expect(reader.html).toMatch(/Try again after <time datetime="2026-11-22T19:14:05/);
    expect(reader.html).toContain("Use a different email address");
    // The code that is there works still: the way to its page says so.
    expect(reader.html).not.toContain("Keep this one");
    expect(reader.html).toContain(`href="/identity/verification?flow=${reader.flowId}">${CODE}</a>`);
  });

  it("is not what a new code to no address is answered with", async () => {
    const { reader } = await sent(noLimits);
    await reader.send({ again: "1", to: "" });
    expect([reader.status, reader.headers.get("retry-after"), reader.heading]).toEqual([422, null, CODE]);
    expect(reader.html).toContain("There is a problem");
    expect(reader.html).not.toContain("You can ask for a new code in");
  });

  it("says until when wrong codes for the address are not looked at", async () => {
    const wrongGuesses = { free: 1, stop: 9, windowMs: 86_400_000, waitMs: 15 * MINUTE, maxWaitMs: 3_600_000 };
    const { reader, code } = await sent({ policy: { wrongGuesses } });
    await reader.send({ code: notCode(code()) });
    await reader.send({ code: notCode(code(), 2) });
    await reader.send({ code: code() });
    expect([reader.status, reader.heading]).toEqual([429, "Too many wrong codes"]);
    expect(Number(reader.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(reader.html).toMatch(/Try again after <time datetime="2026-11-21T/);
    expect(await verified()).toEqual([]);
  });
});

describe("a phone number", () => {
  const sentOnNoCountry = () =>
    new Reader(testBed({ ...withTexts, policy: { countries: [] } })).open("/self-service/verification/browser");

  it("is asked for with its country only where that cannot be told, and shown back as it was typed", async () => {
    const bed = testBed(withTexts);
    const reader = await new Reader(bed).open("/self-service/verification/browser");
    await reader.open(`${reader.path}&by=phone`);
    expect([reader.heading, reader.html.includes("<select")]).toEqual(["What is your mobile number?", false]);
    await reader.send({ phone: "(206) 555-1234" });
    expect([reader.status, reader.title]).toEqual([422, "Error: What is your mobile number? – Acme"]);
    expect(reader.html).toContain('value="(206) 555-1234"');
    expect(reader.html).toContain('<option value="US">United States</option>');
    await reader.send({ phone: "(206) 555-1234", country: "US" });
    expect(reader.heading).toBe("Enter the code we texted you");
    expect(reader.html).toContain("+12065551234");
  });

  it("is no way where texts go to no country", async () => {
    const reader = await sentOnNoCountry();
    expect(reader.html).not.toContain("phone instead");
    await reader.open(`${reader.path}&by=phone`);
    expect([reader.heading, reader.html.includes('name="phone"')]).toEqual(["What is your email address?", false]);
    await reader.send({ by: "phone", phone: "0176 12345678" });
    expect([reader.status, reader.html.includes("Choose the country")]).toEqual([422, false]);
    expect(reader.html).toContain("We do not send text messages to that country. Enter another mobile number");
  });

  it.each([
    ["", "Enter your mobile number"],
    ["+1 206", "Enter a mobile number like +44 7700 900123"],
    ["+1 900 555 1234", "We cannot send text messages to that number. Enter another mobile number"],
    ["+33 6 12 34 56 78", "We do not send text messages to that country. Enter another mobile number"],
  ])("%j is refused in words", async (phone, text) => {
    const reader = await new Reader(testBed(withTexts)).open("/self-service/verification/browser");
    await reader.open(`${reader.path}&by=phone`);
    await reader.send({ phone });
    expect([reader.status, reader.html.includes(text)]).toEqual([422, true]);
  });
});

it("P37 says what to look at when nothing arrives, and which other way there is", async () => {
  const help = ({ html }: Reader): number => (html.match(/<li>(?!<)[^<]+<\/li>/g) ?? []).length;
  const { reader } = await sent(withTexts);
  expect(help(reader)).toBeGreaterThanOrEqual(3);
  expect(reader.html).toContain("Use a phone instead");
  const byMailAlone = await sent();
  expect(help(byMailAlone.reader)).toBe(3);
  expect(byMailAlone.reader.html).not.toContain("phone");
});

it("a mail that came back looks to whoever asked for it like one to nobody", async () => {
  const pages: string[] = [];
  for (const isSomebody of [true, false]) {
    const { bed, reader, email } = await sent(noLimits);
    bed.answer(async () => fail({ kind: "permanent", scope: "recipient", reason: "undeliverable" }));
    const address = isSomebody ? email : `nobody.${email.slice(7)}`;
    await reader.open(`/identity/verification/change?flow=${reader.flowId}`);
    await reader.send({ email: address });
    await reader.open(reader.path);
    expect([reader.status, reader.heading]).toEqual([200, CODE]);
    const own = new RegExp(`${reader.flowId}|${address}|(?<=name="csrf_token" value=")[^"]*`, "g");
    pages.push(bytes(reader).replaceAll(own, ""));
  }
  expect(pages[0]).toBe(pages[1]);
  const { results } = await env.DB.prepare("SELECT state FROM messages ORDER BY state").all();
  expect(results.map(({ state }) => state)).toEqual(["failed", "sent", "sent", "withheld"]);
});

describe("a form", () => {
  it("P49 is refused in words without a word on where it comes from, and from other sites", async () => {
    const { reader, code } = await sent();
    const form = reader.html;
    for (const headers of [{}, { origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }] as const) {
      reader.html = form;
      await reader.send({ code: code() }, headers as Record<string, string>);
      expect([reader.status, reader.heading]).toEqual([403, "That did not come from our page"]);
      // Its way on is the page with the form.
      const { flowId } = reader;
      expect(reader.html).toContain(`href="/identity/verification?flow=${flowId}">Try again</a>`);
      await reader.open(reader.path);
      expect([reader.status, reader.heading]).toEqual([200, CODE]);
    }
    expect(await verified()).toEqual([]);
    reader.html = form;
    await reader.send({ code: code() }, { origin: "https://verify.example.com" });
    expect(reader.heading).toBe(DONE);
  });

  it("that asks for a first code twice leads to the page for it both times, and sends one code", async () => {
    const bed = testBed();
    const reader = await new Reader(bed).open("/self-service/verification/browser");
    const form = reader.html;
    for (const email of ["jane@example.org", "Jane@Example.ORG"]) {
      reader.html = form;
      await reader.send({ email });
      expect([reader.status, reader.heading, reader.html.includes("There is a problem")]).toEqual([200, CODE, false]);
    }
    expect(await count("SELECT count(*) AS n FROM messages")).toBe(1);
    reader.html = form;
    await reader.send({ email: "john@example.org" });
    expect([reader.status, reader.heading]).toEqual([200, CODE]);
  });

  it("with the address that a flow of somebody's just wrote to says how long to wait", async () => {
    const { bed, reader, email } = await sent();
    const other = await new Reader(bed).open("/self-service/verification/browser");
    await other.send({ email });
    expect([other.status, other.heading]).toEqual([429, "What is your email address?"]);
    expect(other.html).toContain("You can ask for a new code in 60 seconds");
    // P29: nor is a new code promised to whoever presses for one too early.
    await reader.send({ again: "1" });
    expect([reader.status, reader.html.includes("You can ask for a new code in 60 seconds")]).toEqual([429, true]);
  });

  it("that sends needs its token too", async () => {
    const { bed, reader } = await sent(noLimits);
    await reader.send({ again: "1", csrf_token: "made-up" });
    expect([reader.status, reader.heading, bed.sent.length]).toEqual([403, "Go on in the browser you started with", 1]);
  });

  it("P32 that is sent twice has confirmed once, and says so both times", async () => {
    const { reader, code } = await sent();
    const form = reader.html;
    for (let times = 0; times < 2; times += 1) {
      reader.html = form;
      await reader.send({ code: code() });
      expect([reader.status, reader.heading]).toEqual([200, DONE]);
    }
  });
});

describe("P45 the end", () => {
  const app = "https://app.example.com/inbox";
  const on = `<a class="button" id="continue" href="${app}">Continue to Acme</a>`;
  const back = `return_to=${encodeURIComponent(app)}`;
  const textOf = ({ html }: Reader): string =>
    (/<main>([\s\S]*)<\/main>/.exec(html)?.[1] ?? "").replace(/<[^>]+>/g, " ");

  it("P46 says what was confirmed and where to go on: where the app may lead, and nowhere else", async () => {
    const { reader, code } = await sent({}, `?${back}`);
    await reader.send({ code: code() });
    expect([reader.status, reader.heading, reader.title]).toEqual([200, DONE, `${DONE} – Acme`]);
    expect(textOf(reader)).toContain("You can go on now, or close this page.");
    expect(reader.html).toContain(on);
    const refused = await testBed().fetch("/self-service/verification/browser?return_to=https%3A%2F%2Fevil.example");
    expect(refused.status).toBe(400);
  });

  it("says so of a number", async () => {
    const bed = testBed(withTexts);
    await addAccount([{ kind: "phone", value: "+12065551234" }]);
    const reader = await new Reader(bed).open(`/self-service/verification/browser?${back}`);
    await reader.open(`${reader.path}&by=phone`);
    await reader.send({ phone: "+12065551234" });
    await reader.send({ code: bed.sent.at(-1)?.code ?? "" });
    expect([reader.status, reader.heading]).toEqual([200, "Phone number confirmed"]);
    expect(textOf(reader)).toContain("You can go on now, or close this page.");
    expect(reader.html).toContain(on);
  });

  it("says in another browser which of the two goes on", async () => {
    const { bed } = await sent({}, `?method=link&${back}`);
    const other = await new Reader(bed).open(linkOf(bed));
    await other.send({});
    expect([other.status, other.heading]).toEqual([200, DONE]);
    expect(textOf(other)).toContain("Go back to the device where you started. That page moves on by itself.");
    expect(other.html).toContain(on);
  });
});

it("P50 every page carries the headers that keep it to itself", async () => {
  const { reader } = await sent();
  expect(Object.fromEntries(reader.headers)).toMatchObject({
    "cache-control": "no-store",
    "content-language": "en",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "otp-credentials=(self), camera=(), microphone=(), geolocation=()",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
  });
});

it("says that the code still works while the database is away, with what to name when asking for help", async () => {
  const { reader } = await sent();
  const down = await testBed({ bindings: faultyBindings("overloaded") }).fetch(reader.path);
  const html = await down.text();
  expect([down.status, down.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(html).toContain("Your code still works. Try again in a few minutes.");
  expect(html).toContain(`Reference: ${down.headers.get("x-request-id")}`);
});
