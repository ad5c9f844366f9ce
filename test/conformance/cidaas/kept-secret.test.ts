import { beforeEach, describe, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { type Fields, type LoginBed, ledTo, loginBed, read, type Somebody } from "./bed.ts";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

const correct = (track: { readonly id: string }, email: string) =>
  login.json(`/useractions-srv/communication/medium/track/${track.id}`, { email });

describe("whether somebody is there", () => {
  it.each([
    ["in capitals", (email: string) => email.toUpperCase()],
    ["as it is", (email: string) => email],
  ] as const)("is not told by an address that is typed %s", async (_, typed) => {
    for (const email of [ada.email, "nobody@example.org"]) {
      const { query, url } = await login.initiate({
        requestId: login.requestId,
        processingType: "CODE",
        email: typed(email),
      });
      expect(query["email"]).toBe(typed(email));
      const page = await login.bed.fetch(url.href);
      expect(await page.text()).toContain(typed(email));
    }
  });

  it("is not told by a correction that the next one ends", async () => {
    await login.somebody({ addresses: [{ channel: "email", value: "eve@example.org", verified: true }] });
    for (const first of ["eve@example.org", "free@example.org"]) {
      const track = await login.track((await login.somebody()).id);
      const { body } = await read(await correct(track, first));
      const { accvid } = body["data"] as { accvid: string };
      await correct(track, `other.${first}`);
      expect((await login.validate(accvid, "000000")).body["code"]).toBe("VER_0902");
    }
  });

  it("is told to nobody who knows a login request alone", async () => {
    await login.coded({ requestId: login.requestId, email: ada.email });
    const page = await login.bed.fetch(`/identity/verification_complete?requestId=${login.requestId}`);
    expect(ledTo(page)).toMatchObject({ status: 302, path: "/identity/error" });
    const state = await login.bed.fetch(`/identity/verification_status?requestId=${login.requestId}`);
    expect(await state.json()).toEqual({ state: "expired" });
  });

  it("is shown to whoever waits for a link, since that is no secret to know", async () => {
    await login.initiate({ requestId: login.requestId, processingType: "LINK", email: ada.email });
    const page = await login.bed.fetch(
      `/identity/verification_complete?processingType=LINK&requestId=${login.requestId}`,
    );
    expect(page.status).toBe(200);
  });
});

it("somebody who may verify nothing any more verifies nothing, whenever they were told to stop", async () => {
  const track = await login.track(ada.id);
  const { accvid, code } = await login.coded({ requestId: track.requestId, trackId: track.id });
  expect((await call(login.bed, "PATCH", `/accounts/${ada.id}`, { json: { status: "inactive" } })).status).toBe(200);
  expect((await login.validate(accvid, code)).body["code"]).toBe("VER_0901");
  const again = await login.ownForm("/identity/verification_resend", { accvid, processingType: "CODE", type: "email" });
  expect(again.status).toBe(303);
  expect((await login.validate(accvid, login.lastCode())).body["code"]).toBe("VER_0901");
  expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
});

describe("R35, P49 a form of our pages", () => {
  it.each([
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "same-site" },
    // No browser sends a form without either.
    {},
  ] as Fields[])("confirms, sends and changes nothing with %j", async (foreign) => {
    const track = await login.track(ada.id);
    const { accvid, code } = await login.coded({ requestId: track.requestId, trackId: track.id });
    const sent = login.bed.sent.length;
    const tried = [
      ["/identity/verification_complete", { accvid, code }],
      ["/identity/verification_resend", { accvid, processingType: "CODE", type: "email" }],
      ["/identity/verification_init", { requestId: login.requestId, email: ada.email }],
      ["/identity/verification_init", { requestId: track.requestId, trackId: track.id, verificationMedium: "sms" }],
      ["/identity/verification_change", { trackId: track.id, medium: "email", email: "evil@example.org" }],
      [login.lastLink().pathname, {}],
    ] as const;
    for (const [path, fields] of tried) {
      const refused = await login.form(path, fields, foreign);
      expect([path, refused.status]).toEqual([path, 403]);
      expect(await refused.text()).toContain("That did not come from our page");
    }
    expect(login.bed.sent.length).toBe(sent);
    expect((await call(login.bed, "GET", `/tracks/${track.id}`)).body).toMatchObject({ changes: 0, complete: false });
    expect((await login.validate(accvid, code)).status).toBe(200);
  });
});
