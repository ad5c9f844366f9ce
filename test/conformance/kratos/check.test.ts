import { describe, expect, it } from "vitest";
import { addAccount, testBed } from "../../support/world.ts";
import {
  attemptsOf,
  guessWrong,
  hrefOf,
  idsOf,
  JANE,
  knownPeople,
  MINUTE,
  namesOf,
  native,
  nodeOf,
  noLimits,
  notCode,
  page,
  sentTo,
  spa,
  UI,
  verified,
} from "./client.ts";

describe("a wrong code", () => {
  it("case 26: leaves the form as it was, with one message, and status 200", async () => {
    const { client, flow, sent, code } = await sentTo("spa");
    for (let guess = 1; guess <= 2; guess += 1) {
      const { status, json } = await client.post(flow, { method: "code", code: notCode(code, guess) });
      expect([status, json.id, json.state, idsOf(json)]).toEqual([200, flow.id, "sent_email", [4070006]]);
      expect(json.ui.nodes).toEqual(sent.json.ui.nodes);
      expect(json.transient_payload).toEqual({});
    }
    const { json } = await client.read(flow.id);
    expect([idsOf(json), "transient_payload" in json]).toEqual([[4070006], false]);
  });

  it("case 26: sends a browser back to the page, which shows it", async () => {
    const { client, flow, code } = await sentTo("page");
    const { status, location } = await client.post(flow, { method: "code", code: notCode(code) });
    expect([status, location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    expect((await client.ask(location)).text).toContain('role="alert"');
    expect(idsOf((await client.read(flow.id)).json)).toEqual([4070006]);
  });

  it("is what every code is in a flow that nothing was sent for", async () => {
    const client = spa(testBed());
    const flow = await client.init();
    const { status, json } = await client.post(flow, { method: "code", code: "123456" });
    expect([status, json.state, idsOf(json)]).toEqual([200, "choose_method", [4070006]]);
  });

  it("is what the code of another flow is, in either", async () => {
    const { bed, client, flow, code } = await sentTo("spa", noLimits);
    const other = await client.init();
    await client.send(other, JANE);
    expect(idsOf((await client.post(other, { code })).json)).toEqual([4070006]);
    expect(idsOf((await client.post(flow, { code: bed.sent[1]?.code })).json)).toEqual([4070006]);
    expect(await verified()).toEqual([]);
  });

  it("case 42: is what a code is after ten minutes, in a flow that lives on", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    bed.wait(10 * MINUTE);
    const { status, json } = await client.post(flow, { method: "code", code });
    expect([status, json.id, json.state, idsOf(json)]).toEqual([200, flow.id, "sent_email", [4070006]]);
    await client.send(flow, JANE);
    expect((await client.post(flow, { code: bed.sent[1]?.code })).json.state).toBe("passed_challenge");
  });

  it.each(["12345", "1234567", "abcdef", "1e5000", "-0", "0x1234", "1".repeat(1_000), "\u0000", "123 45"])(
    "costs no try when it is none by its form: %j",
    async (typed) => {
      const { client, flow, code } = await sentTo("spa");
      for (let times = 0; times < 6; times += 1) {
        const { status, json } = await client.post(flow, { method: "code", code: typed });
        expect([status, idsOf(json)]).toEqual([200, [4070006]]);
      }
      expect(await attemptsOf(flow)).toBe(0);
      expect((await client.post(flow, { method: "code", code })).json.state).toBe("passed_challenge");
    },
  );
});

describe("too many codes", () => {
  it("case 27: five are judged; after them a new flow takes over", async () => {
    const { client, flow, code } = await sentTo("spa");
    await guessWrong(client, flow, code, 5);
    const { status, json } = await client.post(flow, { method: "code", code });
    expect([status, json.error.id, json.error.code]).toEqual([410, "self_service_flow_replaced", 410]);
    expect(json.use_flow_id).not.toBe(flow.id);
    const next = (await client.read(json.use_flow_id)).json;
    expect([next.state, next.type, idsOf(next)]).toEqual(["choose_method", "browser", [4000001]]);
    expect(next.ui.messages?.[0]?.text).toContain("submitted too often");
    expect(await verified()).toEqual([]);
  });

  it("case 27: a native app goes on with a native flow", async () => {
    const { client, flow, code } = await sentTo("native", {}, { query: "?return_to=/inbox" });
    await guessWrong(client, flow, code, 5);
    const { status, json, cookies } = await client.post(flow, { method: "code", code });
    expect([status, json.error.id, cookies]).toEqual([410, "self_service_flow_replaced", []]);
    const next = (await client.read(json.use_flow_id)).json;
    expect([next.type, next.return_to]).toEqual(["api", "https://app.example.com/inbox"]);
  });

  it("case 28: a browser is sent to the page of the new flow", async () => {
    const { client, flow, code } = await sentTo("page");
    for (let guess = 1; guess <= 5; guess += 1) await client.post(flow, { method: "code", code: notCode(code, guess) });
    const { status, location } = await client.post(flow, { method: "code", code });
    expect([status, location.startsWith(`${UI}?flow=`), location.includes(flow.id)]).toEqual([303, true, false]);
    expect((await client.ask(location)).text).toContain('role="alert"');
  });

  it("case 29: a new code brings five new tries, so that the right one is taken as the sixth", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await guessWrong(client, flow, code, 5);
    bed.wait(MINUTE);
    await client.send(flow, JANE);
    const { status, json } = await client.post(flow, { method: "code", code: bed.sent[1]?.code });
    expect([status, json.state]).toEqual([200, "passed_challenge"]);
  });

  it("case 29: ten tries are all a flow has, and then it cannot even be sent to", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await guessWrong(client, flow, code, 5);
    bed.wait(MINUTE);
    await client.send(flow, JANE);
    const second = bed.sent[1]?.code ?? "";
    await guessWrong(client, flow, second, 5);
    for (const fields of [{ code: second }, { code: "1" }, { method: "code" }]) {
      const { status, json } = await client.post(flow, fields);
      expect([status, json.error.id]).toEqual([410, "self_service_flow_replaced"]);
    }
    bed.wait(2 * MINUTE);
    expect((await client.send(flow, JANE)).status).toBe(410);
    expect(bed.sent).toHaveLength(2);
  });

  it("at one address, over many flows, have to wait: 400 with the flow and Retry-After", async () => {
    const { bed, client, flow, code } = await sentTo("native", { policy: { sends: null } });
    await guessWrong(client, flow, code, 5);
    for (let round = 0; round < 3; round += 1) {
      const next = await client.init();
      await client.send(next, JANE);
      await guessWrong(client, next, bed.sent.at(-1)?.code ?? "", 5);
    }
    const last = await client.init();
    await client.send(last, JANE);
    const { status, headers, json } = await client.post(last, { code: bed.sent.at(-1)?.code });
    expect([status, headers.get("retry-after"), idsOf(json)]).toEqual([400, "60", [4000001]]);
    expect(json.ui.messages?.[0]?.text).toMatch(/try again in 60 seconds/);
    bed.wait(MINUTE);
    expect((await client.post(last, { code: bed.sent.at(-1)?.code })).json.state).toBe("passed_challenge");
  });
});

describe("the right code", () => {
  it("case 31: verifies the address, and leads on by GET", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    const { status, json } = await client.post(flow, { method: "code", code });
    expect([status, json.id, json.state]).toEqual([200, flow.id, "passed_challenge"]);
    expect(json.ui).toMatchObject({ method: "GET", action: "https://app.example.com/welcome" });
    expect(json.ui.messages).toEqual([{ id: 1080002, text: expect.any(String), type: "success" }]);
    expect(namesOf(json)).toEqual(["csrf_token/hidden", "continue/a"]);
    expect(hrefOf(json)).toBe("https://app.example.com/welcome");
    expect(await verified()).toEqual([JANE]);
    expect(json.ui.nodes[1]?.meta.label).toMatchObject({ id: 1070009, type: "info" });
    expect(bed.sent).toHaveLength(1);
  });

  it.each([
    ["case 32: without a method", (code: string) => ({ code })],
    ["with everything else there is", (code: string) => ({ method: "code", code, email: "x@y.z", csrf_token: "" })],
    ["as people type it", (code: string) => ({ code: ` ${code.slice(0, 3)}-${code.slice(3)} ` })],
    [
      "in digits of another script",
      (code: string) => ({ code: code.replace(/[0-9]/g, (d) => String.fromCodePoint(0x660 + Number(d))) }),
    ],
    ["in the sentence it came in", (code: string) => ({ code: `${code} is your Acme code.` })],
  ])("%s passes", async (_, fields) => {
    const { bed, client, flow, code } = await sentTo("spa");
    const { status, json } = await client.post(flow, fields(code));
    expect([status, json.state, bed.sent.length]).toEqual([200, "passed_challenge", 1]);
  });

  it("needs neither cookie nor token: another device may type it", async () => {
    const { bed, flow, code } = await sentTo("spa");
    const { status, json } = await native(bed).post(flow, { code });
    expect([status, json.state, nodeOf(json, "csrf_token")?.attributes["value"]]).toEqual([
      200,
      "passed_challenge",
      "",
    ]);
  });

  it("case 33: sends a browser's form back to the page of the flow", async () => {
    const { client, flow, code } = await sentTo("page");
    const { status, location } = await client.post(flow, { method: "code", code });
    expect([status, location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    expect((await client.read(flow.id)).json.state).toBe("passed_challenge");
    expect((await client.ask(location)).text).toContain('href="https://app.example.com/welcome"');
  });

  it.each(["spa", "native"] as const)("case 34: leads a %s back to its return_to", async (kind) => {
    const { client, flow, code } = await sentTo(kind, {}, { query: "?return_to=https://app.example.com/inbox?a=1" });
    const { json } = await client.post(flow, { code });
    expect([hrefOf(json), json.ui.action]).toEqual(Array(2).fill("https://app.example.com/inbox?a=1"));
  });

  it.each([
    [{ VERIFICATION_RETURN_URL: "https://app.example.com/after" }, "https://app.example.com/after"],
    [{}, "https://app.example.com/welcome"],
    [{ DEFAULT_RETURN_URL: "" }, "https://verify.example.com/identity/done"],
  ])("case 35: leads on to the address of %j", async (settings, want) => {
    const { client, flow, code } = await sentTo("spa", { settings });
    expect(hrefOf((await client.post(flow, { code })).json)).toBe(want);
  });

  it("case 35: leads nowhere that has been struck off the list since", async () => {
    const { flow, code } = await sentTo("native", {}, { query: "?return_to=https://sub.allowed.example/x" });
    const stricter = testBed({ settings: { ALLOWED_RETURN_URLS: "" } });
    expect(hrefOf((await native(stricter).post(flow, { code })).json)).toBe("https://app.example.com/welcome");
  });

  it("case 36: works once; after that a new flow takes over", async () => {
    const { client, flow, code } = await sentTo("spa", {}, { query: "?return_to=/inbox" });
    await client.post(flow, { method: "code", code });
    const before = await attemptsOf(flow);
    for (const fields of [{ method: "code", code }, { method: "code" }, { method: "code", email: JANE }]) {
      const { status, json } = await client.post(flow, fields);
      expect([status, json.error.id]).toEqual([410, "self_service_flow_replaced"]);
      const next = (await client.read(json.use_flow_id)).json;
      expect([next.state, idsOf(next)]).toEqual(["choose_method", [4070002]]);
      expect(next.return_to).toBe("https://app.example.com/inbox");
    }
    expect(await attemptsOf(flow)).toBe(before);
  });

  it("case 36: sends a browser that posts it again to the new flow", async () => {
    const { client, flow, code } = await sentTo("page");
    await client.post(flow, { method: "code", code });
    const { status, location } = await client.post(flow, { method: "code", code });
    expect([status, location.startsWith(UI), location.includes(flow.id)]).toEqual([303, true, false]);
  });

  it("case 60: verifies the address it was made for, and no other", async () => {
    const bed = testBed();
    await knownPeople();
    await addAccount([{ kind: "email", value: "joe@example.org" }]);
    const client = spa(bed);
    const [one, other] = [await client.init(), await client.init()];
    await client.send(one, JANE);
    await client.send(other, "joe@example.org");
    await page(bed).ask((bed.sent[1]?.link ?? "").replace("https://verify.example.com", ""));
    await client.post(other, { code: bed.sent[1]?.code });
    expect(await verified()).toEqual(["joe@example.org"]);
  });
});
