import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import {
  flowIn,
  idsOf,
  JANE,
  linkOf,
  MINUTE,
  native,
  nodeOf,
  notCode,
  page,
  sentTo,
  spa,
  tokenOf,
  UI,
  verified,
  type Wire,
} from "./client.ts";

/* What a browser has of a mail's link: which cookie it is, how long it serves, and where the link is no longer right. */

const byLink = { query: "?method=link", method: "link" };
const shownCode = (flow: Wire): unknown => nodeOf(flow, "code")?.attributes["value"];
const nameOf = (flow: Wire): string => `__Host-verification_${flow.id.replaceAll("-", "")}`;

describe("the cookie of a link", () => {
  it("is taken by browsers from this host alone", async () => {
    const { bed, flow } = await sentTo("spa");
    const { cookies } = await page(bed).ask(linkOf(bed));
    const [csrf = "", brought = "", ...more] = [...cookies].sort((a) => (a.startsWith("csrf_token_") ? -1 : 1));
    expect([csrf, brought].map((cookie) => cookie.split("=")[0])).toEqual([
      expect.stringMatching(/^csrf_token_[0-9a-f]{64}$/),
      nameOf(flow),
    ]);
    expect(more).toEqual([]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
      expect(cookie).not.toContain("Domain");
    }
  });

  it.each([
    ["a wrong code", (code: string) => ({ method: "code", code: notCode(code) })],
    ["a new one was sent", () => ({ method: "code", email: JANE })],
    ["the right code", (code: string) => ({ method: "code", code })],
  ])("is taken back after %s", async (_, fields) => {
    const { bed, client, flow, sent, code } = await sentTo("spa");
    await client.ask(linkOf(bed));
    expect(shownCode((await client.read(flow.id)).json)).toBe(code);
    bed.wait(MINUTE);
    const token = nodeOf(sent.json, "csrf_token")?.attributes["value"];
    const { status, cookies } = await client.post(flow, { ...fields(code), csrf_token: token });
    expect([status, cookies]).toEqual([200, [`${nameOf(flow)}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure`]]);
    expect(client.jar.names()).toEqual([expect.stringMatching(/^csrf_token_/)]);
    expect(shownCode((await client.read(flow.id)).json)).toBeUndefined();
  });

  it("stays while nothing was judged", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await client.ask(linkOf(bed));
    expect((await client.post(flow, { method: "code", code: "" })).cookies).toEqual([]);
    expect(shownCode((await client.read(flow.id)).json)).toBe(code);
  });

  it("offers no code that was refused, also not from another device", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await client.ask(linkOf(bed));
    await native(bed).post(flow, { code: notCode(code) });
    expect(shownCode((await client.read(flow.id)).json)).toBeUndefined();
  });

  it.each(["right", "dead"])("asks no more for a press once a %s token was pressed", async (press) => {
    const { bed, client, flow } = await sentTo("page", { policy: { sends: null } }, byLink);
    const reader = page(bed);
    await reader.ask(linkOf(bed));
    const token = tokenOf(bed);
    if (press === "dead") await client.send(flow, JANE, "link");
    await reader.post(flow, { method: "link", token });
    const { status, json } = await reader.read(flow.id);
    expect([status, nodeOf(json, "token")]).toEqual([200, undefined]);
  });
});

describe("a link whose address is no longer right when its button is pressed", () => {
  const SOMEBODY =
    "INSERT INTO accounts (id, app_id, status, created_at, updated_at) VALUES ('other', 'default', 'active', 0, 0)";

  it.each([
    ["the account is not active", ["UPDATE accounts SET status = 'inactive'"]],
    ["the address is another account's", [SOMEBODY, "UPDATE addresses SET account_id = 'other'"]],
    ["the address is gone", ["DELETE FROM addresses"]],
  ])("%s: leads to a new flow, like any dead link", async (_, changes) => {
    for (const kind of ["page", "spa", "native"] as const) {
      const { bed, client, flow } = await sentTo(kind, { policy: { sends: null } }, byLink);
      const reader = kind === "page" ? page(bed) : client;
      if (kind === "page") await reader.ask(linkOf(bed));
      await env.DB.batch(changes.map((sql) => env.DB.prepare(sql)));
      const { status, location, json } = await reader.post(flow, { method: "link", token: tokenOf(bed) });
      expect(status).toBe(kind === "native" ? 410 : 303);
      const next = (await reader.read(json.use_flow_id ?? flowIn(location))).json;
      expect([next.id === flow.id, next.state, idsOf(next)]).toEqual([false, "choose_method", [4070001]]);
      expect(await verified()).toEqual([]);
      await env.DB.batch(["DELETE FROM addresses", "DELETE FROM accounts"].map((sql) => env.DB.prepare(sql)));
    }
  });
});

describe("a native flow that is opened from its mail", () => {
  it.each([
    ["an empty code", { method: "code", code: "" }],
    ["a wrong one", { method: "code", code: "12" }],
    ["a new one asked for", { method: "code", email: JANE }],
  ])("shows a person a page after %s", async (_, fields) => {
    const { bed, flow } = await sentTo("native");
    const reader = page(bed);
    const { location } = await reader.ask(linkOf(bed));
    const reply = await reader.post(flow, fields);
    expect([reply.status, reply.location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    expect((await reader.ask(location)).text).toContain('role="alert"');
    expect((await reader.post(flow, fields)).status).toBe(303);
  });

  it("goes on answering the app with JSON, and browsers that came otherwise", async () => {
    const { bed, client, flow } = await sentTo("native");
    await page(bed).ask(linkOf(bed));
    expect((await client.post(flow, { method: "code" })).status).toBe(400);
    expect((await page(bed).post(flow, { method: "code" })).json.id).toBe(flow.id);
    const reader = spa(bed);
    await reader.ask(linkOf(bed));
    expect((await reader.post(flow, { method: "code" })).status).toBe(400);
  });

  it("has no button for a new message, which a browser could not ask for", async () => {
    const { bed } = await sentTo("native");
    const reader = page(bed);
    const { text } = await reader.ask((await reader.ask(linkOf(bed))).location);
    expect([text.includes("j•••e@example.org"), text.includes("Send a new code")]).toEqual([true, false]);
    expect(text.match(/<form/g)).toHaveLength(1);
  });
});
