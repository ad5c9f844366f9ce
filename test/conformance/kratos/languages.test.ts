import { describe, expect, it } from "vitest";
import { translator } from "../../support/catalogues.ts";
import { testBed } from "../../support/world.ts";
import { codeOf, guessWrong, idsOf, JANE, native, nodeOf, sentTo, spa, type Wire } from "./client.ts";

const german = { "accept-language": "de-AT, en;q=0.5" };
const [de, uk, en] = [translator("de"), translator("uk"), translator("en")];

/** Everything about a flow's messages and labels that is the contract, and not ours. */
const contractOf = (flow: Wire) =>
  JSON.parse(JSON.stringify(flow.ui), (key, value: unknown) => (key === "text" ? "…" : value)) as unknown;

describe("a flow is told in the language of whoever reads it", () => {
  it("takes that of the request that reads, not of the one before", async () => {
    const { client, flow, sent } = await sentTo("spa");
    expect(sent.json.ui.messages?.[0]?.text).toBe(en.say("1080003"));
    const read = await client.ask(`/self-service/verification/flows?id=${flow.id}`, { headers: german });
    expect(read.json.ui.messages?.[0]?.text).toBe(de.say("1080003"));
    expect(nodeOf(read.json, "code")?.meta.label?.text).toBe(de.say("1070011"));
    expect(nodeOf(read.json, "email")?.meta.label?.text).toBe(de.say("1070008"));
    expect(read.headers.get("vary")).toContain("Accept-Language");
  });

  it("changes nothing but the words", async () => {
    const { client, flow } = await sentTo("native");
    const plain = await client.read(flow.id);
    const read = await client.ask(`/self-service/verification/flows?id=${flow.id}`, { headers: german });
    expect(contractOf(read.json)).toEqual(contractOf(plain.json));
    expect(idsOf(read.json)).toEqual(idsOf(plain.json));
    expect(read.json.ui.messages?.[0]?.text).not.toBe(plain.json.ui.messages?.[0]?.text);
  });

  it("keeps what went wrong without its words", async () => {
    const { client, flow, code } = await sentTo("spa");
    await guessWrong(client, flow, code, 1);
    const read = await client.ask(`/self-service/verification/flows?id=${flow.id}`, { headers: german });
    expect(read.json.ui.messages).toEqual([{ id: 4070006, text: de.say("4070006"), type: "error" }]);
  });

  it("gives a reason that says what its text says", async () => {
    const { client, flow } = await sentTo("native");
    const refused = await client.post(flow, { method: "code", email: JANE }, { headers: german });
    const text = de.say("4000001.wait_email_seconds", { n: 60 });
    expect(refused.status).toBe(400);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect(JSON.stringify(refused.json.ui)).toContain(
      JSON.stringify({ id: 4000001, text, type: "error", context: { reason: text } }),
    );
  });
});

describe("an app that asks for a language", () => {
  it("is answered in it", async () => {
    const client = native(testBed());
    const flow = await client.init();
    const fields = { method: "code", email: JANE, transient_payload: { lang: "uk" } };
    const sent = await client.post(flow, fields, { headers: german });
    expect(sent.json.ui.messages?.[0]?.text).toBe(uk.say("1080003"));
  });

  it("has its person written to in it", async () => {
    const { bed, client, flow } = await sentTo("native", { policy: { sends: null } });
    await client.post(flow, { method: "code", email: JANE, transient_payload: { lang: "uk" } }, { headers: german });
    expect(bed.sent.at(-1)?.subject).toBe(uk.say("mail.code.subject", { app: "Acme", code: codeOf(bed) }));
    await client.post(flow, { method: "code", email: JANE }, { headers: german });
    expect(bed.sent.at(-1)?.subject).toBe(de.say("mail.code.subject", { app: "Acme", code: codeOf(bed) }));
  });

  it.each([[["uk"]], [7], ["<b>"], ["xx"]])("is answered in its browser's where it asks for %j", async (lang) => {
    const client = spa(testBed());
    const flow = await client.init();
    const fields = { method: "code", code: "1", transient_payload: { lang } };
    const { json } = await client.post(flow, fields, { headers: german });
    expect(json.ui.messages?.[0]?.text).toBe(de.say("4070006"));
  });
});

it("M07 has its mail say which browser asked", async () => {
  const { bed, client, flow } = await sentTo("native", { policy: { sends: null } });
  const agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15";
  await client.post(flow, { method: "code", email: JANE }, { headers: { "user-agent": agent } });
  expect(bed.sent.at(-1)?.text).toContain(" from Safari on macOS.");
  expect(bed.sent.at(0)?.text).toMatch(/Asked for on 21 November 2026 at [0-9:]+ UTC\.\n/);
});
