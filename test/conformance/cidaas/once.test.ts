import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { standard } from "../../../src/core/policy.ts";
import { call } from "../../support/admin.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { wiredDatabase } from "../../support/wired-database.ts";
import { testBed } from "../../support/world.ts";
import { BACK, INITIATION, type LoginBed, ledTo, loginBed, OWN, read, type Somebody } from "./bed.ts";

const CORRECTION = "/useractions-srv/communication/medium/track";
const RESEND = "/identity/verification_resend";

const asForm = (fields: Readonly<Record<string, string>>): RequestInit => ({
  method: "POST",
  headers: OWN,
  body: new URLSearchParams(fields),
});

/** The deployment of a login, its way to the database failing as told. */
function failing(...faults: Parameters<typeof faultyBindings>) {
  const bindings = faultyBindings(...faults);
  const bed = testBed({
    bindings,
    channels: ["email", "sms", "voice"],
    policy: { sends: null, wrongGuesses: null, countries: "*" },
    settings: { CONTINUE_URLS: BACK },
  });
  return { bed, bindings };
}

async function begun(): Promise<{ login: LoginBed; ada: Somebody; track: Awaited<ReturnType<LoginBed["track"]>> }> {
  const login = await loginBed();
  const ada = await login.somebody();
  return { login, ada, track: await login.track(ada.id) };
}

async function verified(login: LoginBed, track: { readonly id: string; readonly requestId: string }): Promise<void> {
  const { accvid, code } = await login.coded({ requestId: track.requestId, trackId: track.id });
  expect((await login.validate(accvid, code)).status).toBe(200);
}

describe.each([["before"], ["after"], ["before", "after"]] as const)("a lost connection, %s", (...faults) => {
  it("corrects an address once", async () => {
    const { login, ada, track } = await begun();
    const { bed } = failing(...faults);
    const led = ledTo(await bed.fetch(`${CORRECTION}/${track.id}`, asForm({ email: `fixed.${ada.email}` })));
    expect(led.path).toBe("/identity/verification_complete");
    expect(bed.sent.map(({ to }) => to)).toEqual([`fixed.${ada.email}`]);
    expect((await call(login.bed, "GET", `/tracks/${track.id}`)).body["changes"]).toBe(1);
    expect((await login.validate(led.query["accvid"] ?? "", bed.sent.at(-1)?.code ?? "")).status).toBe(200);
  });

  it("sends again once", async () => {
    const { login, ada } = await begun();
    const { accvid, code } = await login.coded({ requestId: login.requestId, email: ada.email });
    const { bed } = failing(...faults);
    const again = await bed.fetch(RESEND, asForm({ accvid, processingType: "CODE", type: "email" }));
    expect(again.status).toBe(303);
    expect(bed.sent.map(({ to }) => to)).toEqual([ada.email]);
    expect(bed.sent[0]?.code).not.toBe(code);
    expect((await login.validate(accvid, bed.sent[0]?.code ?? "")).status).toBe(200);
  });

  it("goes on, and is redeemed once", async () => {
    const { login, track } = await begun();
    await verified(login, track);
    const { bed } = failing(...faults);
    const { query } = ledTo(await bed.fetch(`/login-srv/precheck/continue/${track.id}`, { method: "POST" }));
    const json = { code: query["code"] };
    const { bed: other } = failing(...faults);
    expect((await call(other, "POST", "/tracks/redeem", { json })).body["track_id"]).toBe(track.id);
    expect((await call(login.bed, "POST", "/tracks/redeem", { json })).status).toBe(409);
  });
});

describe("while a reply was lost, what others did stays", () => {
  it("where both put an address right", async () => {
    const { login, ada, track } = await begun();
    const { bed, bindings } = failing("after");
    let theirs = "";
    bindings.meanwhile(async () => {
      const answer = await login.json(`${CORRECTION}/${track.id}`, { email: `newer.${ada.email}` });
      theirs = ((await read(answer)).body["data"] as { accvid: string }).accvid;
    });
    await bed.fetch(`${CORRECTION}/${track.id}`, asForm({ email: `older.${ada.email}` }));
    expect(bed.sent).toHaveLength(0);
    expect((await login.validate(theirs, login.lastCode())).status).toBe(200);
    const { body } = await call(login.bed, "GET", `/tracks/${track.id}`);
    expect(body["verified"]).toEqual([expect.objectContaining({ value: `newer.${ada.email}` })]);
  });

  it("where one sends again, and the other begins anew", async () => {
    const { login, ada } = await begun();
    const { accvid } = await login.coded({ requestId: login.requestId, email: ada.email });
    const { bed, bindings } = failing("after");
    let theirs = { accvid: "", code: "" };
    bindings.meanwhile(async () => {
      theirs = await login.coded({ requestId: login.requestId, email: ada.email });
    });
    await bed.fetch(RESEND, asForm({ accvid, processingType: "CODE", type: "email" }));
    expect(bed.sent).toHaveLength(0);
    expect((await login.validate(theirs.accvid, theirs.code)).status).toBe(200);
  });
});

it("reads as many rows among two thousand people as among two", async () => {
  const { login, ada, track } = await begun();
  let rows = 0;
  const DB = wiredDatabase(async (send) => {
    const results = await send();
    rows += results.reduce((sum, { meta }) => sum + meta.rows_read, 0);
    return results;
  });
  const bed = testBed({
    bindings: { DB, CODES: env.CODES },
    channels: ["email", "sms", "voice"],
    policy: { countries: "*", sends: null },
    settings: { CONTINUE_URLS: BACK },
  });
  // The first answer of a fresh isolate also looks whether there are webhooks.
  await bed.fetch("/verification-actions-srv/account", { method: "POST" });
  await bed.settle();

  async function measured(): Promise<readonly number[]> {
    const counts: number[] = [];
    const bob = await login.somebody();
    const waiting = await login.track(bob.id);
    const paths: readonly (readonly [string, RequestInit?])[] = [
      [INITIATION, asForm({ requestId: login.requestId, processingType: "CODE", email: bob.email })],
      [INITIATION, asForm({ requestId: login.requestId, processingType: "CODE", q: bob.sub })],
      [INITIATION, asForm({ requestId: waiting.requestId, processingType: "CODE", trackId: waiting.id })],
      [`/identity/verification_init?track_id=${waiting.id}`],
      [`${CORRECTION}/${waiting.id}`, asForm({ email: `fixed.${bob.email}` })],
      [`/login-srv/precheck/continue/${waiting.id}`, { method: "POST" }],
    ];
    for (const [path, init] of paths) {
      rows = 0;
      const { status } = await bed.fetch(path, init);
      expect(status).toBeLessThan(400);
      counts.push(rows);
    }
    return counts;
  }

  await login.validate((await login.coded({ requestId: track.requestId, email: ada.email })).accvid, "000000");
  const few = await measured();
  await env.DB.batch([
    env.DB.prepare(`
      INSERT INTO accounts (id, app_id, sub, username, status, created_at, updated_at)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      SELECT 'crowd-' || i, app_id, 'crowd-sub-' || i, 'crowd-name-' || i, status, created_at, updated_at
      FROM n, (SELECT * FROM accounts LIMIT 1)`),
    env.DB.prepare(`
      INSERT INTO addresses (id, app_id, account_id, kind, typed, value, key, is_primary, created_at)
      SELECT id, app_id, id, 'email', id || '@a.example', id || '@a.example', id || '@a.example', 1, created_at
      FROM accounts WHERE id LIKE 'crowd-%'`),
  ]);
  // A flow or two more of the same request, and nothing of the crowd.
  const many = await measured();
  expect(many.map((count, call) => count - (few[call] ?? 0)).filter((more) => more > 5)).toEqual([]);
});

describe("the limits", () => {
  const limited = () => loginBed({ policy: { sends: standard.sends, wrongGuesses: standard.wrongGuesses } });

  it("hold for sending again, and say when to come again", async () => {
    const login = await limited();
    const ada = await login.somebody();
    const { accvid } = await login.coded({ requestId: login.requestId, email: ada.email });
    const again = await login.ownForm(RESEND, { accvid, processingType: "CODE", type: "email" });
    expect([again.status, again.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(login.bed.sent).toHaveLength(1);
  });

  it("count what is sent again to a range of numbers", async () => {
    const login = await limited();
    const flows: string[] = [];
    for (let number = 0; number < 20; number += 1) {
      const mobile = `+49151123400${String(number).padStart(2, "0")}`;
      await login.somebody({ addresses: [{ channel: "phone", value: mobile }] });
      const fields = { requestId: login.requestId, processingType: "CODE", mobile, verificationMedium: "sms" };
      const led = ledTo(await login.form(INITIATION, fields, { "cf-connecting-ip": `192.0.2.${number}` }));
      flows.push(led.query["accvid"] ?? "");
    }
    login.bed.wait(90_000);
    const again = await login.ownForm(RESEND, { accvid: flows[0] ?? "", processingType: "CODE", type: "sms" });
    expect([again.status, login.bed.sent.length]).toEqual([429, 20]);
  });

  it("leave no login request behind of a caller that has to wait", async () => {
    const login = await limited();
    const ada = await login.somebody();
    const count = async () =>
      (await env.DB.prepare("SELECT count(*) AS n FROM login_requests").first<number>("n")) ?? 0;
    const fields = {
      client_id: login.clientId,
      redirect_uri: "https://shop.example.com/callback",
      processingType: "CODE",
      email: ada.email,
    };
    const before = await count();
    expect((await login.json("/verification-srv/account/initiate", fields)).status).toBe(200);
    expect((await login.json("/verification-srv/account/initiate", fields)).status).toBe(429);
    expect(await count()).toBe(before + 1);
  });
});
