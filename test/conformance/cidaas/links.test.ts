import { beforeEach, describe, expect, it } from "vitest";
import { linkCodeOf } from "../../../src/core/link-code.ts";
import { CookieJar } from "../../support/cookies.ts";
import { lastStopCode } from "../../support/denials.ts";
import { formOf, fromOurPage } from "../../support/form.ts";
import { flowIdOf, namedBy, pressOf } from "../../support/short-links.ts";
import { type Fields, INITIATION, type LoginBed, ledTo, loginBed, OWN, PUBLIC, type Somebody } from "./bed.ts";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

async function linked(processingType = "LINK"): Promise<URL> {
  await login.initiate({ requestId: login.requestId, processingType, email: ada.email });
  return login.lastLink();
}

const open = ({ pathname, search }: URL, init?: RequestInit) => login.bed.fetch(pathname + search, init);
const press = (link: URL) => login.press(link);
const at = (path: string): URL => new URL(path, PUBLIC);

describe("a link in a message", () => {
  it("case 23: is unused by whoever opens it, and confirms by its button", async () => {
    const path = await linked();
    for (const init of [{ method: "HEAD" }, {}, { headers: { purpose: "prefetch" } }, { method: "OPTIONS" }]) {
      for (let times = 0; times < 5; times += 1) await open(path, init);
    }
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
    const page = await open(path);
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain("Confirm this email address?");
    const { action, fields } = formOf(text);
    const led = ledTo(await login.ownForm(action, Object.fromEntries(fields)));
    expect([led.status, led.path]).toEqual([302, "/identity/verification_complete"]);
    expect(led.query).toEqual({ processingType: "LINK", type: "email", requestId: login.requestId });
    expect((await login.isVerified(ada))["EMAIL"]).toBe(true);
  });

  it("leads on again once it was used, in any browser", async () => {
    const path = await linked();
    await press(path);
    for (const again of [await open(path), await press(path)]) {
      expect(ledTo(again).path).toBe("/identity/verification_complete");
    }
  });

  it("confirms beside a code, too, which is then used up; and the other way round", async () => {
    const byLink = await linked("GENERAL");
    const code = login.lastCode();
    const accvid = await flowIdOf(byLink);
    expect(ledTo(await press(byLink)).path).toBe("/identity/verification_complete");
    expect((await login.validate(accvid, code)).body["code"]).toBe("VER_0903");

    const eve = await login.somebody();
    const { accvid: other, code: typed } = await login.coded({ requestId: login.requestId, email: eve.email });
    const link = login.lastLink();
    expect((await login.validate(other, typed)).status).toBe(200);
    expect(ledTo(await press(link)).path).toBe("/identity/verification_complete");
  });

  it("of a LINK has no code that could be typed", async () => {
    const path = await linked();
    const accvid = await flowIdOf(path);
    expect((await login.validate(accvid, "123456")).status).toBe(417);
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
  });

  it.each([
    ["that was made up", async () => at(`/c?${linkCodeOf(await flowIdOf(await linked()), "A".repeat(43))}`)],
    ["that was cut off", async () => at((await linked()).href.slice(0, -1))],
    ["of no flow", async () => at(`/c?${linkCodeOf(crypto.randomUUID(), "A".repeat(43))}`)],
    ["that is none", async () => at("/c?x")],
    [
      "that a newer one replaced",
      async () => {
        const first = await linked();
        await linked();
        return first;
      },
    ],
  ])("%s leads to the error page, whether opened or pressed", async (_, path) => {
    const dead = await path();
    for (const answer of [await open(dead), await press(dead)]) {
      const led = ledTo(answer);
      expect([led.status, led.path, led.query["error_code"]]).toEqual([302, "/identity/error", "VER_0006"]);
    }
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
  });

  describe("P43 in the browser that had it while it worked", () => {
    async function had() {
      const link = await linked();
      const jar = new CookieJar();
      jar.store(await open(link));
      return { link, again: () => open(link, { headers: jar.header }), jar };
    }
    const endOf = (response: Response) => {
      const { path, query } = ledTo(response);
      return [path, query["error_code"], query["requestId"]];
    };

    it.each([
      ["replaced", () => linked()],
      ["too old", async () => login.bed.wait(3_600_000)],
      [
        "stopped",
        async () => {
          const { action, fields } = formOf(await (await login.bed.fetch(`/s?${lastStopCode(login.bed)}`)).text());
          await login.bed.fetch(action, fromOurPage(fields));
        },
      ],
    ])("says that it is %s, and where to start again; elsewhere not", async (_, end) => {
      const { link, again, jar } = await had();
      await end();
      expect(endOf(await again())).toEqual(["/identity/error", "VER_0902", login.requestId]);
      const pressed = { method: "POST", body: await pressOf(link), headers: { ...OWN, ...jar.header } };
      expect(endOf(await login.bed.fetch(link.pathname, pressed))).toEqual([
        "/identity/error",
        "VER_0902",
        login.requestId,
      ]);
      const page = await login.bed.fetch(ledTo(await again()).url.href);
      expect(await page.text()).toContain("Start again");
      for (const answer of [await open(link), await press(link)]) {
        expect(endOf(answer)).toEqual(["/identity/error", "VER_0006", undefined]);
      }
    });

    it("leads on when it was used, also after its time", async () => {
      const { link, again } = await had();
      await press(link);
      for (const ms of [0, 3_600_000]) {
        login.bed.wait(ms);
        expect(ledTo(await again()).path).toBe("/identity/verification_complete");
      }
      expect(ledTo(await open(link)).path).toBe("/identity/error");
    });
  });

  describe("P41 its page", () => {
    const FIREFOX = {
      "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    };
    const FROM = "at 21 November 2026 at 19:14 UTC from Firefox on Windows. Was that you?";
    const UNSAID = "at 21 November 2026 at 19:14 UTC. Was that you?";
    const asked = (): Fields => ({ requestId: login.requestId, processingType: "LINK", email: ada.email });
    const saidOn = async (link: URL, lang = "en"): Promise<string> => {
      const html = await (await login.bed.fetch(`${link.pathname}${link.search}&lang=${lang}`)).text();
      return html.replaceAll(
        /<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|<span class="vh">.*?<\/span>|<[^>]+>/g,
        "",
      );
    };

    it.each([
      ["a browser's form", () => login.form(INITIATION, asked(), FIREFOX), FROM],
      [
        "a page's script",
        () => login.json(INITIATION, asked(), { ...FIREFOX, origin: "https://shop.example.com" }),
        FROM,
      ],
      ["a server, whatever it calls itself", () => login.json(INITIATION, asked(), FIREFOX), UNSAID],
      ["a form of a program", () => login.form(INITIATION, asked(), { "user-agent": "curl/8.5.0" }), UNSAID],
    ])("says where %s asked from, as far as that is known", async (_, ask, said) => {
      expect((await ask()).status).toBe(302);
      const text = await saidOn(login.lastLink());
      expect(text).toContain(`Someone asked Acme to confirm a•••@e••• ${said}`);
      expect(text).not.toContain(ada.email);
      expect(login.bed.sent.at(-1)?.text.includes("Firefox on Windows")).toBe(said === FROM);
    });

    it("says so in Arabic, too, and of a number, and of an address that was put right", async () => {
      const byText = { requestId: login.requestId, processingType: "LINK", q: ada.id, verificationMedium: "sms" };
      await login.form(INITIATION, byText, FIREFOX);
      expect(await saidOn(login.lastLink())).toContain("from Firefox on Windows. Was that you?");
      expect(await saidOn(login.lastLink(), "ar")).toContain("من Firefox على Windows. هل كنت أنت؟");

      const track = await login.track(ada.id);
      const right = { email: "right@example.org", processingType: "LINK" };
      await login.form(`/useractions-srv/communication/medium/track/${track.id}`, right, FIREFOX);
      expect(await saidOn(login.lastLink())).toContain(`r•••@e••• ${FROM}`);
    });
  });

  it("is over after its time", async () => {
    const path = await linked();
    login.bed.wait(3_600_000);
    expect(ledTo(await press(path)).path).toBe("/identity/error");
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
  });

  it("is used once by many who press at the same time, and all of them are led on", async () => {
    const path = await linked();
    const answers = await Promise.all(Array.from({ length: 20 }, () => press(path)));
    expect(new Set(answers.map((answer) => ledTo(answer).path))).toEqual(new Set(["/identity/verification_complete"]));
  });

  it("M09 has 80 characters at most", async () => {
    for (const processingType of ["LINK", "GENERAL", "CODE"]) {
      expect((await linked(processingType)).href.length).toBeLessThanOrEqual(80);
    }
  });

  it("R37 is taken out of the address of its page", async () => {
    expect(await (await open(await linked())).text()).toContain('<body data-forget="/c"');
  });

  it("answers at the long address of the API, too, and changes nothing there", async () => {
    const short = await linked();
    const [flowId, { token }] = [await flowIdOf(short), namedBy(short)];
    const long = `/verification-actions-srv/account/link/${flowId}/${token}`;
    expect((await login.bed.fetch(long, { method: "HEAD" })).status).toBe(200);
    const page = await login.bed.fetch(long);
    const html = await page.text();
    expect([page.status, html]).toEqual([200, expect.stringContaining('<body data-forget="/c"')]);
    expect((await login.bed.fetch(long, { method: "POST" })).status).toBe(405);
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
    for (const dead of [`${flowId}/x`, `x/${token}`, `${flowId}/${token}%0d%0aX-Evil:%20y`, `${flowId}/%00`]) {
      const led = ledTo(await login.bed.fetch(`/verification-actions-srv/account/link/${dead}`));
      expect([led.status, led.path, led.query["error_code"]]).toEqual([302, "/identity/error", "VER_0006"]);
    }
    const { action, fields } = formOf(html);
    expect(ledTo(await login.ownForm(action, Object.fromEntries(fields))).path).toBe("/identity/verification_complete");
    expect((await login.isVerified(ada))["EMAIL"]).toBe(true);
  });

  it("comes by text, too", async () => {
    const fields = { requestId: login.requestId, processingType: "LINK", q: ada.id, verificationMedium: "sms" };
    expect((await login.initiate(fields)).query).toMatchObject({ type: "sms", mobile: expect.stringContaining("*") });
    await press(login.lastLink());
    expect(await login.isVerified(ada)).toMatchObject({ EMAIL: false, MOBILE: true });
  });
});
