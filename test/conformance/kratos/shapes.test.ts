import { describe, expect, it } from "vitest";
import { type TestOptions, testBed } from "../../support/world.ts";
import { JANE, native, notCode, PHONE, sentTo, spa, type Wire, withTexts } from "./client.ts";

/*
 * The full examples of the contract, node by node. JSON text is compared, so that the order of keys counts; the csrf
 * token's value and the texts of messages and labels, which are ours, are blinded.
 */

const label = (id: number) => ({ label: { id, text: "…", type: "info" } });
const input = (group: string, attributes: object, meta: object = {}, messages: object[] = []) => ({
  type: "input",
  group,
  attributes: { ...attributes, disabled: false, node_type: "input" },
  messages,
  meta,
});
const csrf = (value = "CSRF") => input("default", { name: "csrf_token", type: "hidden", value, required: true });
const submit = (method: string) => input(method, { name: "method", type: "submit", value: method }, label(1070009));
const emptyEmail = (method: string) => input(method, { name: "email", type: "email", required: true }, label(1070007));
const filledEmail = input("link", { name: "email", type: "email", value: JANE, required: true }, label(1070007));
const emailOrPhone = input("code", { name: "email", type: "text", required: true }, label(1070018));
const hiddenMethod = input("code", { name: "method", type: "hidden", value: "code" });
const typedCode = (value?: string) =>
  input(
    "code",
    { name: "code", type: "text", ...(value ? { value } : {}), required: true, autocomplete: "one-time-code" },
    label(1070011),
  );
const resend = (value: string) => input("code", { name: "email", type: "submit", value }, label(1070008));
const goOn = (method: string) => ({
  type: "a",
  group: method,
  attributes: {
    href: "https://app.example.com/welcome",
    title: { id: 1070009, text: "…", type: "info" },
    id: "continue",
    node_type: "a",
  },
  messages: [],
  meta: label(1070009),
});
const info = (id: number) => ({ id, text: "…", type: "info" });
const success = (id: number) => ({ id, text: "…", type: "success" });
const error = (id: number) => ({ id, text: "…", type: "error" });

type Type = "browser" | "api";
type Expected = { active: string; state: string; nodes: object[]; message?: object };

/** The whole flow that the contract's example shows. */
function example(flow: Wire, type: Type, { active, state, nodes, message }: Expected) {
  const passed = state === "passed_challenge";
  const init = `https://verify.example.com/self-service/verification/${type}`;
  return {
    id: flow.id,
    type,
    expires_at: "2026-11-21T20:14:05.532Z",
    issued_at: "2026-11-21T19:14:05.532Z",
    request_url: active === "link" ? `${init}?method=link` : init,
    active,
    ui: {
      action: passed
        ? "https://app.example.com/welcome"
        : `https://verify.example.com/self-service/verification?flow=${flow.id}`,
      method: passed ? "GET" : "POST",
      nodes,
      ...(message ? { messages: [message] } : {}),
    },
    state,
  };
}

const blind = (flow: Wire): string =>
  JSON.stringify(flow, (key, value: unknown) => {
    if (key === "text") return "…";
    return typeof value === "string" && /^[A-Za-z0-9+/]{86}==$/.test(value) ? "CSRF" : value;
  });

const expectExample = (flow: Wire, type: Type, expected: Expected): void =>
  expect(blind(flow)).toBe(JSON.stringify(example(flow, type, expected)));

const kinds = [
  { type: "browser", kind: "spa", token: [csrf()], always: csrf() },
  { type: "api", kind: "native", token: [], always: csrf("") },
] as const;

describe.each(kinds)("a flow of type $type", ({ type, kind, token, always }) => {
  const make = kind === "spa" ? spa : native;

  it("for a code, in its three states", async () => {
    const { client, flow, sent, code } = await sentTo(kind);
    const active = "code";
    const choose = [emptyEmail("code"), submit("code"), ...token];
    expectExample(flow, type, { active, state: "choose_method", nodes: choose });
    const enter = [hiddenMethod, typedCode(), submit("code"), ...token, resend(JANE)];
    expectExample(sent.json, type, { active, state: "sent_email", nodes: enter, message: info(1080003) });
    const { json } = await client.post(flow, { code });
    const nodes = [always, goOn("code")];
    expectExample(json, type, { active, state: "passed_challenge", nodes, message: success(1080002) });
    expectExample((await client.read(flow.id)).json, type, {
      active,
      state: "passed_challenge",
      nodes,
      message: success(1080002),
    });
  });

  it("for a link, in its three states", async () => {
    const { bed, client, flow, sent } = await sentTo(kind, {}, { query: "?method=link", method: "link" });
    const active = "link";
    const choose = [always, emptyEmail("link"), submit("link")];
    expectExample(flow, type, { active, state: "choose_method", nodes: choose });
    const again = [always, filledEmail, submit("link")];
    expectExample(sent.json, type, { active, state: "sent_email", nodes: again, message: info(1080001) });
    const token = new URL(bed.sent[0]?.link ?? "").searchParams.get("token");
    const { json } = await client.post(flow, { method: "link", token });
    const nodes = [always, goOn("link")];
    expectExample(json, type, { active, state: "passed_challenge", nodes, message: success(1080002) });
  });

  it("for a code by text", async () => {
    const { client, flow, sent, code } = await sentTo(kind, withTexts, { email: PHONE });
    const active = "code";
    expectExample(flow, type, { active, state: "choose_method", nodes: [emailOrPhone, submit("code"), ...token] });
    const enter = [hiddenMethod, typedCode(), submit("code"), ...token, resend(PHONE)];
    expectExample(sent.json, type, { active, state: "sent_email", nodes: enter, message: info(1080004) });
    const { json } = await client.post(flow, { code });
    const nodes = [always, goOn("code")];
    expectExample(json, type, { active, state: "passed_challenge", nodes, message: success(1080005) });
  });

  it("for a link asks for an e-mail address, also where texts can be sent", async () => {
    const flow = await make(testBed(withTexts satisfies TestOptions)).init("?method=link");
    const nodes = [always, emptyEmail("link"), submit("link")];
    expectExample(flow, type, { active: "link", state: "choose_method", nodes });
  });

  it("after a wrong code", async () => {
    const { client, flow, code } = await sentTo(kind);
    const { transient_payload, ...json } = (await client.post(flow, { code: notCode(code) })).json;
    const nodes = [hiddenMethod, typedCode(), submit("code"), ...token, resend(JANE)];
    expectExample(json, type, { active: "code", state: "sent_email", nodes, message: error(4070006) });
    expect(transient_payload).toEqual({});
  });

  it("whose address is missing", async () => {
    const client = make(testBed());
    const { json } = await client.post(await client.init(), { method: "code" });
    const missing = { id: 4000002, text: "…", type: "error", context: { property: "email" } };
    const faulty = input("code", { name: "email", type: "email", value: "", required: true }, label(1070007), [
      missing,
    ]);
    const nodes = [faulty, submit("code"), ...token];
    expectExample(json, type, { active: "code", state: "choose_method", nodes });
  });

  it("after a click in the mail", async () => {
    const { bed, flow, code } = await sentTo(kind);
    const owner = spa(bed);
    await owner.ask(`/self-service/verification?code=${code}&flow=${flow.id}`);
    const again = type === "api" ? [resend(JANE)] : [];
    const nodes = [hiddenMethod, typedCode(code), submit("code"), ...token, ...again];
    const { json } = await owner.read(flow.id);
    expectExample(json, type, { active: "code", state: "sent_email", nodes, message: info(1080003) });
  });

  it("with a way back has it after the address it was asked at", async () => {
    const flow = await make(testBed()).init("?return_to=/inbox");
    expect(Object.keys(flow).slice(4, 7)).toEqual(["request_url", "return_to", "active"]);
  });
});

describe("errors", () => {
  it("have their keys in order, extras beside", async () => {
    const { client, flow, code } = await sentTo("spa");
    await client.post(flow, { code });
    const headers = { "x-request-id": "r1" };
    const { json } = await client.post(flow, { code }, { headers });
    expect(Object.keys(json)).toEqual(["error", "use_flow_id"]);
    expect(Object.keys(json.error)).toEqual(["id", "code", "status", "request", "reason", "message"]);
    const refused = await native(testBed()).read(flow.id);
    expect(Object.keys(refused.json.error)).toEqual(["id", "code", "status", "reason", "details", "message"]);
  });
});
