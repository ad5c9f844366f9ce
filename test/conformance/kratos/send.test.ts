import { describe, expect, it } from "vitest";
import { testBed } from "../../support/world.ts";
import {
  csrfOf,
  idsOf,
  JANE,
  knownPeople,
  namesOf,
  native,
  nodeOf,
  noLimits,
  type Reply,
  rowCounts,
  sentTo,
  spa,
  UI,
  verified,
} from "./client.ts";

const SENT = ["method/hidden", "code/text", "method/submit", "csrf_token/hidden", "email/submit"];
const STRANGER = "stranger@example.org";

describe("sending a code", () => {
  it("case 15: answers with the next form, and mails a code", async () => {
    const { bed, flow, sent } = await sentTo("spa");
    expect(sent.json).toMatchObject({ id: flow.id, state: "sent_email", active: "code", type: "browser" });
    expect(idsOf(sent.json)).toEqual([1080003]);
    expect(namesOf(sent.json)).toEqual(SENT);
    expect(nodeOf(sent.json, "email")?.attributes["value"]).toBe(JANE);
    expect(bed.sent).toHaveLength(1);
    expect(bed.sent[0]).toMatchObject({ to: JANE, channel: "email", subject: expect.stringMatching(/\b[0-9]{6}\b/) });
    expect((await spa(bed).read(flow.id)).status).toBe(403);
  });

  it("case 15: accepts the bare secret of the cookie as a token too", async () => {
    const bed = testBed();
    const client = spa(bed);
    const flow = await client.init();
    const csrf_token = decodeURIComponent(client.jar.header["cookie"]?.split("=").slice(1).join("=") ?? "");
    expect((await client.post(flow, { method: "code", email: JANE, csrf_token })).status).toBe(200);
  });

  it("case 16: sends a browser's form on to the page of the same flow", async () => {
    const { bed, client, flow, sent } = await sentTo("page");
    expect([sent.status, sent.location]).toEqual([303, `${UI}?flow=${flow.id}`]);
    expect((await client.read(flow.id)).json).toMatchObject({ state: "sent_email" });
    expect((await client.ask(sent.location)).text).toContain(JANE);
    expect(bed.sent).toHaveLength(1);
  });

  it("case 17: does the same for a native app, without the token", async () => {
    const { bed, sent } = await sentTo("native");
    expect(namesOf(sent.json)).toEqual(SENT.filter((name) => !name.startsWith("csrf")));
    expect([sent.json.state, idsOf(sent.json), sent.cookies, bed.sent.length]).toEqual([
      "sent_email",
      [1080003],
      [],
      1,
    ]);
  });

  it("case 30: sends again in the same flow; only the newest code works", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    bed.wait(60_000);
    const again = await client.send(flow, JANE);
    expect([again.status, again.json.id, again.json.state, bed.sent.length]).toEqual([200, flow.id, "sent_email", 2]);
    expect(idsOf((await client.post(flow, { method: "code", code })).json)).toEqual([4070006]);
    const { json } = await client.post(flow, { method: "code", code: bed.sent[1]?.code });
    expect(json.state).toBe("passed_challenge");
  });

  it.each([
    ["code", 1080003],
    ["link", 1080001],
  ] as const)("says of a second %s that it is a new one, under the id of any (%i)", async (method, id) => {
    const bed = testBed({ settings: { VERIFICATION_METHOD: method } });
    await knownPeople();
    const client = spa(bed);
    const flow = await client.init();
    const ask = () => client.send(flow, JANE, method);
    const said = ({ json }: Reply) => json.ui.messages ?? [];
    const first = said(await ask());
    bed.wait(60_000);
    const second = said(await ask());
    expect([first, second].map((messages) => messages.map((message) => message.id))).toEqual([[id], [id]]);
    expect(first[0]?.text).not.toMatch(/\bnew\b/);
    expect(second[0]?.text).toMatch(/\bnew\b/);
    expect(said(await client.read(flow.id))).toEqual(second);
  });

  it("case 43: lets a verified address be verified again", async () => {
    const { bed, client, flow, code } = await sentTo("spa", noLimits);
    await client.post(flow, { method: "code", code });
    const again = await client.init();
    await client.send(again, JANE);
    const { json } = await client.post(again, { method: "code", code: bed.sent[1]?.code });
    expect([json.state, await verified()]).toEqual(["passed_challenge", [JANE]]);
  });

  it("moves to another address when a flow is sent there", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    const { json } = await client.send(flow, STRANGER);
    expect([json.id, nodeOf(json, "email")?.attributes["value"], bed.sent.length]).toEqual([flow.id, STRANGER, 1]);
    expect(idsOf((await client.post(flow, { method: "code", code })).json)).toEqual([4070006]);
    expect(await verified()).toEqual([]);
  });

  it("hands the payload to nobody but the mail, and answers in the language it asks for", async () => {
    const bed = testBed();
    await knownPeople();
    const client = spa(bed);
    const flow = await client.init();
    const fields = {
      method: "code",
      email: JANE,
      ...csrfOf(flow),
      transient_payload: { lang: "en", secret: "for-the-mail-alone" },
    };
    const { json, text } = await client.post(flow, fields);
    expect([json.state, text.includes("for-the-mail-alone"), json.transient_payload]).toEqual([
      "sent_email",
      false,
      undefined,
    ]);
  });
});

describe("an address that is nobody's", () => {
  it("case 18: is answered like a known one, byte for byte, and is not written to", async () => {
    const bed = testBed();
    await knownPeople();
    const answers: string[] = [];
    for (const email of [JANE, STRANGER]) {
      const client = spa(bed);
      const flow = await client.init();
      const { status, text, headers } = await client.send(flow, email);
      const shape = [...headers.keys()].sort().join();
      const blind = text.replaceAll(flow.id, "ID").replaceAll(email, "ADDRESS");
      answers.push(`${status} ${shape} ${blind.replaceAll(csrfOf(flow).csrf_token ?? "?", "CSRF")}`);
    }
    expect(answers[1]).toBe(answers[0]);
    expect(bed.sent.map(({ to }) => to)).toEqual([JANE]);
  });

  it("case 18: leaves the same rows behind", async () => {
    const grown: Record<string, number>[] = [];
    for (const email of [JANE, STRANGER]) {
      const bed = testBed();
      if (email === JANE) await knownPeople();
      const before = await rowCounts();
      const client = native(bed);
      await client.send(await client.init(), email);
      const after = await rowCounts();
      grown.push(
        Object.fromEntries(Object.keys(after).map((table) => [table, (after[table] ?? 0) - (before[table] ?? 0)])),
      );
    }
    expect(grown[1]).toMatchObject({ ...grown[0], limits: expect.any(Number) });
  });

  it("case 18: is refused, and guessed at, like a known one", async () => {
    const bed = testBed();
    await knownPeople();
    const answers: string[] = [];
    for (const email of [JANE, STRANGER]) {
      const client = native(bed);
      const flow = await client.init();
      await client.send(flow, email);
      const replies = [
        await client.send(flow, email),
        await client.post(flow, { code: "12345" }),
        ...(await Promise.all([1, 2, 3, 4, 5].map(() => client.post(flow, { code: "000000" })))),
        await client.post(flow, { code: "000000" }),
      ];
      const blind = replies
        .map(({ status, headers, text }) => `${status} ${headers.get("retry-after")} ${text}`)
        .join();
      const unnamed = blind.replaceAll(flow.id, "ID").replaceAll(email, "ADDRESS");
      answers.push(unnamed.replaceAll(/"use_flow_id":"[^"]*"/g, ""));
    }
    expect(answers[1]).toBe(answers[0]);
  });

  it("case 19: is told so by mail where NOTIFY_UNKNOWN_RECIPIENTS says so", async () => {
    const settings = { NOTIFY_UNKNOWN_RECIPIENTS: "true" };
    const { bed, sent } = await sentTo("spa", { settings }, { email: STRANGER });
    expect([sent.json.state, idsOf(sent.json)]).toEqual(["sent_email", [1080003]]);
    expect(bed.sent).toMatchObject([{ to: STRANGER, code: null, link: null }]);
    expect(bed.sent[0]?.text).not.toMatch(/[0-9]{6}/);
  });

  it.each([
    "\\",
    "asdf",
    "...",
    "jane.example.org",
    "@",
    "jane@",
    "a@b@example.org",
    "jane@example.org,eve@example.org",
    '"e@evil.example"@example.org',
    "jane@example.org>eve@example.org",
  ])("case 23: takes %j for one, and writes to nobody even where strangers are told", async (email) => {
    const { bed, sent } = await sentTo("spa", { settings: { NOTIFY_UNKNOWN_RECIPIENTS: "true" } }, { email });
    expect(idsOf(sent.json)).toEqual([email.includes("@") ? 1080003 : 1080004]);
    expect(nodeOf(sent.json, "email")?.attributes["value"]).toBe(email);
    expect(bed.sent).toHaveLength(0);
  });
});
