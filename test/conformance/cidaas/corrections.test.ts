import { beforeEach, describe, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { BACK, type LoginBed, ledTo, loginBed, read, type Somebody } from "./bed.ts";

let login: LoginBed;
let ada: Somebody;
beforeEach(async () => {
  login = await loginBed();
  ada = await login.somebody();
});

type Track = Awaited<ReturnType<LoginBed["track"]>>;

const goOn = async ({ id }: Pick<Track, "id">) =>
  ledTo(await login.form(`/login-srv/precheck/continue/${id}`, { track_id: id }));

const correct = (track: Pick<Track, "id">, body: object) =>
  login.json(`/useractions-srv/communication/medium/track/${track.id}`, body);

describe("a mistyped address", () => {
  it("is put right: what ran for it ends, and the new one becomes the account's when it is proven", async () => {
    const track = await login.track(ada.id);
    const old = await login.coded({ requestId: track.requestId, trackId: track.id });
    const fixed = `fixed.${ada.email}`;
    const { body } = await read(await correct(track, { email: fixed }));
    const { accvid } = body["data"] as { accvid: string };
    expect(login.bed.sent.at(-1)).toMatchObject({ to: fixed, channel: "email" });
    expect((await login.validate(old.accvid, old.code)).body["code"]).toBe("VER_0902");
    expect((await login.validate(accvid, login.lastCode())).status).toBe(200);
    const { body: account } = await call(login.bed, "GET", `/accounts/${ada.id}`);
    const emails = (account["addresses"] as { channel: string }[]).filter(({ channel }) => channel === "email");
    expect(emails).toEqual([expect.objectContaining({ value: fixed, verified: true, primary: true })]);
    expect((await goOn(track)).url.href).toContain(BACK);
  });

  it("is sent to where it was put right from then on, and may be named by it", async () => {
    const track = await login.track(ada.id);
    const fixed = `fixed.${ada.email}`;
    await correct(track, { email: fixed });
    await login.coded({ requestId: track.requestId, trackId: track.id });
    expect(login.bed.sent.at(-1)?.to).toBe(fixed);
    await login.coded({ requestId: track.requestId, trackId: track.id, email: fixed });
    expect(login.bed.sent.at(-1)?.to).toBe(fixed);
  });

  it("can be a number, by text or by call", async () => {
    const track = await login.track(ada.id, { required: ["mobile"] });
    const mobile = "+4915112399999";
    const { body } = await read(await correct(track, { mobile, verificationMedium: "ivr" }));
    expect(login.bed.sent.at(-1)).toMatchObject({ to: mobile, channel: "voice" });
    const { accvid } = body["data"] as { accvid: string };
    expect((await login.validate(accvid, login.lastCode())).status).toBe(200);
    expect(await login.isVerified(ada)).toMatchObject({ MOBILE: true });
  });

  it("can be put right three times", async () => {
    const track = await login.track(ada.id);
    for (let change = 0; change < 3; change += 1) {
      expect((await read(await correct(track, { email: `c${change}.${ada.email}` }))).status).toBe(200);
    }
    const sent = login.bed.sent.length;
    const { status, body } = await read(await correct(track, { email: `c3.${ada.email}` }));
    expect([status, body["code"]]).toEqual([417, "VER_0906"]);
    expect(login.bed.sent.length).toBe(sent);
  });

  it("can be put right three times by many at the same time, too", async () => {
    const track = await login.track(ada.id);
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, change) => correct(track, { email: `c${change}.${ada.email}` })),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(3);
  });

  it("that is somebody else's verified one is answered alike, and nothing is sent", async () => {
    const eve = await login.somebody({ addresses: [{ channel: "email", value: "eve@example.org", verified: true }] });
    const track = await login.track(ada.id);
    const sent = login.bed.sent.length;
    const { body } = await read(await correct(track, { email: "eve@example.org" }));
    expect(body["data"]).toEqual({ accvid: expect.any(String) });
    expect(login.bed.sent.length).toBe(sent);
    await login.bed.settle();
    expect((await goOn(track)).path).toBe("/identity/verification_init");
    expect((await login.isVerified(eve))["EMAIL"]).toBe(true);
  });

  it("that becomes somebody else's meanwhile proves nothing", async () => {
    const track = await login.track(ada.id);
    const { body } = await read(await correct(track, { email: "wanted@example.org" }));
    const { accvid } = body["data"] as { accvid: string };
    const code = login.lastCode();
    await login.somebody({ addresses: [{ channel: "email", value: "wanted@example.org", verified: true }] });
    expect((await login.validate(accvid, code)).body["code"]).toBe("VER_0901");
    expect((await login.isVerified(ada))["EMAIL"]).toBe(false);
  });

  it("is not put right where it is verified: of a session that somebody else begins it would make another's", async () => {
    const bea = await login.somebody({ addresses: [{ channel: "email", value: "bea@example.org", verified: true }] });
    const track = await login.track(bea.id);
    const sent = login.bed.sent.length;
    for (const email of ["bea.new@example.org", "bea@example.org"]) {
      expect((await read(await correct(track, { email }))).body["code"]).toBe("VER_0903");
    }
    expect(login.bed.sent.length).toBe(sent);
    expect((await call(login.bed, "GET", `/tracks/${track.id}`)).body["changes"]).toBe(0);
  });

  it("is not put right where the login does not wait for it, or has gone on", async () => {
    const track = await login.track(ada.id, { required: ["mobile"] });
    expect((await read(await correct(track, { email: "a@x.example" }))).body["code"]).toBe("VER_0903");
  });

  it("makes no login of whoever reads its message", async () => {
    const track = await login.track(ada.id);
    const { body } = await read(await correct(track, { email: "stranger@example.org" }));
    const { accvid } = body["data"] as { accvid: string };
    const link = new URL(login.bed.sent.at(-1)?.link ?? "");
    const guessed = ledTo(await login.form("/verification-actions-srv/account", { accvid, code: "12" }));
    expect([guessed.path, guessed.query["track_id"]]).toEqual(["/identity/verification_complete", undefined]);
    const confirmed = ledTo(await login.press(link));
    expect([confirmed.path, confirmed.query["track_id"]]).toEqual(["/identity/verification_complete", undefined]);
    const page = await (await login.bed.fetch(`/identity/verification_complete?accvid=${accvid}`)).text();
    expect(page).not.toContain(track.id);
    // Whoever has the login's own page goes on from there.
    const own = await login.bed.fetch(`/identity/verification_complete?accvid=${accvid}&track_id=${track.id}`);
    expect(await own.text()).toContain(`/login-srv/precheck/continue/${track.id}`);
  });

  it.each([
    [{}, 417, "VER_0005"],
    [{ email: "a@x.example", mobile: "+4915112345678" }, 417, "VER_0004"],
    [{ email: "none" }, 417, "VER_0004"],
    [{ mobile: "0151 12345678" }, 417, "VER_0004"],
    [{ email: "a@x.example", verificationMedium: "sms" }, 417, "VER_0004"],
    [{ email: ["a@x.example"] }, 400, "VER_0004"],
  ])("%j is refused, and costs no change", async (fields, status, code) => {
    const track = await login.track(ada.id);
    const reply = await read(await correct(track, fields));
    expect([reply.status, reply.body["code"]]).toEqual([status, code]);
    expect((await call(login.bed, "GET", `/tracks/${track.id}`)).body["changes"]).toBe(0);
  });

  it("of an unknown login is nobody's", async () => {
    expect((await read(await correct({ id: crypto.randomUUID() }, { email: "a@x.example" }))).body["code"]).toBe(
      "VER_0006",
    );
  });
});
