import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { languages } from "../../../src/copy/languages.ts";
import { standard } from "../../../src/core/policy.ts";
import { loginBed } from "../../conformance/cidaas/bed.ts";
import { noLimits, notCode, withTexts } from "../../conformance/kratos/client.ts";
import { apiOn, lastLink, newAccount } from "../../conformance/payway/bed.ts";
import { addSubject } from "../../support/claims.ts";
import { lastStopCode } from "../../support/denials.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { testBed } from "../../support/world.ts";
import { linkOf, MINUTE, Reader, sent, sentOn, Wanderer } from "./bed.ts";

const START = "/self-service/verification/browser";

/** What every state is looked at for; each has another name. */
function gallery({ lang, dir }: (typeof languages)[number]) {
  const states = new Map<string, string>();
  return {
    show(state: string, { html }: { readonly html: string }): void {
      expect(html, state).toContain(`<html lang="${lang}" dir="${dir}">`);
      // A name that no language has is one that was not put in.
      expect(html.replaceAll("{seconds}", ""), state).not.toMatch(/\{\w+\}|undefined/);
      const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
      expect(title, state).toMatch(/\S – Acme$/);
      states.set(title, [...(states.has(title) ? [states.get(title)] : []), state].join(" = "));
    },
    /** Every state that shares its title with another. */
    alike: (): readonly string[] => [...states.values()].filter((names) => names.includes(" = ")),
    count: (): number => states.size,
  };
}

describe.each(languages)("P02 P03 in $lang: each state has its direction, and a title of its own, of", (language) => {
  it("a code", async () => {
    const query = `?lang=${language.lang}`;
    const { show, alike, count } = gallery(language);
    const bed = testBed(withTexts);
    const asking = await new Reader(bed).open(START + query);
    show("asked for an address", asking);
    await asking.send({ email: "" });
    show("no address", asking);
    await asking.send({ email: "jane@hotmial.com" });
    show("a slip", asking);
    await asking.open(`${asking.path.replace(/&.*/, "")}&by=phone`);
    show("asked for a number", asking);
    await asking.send({ phone: "+12065551234" });
    show("texted", asking);

    const { reader, code } = await sentOn(bed, query);
    show("mailed", reader);
    await reader.send({ code: "1" });
    show("a code that is none", reader);
    await reader.send({ again: "1" });
    show("asked again too soon", reader);
    await reader.open(reader.path.replace("?", "/change?"));
    show("another address", reader);
    await reader.open(reader.path.replace("/change?", "?"));
    await reader.send({ code: code() });
    show("done", reader);
    expect([alike(), count()]).toEqual([[], 10]);
  });
});

/** That titles differ in the other languages is seen in their catalogues: `test/unit/copy/catalogue.test.ts`. */
const some = languages.filter(({ lang }) => ["en", "ar", "ja"].includes(lang));

describe.each(some)("P02 P03 in $lang: each state has its direction, and a title of its own, of", (language) => {
  const { lang } = language;
  const query = `?lang=${lang}`;
  const set = { "accept-language": lang };
  const fromElsewhere = { origin: "https://evil.example", "sec-fetch-site": "cross-site", ...set };

  it("a code that is worn out, and of everything there was too much of", async () => {
    const { show, alike, count } = gallery(language);
    const free = await sent(noLimits, query);
    await free.reader.send({ again: "1" });
    show("sent again", free.reader);
    for (let tries = 1; tries <= 5; tries += 1) await free.reader.send({ code: notCode(free.code(), tries) });
    show("worn out", free.reader);

    const email = { burst: 5, burstMs: 600_000, sustained: 1, sustainedMs: 86_400_000, waitMs: 0, maxWaitMs: 0 };
    const perAddress = standard.sends && { ...standard.sends.sendsPerAddress, email };
    const sends = standard.sends && perAddress && { ...standard.sends, sendsPerAddress: perAddress };
    const limited = await sent({ policy: { sends } }, query);
    await limited.reader.send({ again: "1" });
    show("too many sent", limited.reader);

    const wrongGuesses = { free: 1, stop: 9, windowMs: 86_400_000, waitMs: 15 * MINUTE, maxWaitMs: 3_600_000 };
    const guessed = await sent({ policy: { wrongGuesses } }, query);
    for (const step of [1, 2, 3]) await guessed.reader.send({ code: notCode(guessed.code(), step) });
    show("too many guesses", guessed.reader);
    expect([alike(), count()]).toEqual([[], 4]);
  });

  it("a link, and of who did not ask for it", async () => {
    const { show, alike, count } = gallery(language);
    const { bed, reader } = await sent(noLimits, `${query}&method=link`);
    show("mailed", reader);
    const first = linkOf(bed);
    await reader.send({ again: "1" });
    show("mailed again", reader);
    const second = linkOf(bed);
    await reader.open(first);
    show("replaced", reader);
    await reader.open(second);
    show("opened", reader);
    await reader.send({});
    show("confirmed", reader);
    await reader.open(second);
    show("used", reader);
    const other = new Wanderer(bed, lang);
    show("dead", await other.open(second));
    show("confirmed, not to be stopped", await other.open(`/s?${lastStopCode(bed)}`));

    await sentOn(bed, `${query}&method=link`);
    const link = linkOf(bed);
    show("to be stopped", await other.open(`/s?${lastStopCode(bed)}`));
    await other.open(link);
    show("denied", await other.press('action="/s"'));
    const late = await sentOn(bed, `${query}&method=link`);
    bed.wait(61 * MINUTE);
    await late.reader.open(linkOf(bed));
    show("too old", late.reader);
    expect([alike(), count()]).toEqual([[], 11]);
  });

  it("what leads nowhere", async () => {
    const { show, alike, count } = gallery(language);
    const { bed, reader } = await sent({}, query);
    const { path, flowId } = reader;
    show("an error", await new Reader(bed).open("/identity/error?id=none", set));
    show("another browser", await new Reader(bed).open(path, set));
    await reader.send({ code: "1" }, fromElsewhere);
    show("another page's form", reader);
    show("an end without a flow", await new Reader(bed).open("/identity/done", set));
    const down = testBed({ bindings: { ...faultyBindings("overloaded"), ASSETS: env.ASSETS } });
    show("a fault of the server", await new Reader(down).open(path, set));

    await bed.services.verification.cancel({ appId: "default", flowId });
    await reader.open(path);
    show("cancelled", reader);
    const old = await new Reader(bed).open(START + query);
    bed.wait(2 * 24 * 60 * MINUTE);
    await old.open(old.path, set);
    show("too old", old);
    expect([alike(), count()]).toEqual([[], 7]);
  });

  it("a login that waits", async () => {
    const { show, alike, count } = gallery(language);
    const login = await loginBed();
    const { id } = await login.somebody();
    const browser = new Wanderer(login.bed, lang);
    show("begun", await browser.open((await login.track(id)).url.href));
    show("mailed", await browser.press("verificationMedium"));
    const asked = browser.html;
    show("a code that is none", await browser.press('name="code"', { code: "1" }));
    const change = /href="(\/identity\/verification_change[^"]*)"/.exec(asked)?.[1] ?? "";
    show("another address", await browser.open(change.replaceAll("&amp;", "&")));
    show("link opened", await new Wanderer(login.bed, lang).open(login.lastLink().href));
    browser.html = asked;
    show("done", await browser.press('name="code"', { code: login.lastCode() }));
    show("an error", await browser.open("/identity/verification_complete?accvid=x"));
    await browser.open((await login.track(id, { required: ["mobile"] })).url.href);
    show("texted", await browser.press("verificationMedium"));
    expect([alike(), count()]).toEqual([[], 8]);
  });

  it("a back office's link", async () => {
    const { show, alike, count } = gallery(language);
    const bed = testBed({ policy: { sends: null } });
    const api = await apiOn(bed);
    const { id } = await newAccount();
    await api.create(id);
    const link = lastLink(bed).href;
    const browser = new Wanderer(bed, lang);
    show("opened", await browser.open(link));
    show("confirmed", await browser.press("confirmation_code"));
    show("used", await browser.open(link));
    show("dead", await new Wanderer(bed, lang).open(link));
    expect([alike(), count()]).toEqual([[], 4]);
  });

  it("a signed-in user's link", async () => {
    const { show, alike, count } = gallery(language);
    const bed = testBed({ settings: { REDIRECT_URIS: "https://app.example.com/verified" }, policy: { sends: null } });
    const sub = await addSubject(`titles-${lang}`);
    const minted = await bed.fetch("/dev/user-token", {
      method: "POST",
      body: JSON.stringify({ sub, app_name: "Acme" }),
    });
    const { access_token } = (await minted.json()) as { access_token: string };
    await bed.fetch("/v1/verification/links/email", {
      method: "POST",
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@example.org", redirect_uri: "https://app.example.com/verified" }),
    });
    const link = bed.sent.at(-1)?.link ?? "";
    // Its target is registered no longer: so it ends on a page of ours.
    const here = new Wanderer(testBed(), lang);
    show("opened", await here.open(link));
    show("confirmed", await here.press('name="flow"'));
    show("dead", await here.open("/t?none"));
    expect([alike(), count()]).toEqual([[], 3]);
  });
});
