import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import {
  attemptsOf,
  BASE,
  csrfOf,
  flowIn,
  idsOf,
  JANE,
  linkOf,
  MINUTE,
  namesOf,
  native,
  nodeOf,
  page,
  rowCounts,
  sentTo,
  spa,
  tokenOf,
  UI,
  verified,
} from "./client.ts";

const byLink = { query: "?method=link", method: "link" };
const shownIn = (flow: Parameters<typeof nodeOf>[0], name: string) => nodeOf(flow, name)?.attributes["value"];

describe("the link in a mail with a code", () => {
  it("has its parameters in alphabetical order, and our configured host", async () => {
    const { bed, flow, code } = await sentTo("spa");
    expect(bed.sent[0]?.link).toBe(`${BASE}/self-service/verification?code=${code}&flow=${flow.id}`);
  });

  it.each(["spa", "native"] as const)("case 37: fills in the code of a %s flow, and verifies nothing", async (kind) => {
    const { bed, flow, code } = await sentTo(kind);
    const owner = page(bed);
    const { status, location, cookies } = await owner.ask(linkOf(bed));
    expect([status, location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    expect(cookies.filter((cookie) => cookie.startsWith("csrf_token_"))).toHaveLength(1);
    for (const cookie of cookies) expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    expect(cookies.join()).not.toContain(code);
    expect(shownIn((await owner.read(flow.id)).json, "code")).toBe(code);
    expect((await owner.ask(location)).text).toContain(`value="${code}"`);
    expect(await verified()).toEqual([]);
    await owner.post(flow, { method: "code", code });
    expect(await verified()).toEqual([JANE]);
  });

  it("case 37: leads even a client that accepts JSON to the page", async () => {
    const { bed, flow } = await sentTo("spa");
    expect(await spa(bed).ask(linkOf(bed))).toMatchObject({ status: 303, location: `${UI}?flow=${flow.id}` });
  });

  it("case 37: keeps the CSRF cookie of a browser that has one, so that its other tabs go on working", async () => {
    const { bed, client, flow } = await sentTo("spa");
    const { cookies } = await client.ask(linkOf(bed));
    expect(cookies.filter((cookie) => cookie.startsWith("csrf_token_"))).toHaveLength(0);
    bed.wait(MINUTE);
    expect((await client.send(flow, JANE)).status).toBe(200);
  });

  it("shows the code to nobody but the browser that opened it", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await page(bed).ask(linkOf(bed));
    const { json, text } = await client.read(flow.id);
    expect([shownIn(json, "code"), text.includes(code)]).toEqual([undefined, false]);
    expect((await client.ask(`${UI}?flow=${flow.id}`)).text).not.toContain(code);
    expect((await spa(bed).read(flow.id)).status).toBe(403);
  });

  it("shows the code in no other flow, whatever cookie is renamed", async () => {
    const { bed, flow, code } = await sentTo("spa", { policy: { sends: null } });
    const owner = spa(bed);
    const other = await owner.init();
    await owner.send(other, JANE);
    const brought = (await owner.ask(`/self-service/verification?code=${code}&flow=${flow.id}`)).cookies.join();
    const [, sealed] = /__Host-verification_[0-9a-f]+=([^;]+)/.exec(brought) ?? [];
    const cookie = `${owner.jar.header["cookie"]}; __Host-verification_${other.id.replaceAll("-", "")}=${sealed}`;
    const { json } = await owner.ask(`/self-service/verification/flows?id=${other.id}`, { headers: { cookie } });
    expect([json.id, shownIn(json, "code")]).toEqual([other.id, undefined]);
  });

  it("case 38: fills in any code, right or wrong, and counts nothing", async () => {
    const { bed, client, flow } = await sentTo("spa");
    for (let times = 0; times < 8; times += 1) {
      const { status } = await client.ask(`/self-service/verification?flow=${flow.id}&code=12312312`);
      expect(status).toBe(303);
    }
    expect(shownIn((await client.read(flow.id)).json, "code")).toBe("12312312");
    expect([await attemptsOf(flow), bed.sent.length]).toEqual([0, 1]);
  });

  it("case 38: fills in nothing where nothing was sent", async () => {
    const client = spa(testBed());
    const flow = await client.init();
    const { status, location } = await client.ask(`/self-service/verification?flow=${flow.id}&code=123456`);
    expect([status, location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    expect((await client.read(flow.id)).json).toEqual(flow);
  });

  it("leads to a new flow once the old one has passed: 410 for a client, its page for a browser", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await client.post(flow, { code });
    const { status, json } = await client.ask(linkOf(bed));
    expect([status, json.error.id]).toEqual([410, "self_service_flow_replaced"]);
    const browser = page(bed);
    const { location } = await browser.ask(linkOf(bed));
    expect(idsOf((await browser.read(flowIn(location))).json)).toEqual([4070002]);
  });

  it("gives nobody a right to a flow that is for links", async () => {
    const { bed, flow } = await sentTo("spa", {}, byLink);
    const stranger = spa(bed);
    const reply = await stranger.ask(`/self-service/verification?flow=${flow.id}&code=123456`);
    expect([reply.status, idsOf(reply.json), reply.cookies]).toEqual([400, [4010006], []]);
    expect(reply.text).not.toContain(JANE);
    expect((await stranger.read(flow.id)).status).toBe(403);
  });
});

describe("a link that verifies", () => {
  it("case 44: is mailed for the link method", async () => {
    const { bed, flow, sent } = await sentTo("spa", {}, byLink);
    expect([sent.json.state, sent.json.active, idsOf(sent.json)]).toEqual(["sent_email", "link", [1080001]]);
    expect(namesOf(sent.json)).toEqual(["csrf_token/hidden", "email/email", "method/submit"]);
    expect(shownIn(sent.json, "email")).toBe(JANE);
    expect(bed.sent[0]).toMatchObject({ to: JANE, code: null });
    const { pathname, searchParams } = new URL(linkOf(bed), BASE);
    expect([pathname, [...searchParams.keys()], searchParams.get("flow")]).toEqual([
      "/self-service/verification",
      ["flow", "token"],
      flow.id,
    ]);
    expect(tokenOf(bed)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it.each(["spa", "native"] as const)("case 45: of a %s flow asks for a press; only that verifies", async (kind) => {
    const { bed, flow } = await sentTo(kind, {}, byLink);
    const owner = page(bed);
    const { status, location, cookies } = await owner.ask(linkOf(bed));
    expect([status, location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    expect(cookies.filter((cookie) => cookie.startsWith("csrf_token_"))).toHaveLength(1);
    expect(cookies.join()).not.toContain(tokenOf(bed));
    const asked = (await owner.read(flow.id)).json;
    expect(namesOf(asked)).toEqual(["csrf_token/hidden", "token/hidden", "method/submit"]);
    expect([asked.state, await verified()]).toEqual(["sent_email", []]);
    const pressed = await owner.post(flow, { method: "link", token: tokenOf(bed), ...csrfOf(asked) });
    expect([pressed.status, pressed.location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    const done = (await owner.read(flow.id)).json;
    expect([done.state, idsOf(done), await verified()]).toEqual(["passed_challenge", [1080002], [JANE]]);
  });

  it("case 45: gives a JSON client the flow with the token in it, and takes it by POST", async () => {
    const { bed, flow } = await sentTo("spa", {}, byLink);
    const owner = spa(bed);
    const { status, json } = await owner.ask(linkOf(bed));
    expect([status, shownIn(json, "token"), await verified()]).toEqual([200, tokenOf(bed), []]);
    const done = await owner.post(`?flow=${flow.id}&token=${tokenOf(bed)}`, { method: "link" });
    expect([done.status, done.json.state]).toEqual([200, "passed_challenge"]);
  });

  it("shows the token to nobody but the browser that opened it", async () => {
    const { bed, client, flow } = await sentTo("spa", {}, byLink);
    await page(bed).ask(linkOf(bed));
    const { json, text } = await client.read(flow.id);
    expect([nodeOf(json, "token"), text.includes(tokenOf(bed))]).toEqual([undefined, false]);
  });

  it("is not used up by any number of looks, by scanners or by HEAD", async () => {
    const { bed, flow } = await sentTo("spa", {}, byLink);
    const before = await rowCounts();
    for (const headers of [{}, { purpose: "prefetch" }, { "sec-purpose": "prefetch" }, { "user-agent": "scanner" }]) {
      for (const method of ["HEAD", "GET", "OPTIONS", "GET"]) await page(bed).ask(linkOf(bed), { method, headers });
    }
    expect([await rowCounts(), await attemptsOf(flow)]).toEqual([before, 0]);
    const { json } = await native(bed).post(flow, { method: "link", token: tokenOf(bed) });
    expect(json.state).toBe("passed_challenge");
  });

  it.each(["unknown", "foreign", "used", "replaced"])("case 46: that is %s leads to a new flow", async (which) => {
    const { bed, client, flow } = await sentTo("spa", { policy: { sends: null } }, byLink);
    const token = tokenOf(bed);
    let [id, offered] = [flow.id, token];
    if (which === "unknown") offered = "x".repeat(43);
    if (which === "foreign") id = (await client.init("?method=link")).id;
    if (which === "used") await native(bed).post(flow, { method: "link", token });
    if (which === "replaced") await client.send(flow, JANE, "link");
    for (const reader of [page(bed), spa(bed)]) {
      const { status, location } = await reader.ask(`/self-service/verification?flow=${id}&token=${offered}`);
      expect([status, location.startsWith(`${UI}?flow=`), location.includes(id)]).toEqual([303, true, false]);
      const next = (await reader.read(flowIn(location))).json;
      expect([next.type, next.active, next.state, idsOf(next)]).toEqual([
        "browser",
        "link",
        "choose_method",
        [4070001],
      ]);
    }
    if (which === "unknown") expect(await attemptsOf(flow)).toBe(0);
  });

  it("case 46: that is dead starts nothing for HEAD", async () => {
    const { bed, flow, client } = await sentTo("spa", {}, byLink);
    await client.post(flow, { method: "link", token: tokenOf(bed) });
    const before = await rowCounts();
    const { status, location } = await page(bed).ask(linkOf(bed), { method: "HEAD" });
    expect([status, location, await rowCounts()]).toEqual([303, `${UI}?flow=${flow.id}`, before]);
  });

  it.each([
    ["spa", 303],
    ["native", 410],
    ["page", 303],
  ] as const)("case 46: posted by a %s when it is none leads to a new flow, by %i", async (kind, want) => {
    const { bed, client, flow } = await sentTo(kind, {}, byLink);
    const unsent = await client.init("?method=link");
    for (const { id } of [flow, unsent]) {
      const { status, location, json } = await client.post({ id }, { method: "link", token: "x".repeat(43) });
      expect(status).toBe(want);
      const next = (await client.read(json.use_flow_id ?? flowIn(location))).json;
      expect([next.id === id, next.type, idsOf(next)]).toEqual([false, flow.type, [4070001]]);
    }
    expect((await native(bed).post(flow, { method: "link", token: tokenOf(bed) })).json.state).toBe("passed_challenge");
  });

  it("case 47: that has expired in a flow that lives on leads to a new flow, which says when", async () => {
    const { bed, flow } = await sentTo("spa", { settings: { LINK_LIFETIME_SECONDS: "600" } }, byLink);
    bed.wait(13 * MINUTE);
    const reader = page(bed);
    const { status, location } = await reader.ask(linkOf(bed));
    const next = (await reader.read(flowIn(location))).json;
    expect([status, next.id === flow.id, idsOf(next)]).toEqual([303, false, [4070005]]);
    expect(next.ui.messages?.[0]?.text).toContain("3.00 minutes");
    const posted = await native(bed).post(flow, { method: "link", token: tokenOf(bed) });
    expect([posted.status, await verified()]).toEqual([303, []]);
  });

  it("without code or token finds no method that is responsible", async () => {
    for (const query of ["", "?method=link"]) {
      const client = spa(testBed());
      const flow = await client.init(query);
      for (const rest of ["", "&code=", "&token=", `&code=${"1".repeat(2_000)}`]) {
        const { status, json } = await client.ask(`/self-service/verification?flow=${flow.id}${rest}`);
        expect([status, idsOf(json)]).toEqual([400, [4010006]]);
      }
      expect((await client.read(flow.id)).json).toEqual(flow);
    }
  });
});
