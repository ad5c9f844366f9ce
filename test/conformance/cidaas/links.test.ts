import { beforeEach, describe, expect, it } from "vitest";
import { type LoginBed, ledTo, loginBed, type Somebody } from "./bed.ts";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

async function linked(processingType = "LINK"): Promise<string> {
  await login.initiate({ requestId: login.requestId, processingType, email: ada.email });
  return login.lastLink().pathname;
}

const open = (path: string, init?: RequestInit) => login.bed.fetch(path, init);
const press = (path: string) => login.bed.fetch(path, { method: "POST" });

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
    expect(text).toContain(`action="${path}"`);

    const led = ledTo(await press(path));
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
    const accvid = byLink.split("/").at(-2) ?? "";
    expect(ledTo(await press(byLink)).path).toBe("/identity/verification_complete");
    expect((await login.validate(accvid, code)).body["code"]).toBe("VER_0903");

    const eve = await login.somebody();
    const { accvid: other, code: typed } = await login.coded({ requestId: login.requestId, email: eve.email });
    const { pathname } = login.lastLink();
    expect((await login.validate(other, typed)).status).toBe(200);
    expect(ledTo(await press(pathname)).path).toBe("/identity/verification_complete");
  });

  it("of a LINK has no code that could be typed", async () => {
    const path = await linked();
    const accvid = path.split("/").at(-2) ?? "";
    expect((await login.validate(accvid, "123456")).status).toBe(417);
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
  });

  it.each([
    ["that was made up", async () => `${(await linked()).slice(0, -3)}abc`],
    ["of no flow", async () => `/verification-actions-srv/account/link/${crypto.randomUUID()}/x`],
    ["that is none", async () => "/verification-actions-srv/account/link/x/y"],
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

  it("comes by text, too", async () => {
    const fields = { requestId: login.requestId, processingType: "LINK", q: ada.id, verificationMedium: "sms" };
    expect((await login.initiate(fields)).query).toMatchObject({ type: "sms", mobile: expect.stringContaining("*") });
    await press(login.lastLink().pathname);
    expect(await login.isVerified(ada)).toMatchObject({ EMAIL: false, MOBILE: true });
  });
});
