import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { fromBase64Url, toBase64Url } from "../../../src/core/base64url.ts";
import { requireScope } from "../../../src/core/scopes.ts";
import { createKeyring } from "../../../src/crypto/keyring.ts";
import { sweep } from "../../../src/stores/retention.ts";
import { call } from "../../support/admin.ts";
import {
  ACCOUNT_R,
  ACCOUNT_W,
  ask,
  ME_R,
  makeClient,
  makeTicket,
  outcome,
  rotate,
  type TestClient,
  tokenOf,
} from "../../support/clients.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { addAccount, deployment, settingsWith, type TestBed, testBed } from "../../support/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bed: TestBed;
let client: TestClient;
beforeEach(async () => {
  bed = testBed();
  client = await makeClient(bed);
});

const rows = (table: string) => env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n");
const verdict = async (token: string, at: TestBed = bed) => outcome(await at.services.clients.authenticate(token));

describe("a token", () => {
  it("says what was granted, and to whom", async () => {
    const token = await tokenOf(bed, client, { scopes: [ACCOUNT_W, ME_R] });
    expect(token).toMatch(/^cs_at_/);
    expect(await bed.services.clients.authenticate(token)).toEqual({
      ok: true,
      value: { clientId: client.id, appId: "default", scopes: [ACCOUNT_W, ME_R], accountId: null },
    });
  });

  it("is another one each time, and is stored and logged nowhere", async () => {
    const [one, other] = [await tokenOf(bed, client), await tokenOf(bed, client)];
    expect(one).not.toBe(other);
    expect(JSON.stringify(bed.log)).not.toContain(one.slice(-43));
  });

  it("ends after an hour, to the millisecond", async () => {
    const token = await tokenOf(bed, client);
    bed.wait(HOUR - 1);
    expect(await verdict(token)).toBe("ok");
    bed.wait(1);
    expect(await verdict(token)).toBe("expired");
  });

  it("is checked without a trip to the store, but for the first time in an isolate", async () => {
    const bindings = faultyBindings();
    const other = testBed({ bindings });
    const token = await tokenOf(bed, client);
    for (let n = 0; n < 5; n += 1) expect(await verdict(token, other)).toBe("ok");
    expect(bindings.batches()).toBe(1);
  });

  it("outlives its secret, and the key that signed it while that is still there", async () => {
    const token = await tokenOf(bed, client);
    await rotate(bed, client);
    await rotate(bed, client);
    const newKey = `k2:${btoa("fedcba9876543210fedcba9876543210")}`;
    const withBoth = testBed({ settings: { KEYS: `${newKey} ${deployment["KEYS"]}` } });
    expect([await verdict(token), await verdict(token, withBoth)]).toEqual(["ok", "ok"]);
    expect(await verdict(token, testBed({ settings: { KEYS: newKey } }))).toBe("malformed");
    expect(outcome(await ask(withBoth, await rotate(withBoth, client)))).toBe("ok");
  });

  it("is nothing with any one character changed, left out or put twice", async () => {
    const token = await tokenOf(bed, client);
    const changed = [...token].flatMap((character, index) => {
      const rest = [token.slice(0, index), token.slice(index + 1)] as const;
      return [rest.join(character === "A" ? "B" : "A"), rest.join(""), rest.join(character + character)];
    });
    const verdicts = await Promise.all(changed.filter((text) => text !== token).map((text) => verdict(text)));
    expect(new Set(verdicts)).toEqual(new Set(["malformed"]));
    // The last character of a MAC has bits to spare: spelled otherwise, it would decode to the same bytes.
    const spellings = [...`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=`].map(
      (last) => token.slice(0, -1) + last,
    );
    expect(await Promise.all(spellings.filter((text) => text !== token).map((text) => verdict(text)))).not.toContain(
      "ok",
    );
  });

  it("cannot be made by hand, from other tokens, or with another key of ours", async () => {
    const token = await tokenOf(bed, client);
    const [kid = "", body = "", mac = ""] = token.slice("cs_at_".length).split(".");
    const contents = JSON.parse(new TextDecoder().decode(fromBase64Url(body))) as object;
    const forged = toBase64Url(new TextEncoder().encode(JSON.stringify({ ...contents, scopes: ["/external/all/w"] })));
    const keyring = createKeyring(settingsWith().keys, (bytes) => new Uint8Array(bytes));
    const stranger = createKeyring([{ kid, secret: new Uint8Array(32).fill(7) }], (bytes) => new Uint8Array(bytes));
    const text = JSON.stringify(contents);
    const made = [
      "",
      "cs_at_",
      "cs_at_..",
      `cs_at_${kid}.${body}.`,
      `cs_at_${kid}.${forged}.${mac}`,
      `cs_at_${kid}.${forged}.${await keyring.errorMac(`v1|access|${forged}`)}`,
      `cs_at_${await stranger.signToken(text)}`,
      `cs_at_${await keyring.seal("access", text)}`,
      token.slice("cs_at_".length),
      `cs_at_${token}`,
      `${token}.`,
      token.toLowerCase(),
      `${token}${"A".repeat(5_000)}`,
      client.secret,
    ];
    for (const each of made) expect([each, await verdict(each)]).toEqual([each, "malformed"]);
  });
});

describe("asking for a token", () => {
  it.each<[string, (right: TestClient) => TestClient]>([
    ["another secret", (right) => ({ ...right, secret: `${right.secret}x` })],
    ["no secret", (right) => ({ ...right, secret: "" })],
    ["the id of a secret", (right) => ({ ...right, secret: right.secretId })],
    ["an unknown client", (right) => ({ ...right, id: `cs_client_${"A".repeat(22)}` })],
    ["a client in another case", (right) => ({ ...right, id: right.id.toLowerCase() })],
    ["a wildcard", (right) => ({ ...right, id: "%" })],
  ])("is refused with %s", async (_, change) => {
    expect(outcome(await ask(bed, change(client)))).toBe("client_unauthorized");
  });

  it("is refused with the secret of another client, also of another app", async () => {
    const other = await makeClient(bed);
    expect(outcome(await ask(bed, client, { secret: other.secret }))).toBe("client_unauthorized");
    await env.DB.prepare("UPDATE clients SET app_id = 'other' WHERE id = ?").bind(other.id).run();
    expect(outcome(await ask(bed, other))).toBe("client_unauthorized");
  });

  it("gives what was issued to the client and no more: to write is not to read", async () => {
    const writer = await makeClient(bed, [ACCOUNT_W]);
    expect(outcome(await ask(bed, writer, { scopes: [ACCOUNT_W] }))).toBe("ok");
    const refused = await ask(bed, writer, { scopes: [ACCOUNT_W, ACCOUNT_R, ME_R] });
    expect(refused).toMatchObject({ failure: { reason: "insufficient_scope", missing: [ACCOUNT_R, ME_R] } });
    const grant = await bed.services.clients.authenticate(await tokenOf(bed, writer, { scopes: [ACCOUNT_W] }));
    if (!grant.ok) throw new Error(grant.failure.detail);
    expect(requireScope(grant.value, ACCOUNT_W)).toEqual({ ok: true, value: grant.value });
    expect(outcome(requireScope(grant.value, ACCOUNT_R))).toBe("insufficient_scope");
    expect(outcome(requireScope(grant.value, "/external/account/"))).toBe("insufficient_scope");
  });

  it("takes the reply of the first try for its own when that was lost", async () => {
    const ticket = await makeTicket(bed, client, await addAccount([]));
    const unlucky = testBed({ bindings: faultyBindings("after") });
    expect(outcome(await ask(unlucky, client, { ticket }))).toBe("ok");
    const wrong = testBed({ bindings: faultyBindings("after") });
    expect(outcome(await ask(wrong, client, { secret: "x" }))).toBe("client_unauthorized");
    expect(await env.DB.prepare("SELECT max(burst) AS n FROM limits").first("n")).toBe(1);
  });

  it("is refused with a wrong secret whatever others of its network try while the reply is lost", async () => {
    const neighbour = await makeClient(bed);
    const bindings = faultyBindings("after");
    bindings.meanwhile(() => ask(bed, neighbour, { secret: "x" }));
    expect(outcome(await ask(testBed({ bindings }), client, { secret: "x" }))).toBe("client_unauthorized");
  });
});

describe("a ticket", () => {
  it("gives one token for its person, of fifty that ask at the same time", async () => {
    const accountId = await addAccount([]);
    const ticket = await makeTicket(bed, client, accountId);
    const results = await Promise.all(Array.from({ length: 50 }, () => ask(bed, client, { ticket, scopes: [ME_R] })));
    const issued = results.flatMap((result) => (result.ok ? [result.value.accessToken] : []));
    expect(results.map(outcome).filter((each) => each === "ticket_invalid")).toHaveLength(49);
    expect(issued).toHaveLength(1);
    expect(await bed.services.clients.authenticate(issued[0] ?? "")).toMatchObject({
      value: { accountId, scopes: [ME_R], clientId: client.id },
    });
  });

  it("is used up by nothing but a token", async () => {
    const ticket = await makeTicket(bed, client, await addAccount([]));
    const stranger = await makeClient(bed);
    expect(outcome(await ask(bed, stranger, { ticket }))).toBe("ticket_invalid");
    expect(outcome(await ask(bed, client, { ticket, secret: "x" }))).toBe("client_unauthorized");
    expect(outcome(await ask(bed, client, { ticket, scopes: ["/external/other/w"] }))).toBe("insufficient_scope");
    expect(outcome(await ask(bed, client, { ticket: `${ticket}x` }))).toBe("ticket_invalid");
    expect(outcome(await ask(bed, client, { ticket }))).toBe("ok");
    expect(outcome(await ask(bed, client, { ticket }))).toBe("ticket_invalid");
  });

  it("does not count a refused ticket as a use of the secret", async () => {
    await ask(bed, client, { ticket: "cs_ticket_none" });
    expect(await env.DB.prepare("SELECT last_used_at FROM client_secrets").first("last_used_at")).toBeNull();
  });

  it("is good for five minutes, and then swept away", async () => {
    const accountId = await addAccount([]);
    const [one, other] = [await makeTicket(bed, client, accountId), await makeTicket(bed, client, accountId)];
    bed.wait(5 * MINUTE - 1);
    expect(outcome(await ask(bed, client, { ticket: one }))).toBe("ok");
    expect((await sweep(bed.services.database, bed.services.settings.policy, bed.now())).tickets).toBe(0);
    bed.wait(1);
    expect(outcome(await ask(bed, client, { ticket: other }))).toBe("ticket_invalid");
    expect((await sweep(bed.services.database, bed.services.settings.policy, bed.now())).tickets).toBe(2);
  });

  it("is nothing once its person is inactive, and gone with a person who is erased", async () => {
    const [asleep, erased] = [await addAccount([]), await addAccount([])];
    const tickets = [await makeTicket(bed, client, asleep), await makeTicket(bed, client, erased)];
    await call(bed, "PATCH", `/accounts/${asleep}`, { json: { status: "inactive" } });
    await call(bed, "DELETE", `/accounts/${erased}`);
    for (const ticket of tickets) expect(outcome(await ask(bed, client, { ticket }))).toBe("ticket_invalid");
    expect(await rows("tickets")).toBe(1);
  });
});

describe("wrong secrets", () => {
  const wrong = (id: string, ip: string) => ask(bed, { ...client, id }, { secret: "cs_secret_wrong", ip });

  it("are ten in ten minutes from one network, and then the right one waits too", async () => {
    const tried = await Promise.all(Array.from({ length: 40 }, () => wrong(client.id, "198.51.100.7")));
    expect(tried.map(outcome).filter((each) => each === "client_unauthorized")).toHaveLength(10);
    expect(await ask(bed, client)).toMatchObject({ failure: { reason: "too_soon", retryAt: bed.now() + 10 * MINUTE } });
    bed.wait(10 * MINUTE);
    expect(outcome(await ask(bed, client))).toBe("ok");
  });

  it("shut out nobody elsewhere: the id of a client is no secret", async () => {
    for (let n = 0; n < 12; n += 1) await wrong(client.id, "198.51.100.7");
    expect(outcome(await ask(bed, client, { ip: "203.0.113.9" }))).toBe("ok");
    expect(outcome(await ask(bed, await makeClient(bed)))).toBe("ok");
  });

  it("are thirty in ten minutes from one network for all clients, known or not, a /64 being one", async () => {
    const tried: string[] = [];
    for (let n = 0; n < 40; n += 1) tried.push(outcome(await wrong(`client-${n}`, `2001:db8:1:2::${n.toString(16)}`)));
    expect(tried).toEqual([...Array(30).fill("client_unauthorized"), ...Array(10).fill("too_soon")]);
  });

  it("count the same, and are told the same, for clients that there are not", async () => {
    const tried = (id: string, ip: string) =>
      Promise.all(Array.from({ length: 12 }, () => wrong(id, ip))).then((results) => results.map(outcome).sort());
    expect(await tried("nobody", "203.0.113.1")).toEqual(await tried(client.id, "203.0.113.2"));
    expect(await env.DB.prepare("SELECT count(DISTINCT burst) AS n FROM limits").first("n")).toBe(1);
  });

  it("are not counted when they are right, or in development", async () => {
    for (let n = 0; n < 15; n += 1) expect(outcome(await ask(bed, client))).toBe("ok");
    expect(await rows("limits")).toBe(0);
    bed = testBed({ policy: { wrongSecrets: null } });
    for (let n = 0; n < 15; n += 1) expect(outcome(await wrong(client.id, "203.0.113.1"))).toBe("client_unauthorized");
    expect(await rows("limits")).toBe(0);
  });
});
