import { describe, expect, it } from "vitest";
import {
  idsOf,
  JANE,
  messagesOf,
  namesOf,
  native,
  nodeOf,
  notCode,
  page,
  sentTo,
  spa,
  UI,
  verified,
} from "./client.ts";

/*
 * Somebody who knows nothing of a browser's flow but its id, which travels in addresses, histories and mails: is told
 * what is wrong with a submission, and may submit the code, but learns no address and leaves nothing behind.
 */

const POST = "/self-service/verification";
const FORM = "application/x-www-form-urlencoded";

const submissions = [
  { what: "a malformed code", fields: { code: "12" }, want: [200, 4070006] },
  { what: "nothing", fields: {}, want: [400, 4010006] },
  { what: "no address", fields: { method: "code" }, want: [400, 4000002] },
  { what: "an unknown method", fields: { method: "sms" }, want: [400, 4000001] },
  { what: "the other method", fields: { method: "link", email: JANE }, want: [400, 4010006] },
  { what: "an unreadable address", fields: { method: "code", email: "\u0000" }, want: [400, 4000040] },
  { what: "a code of another type", fields: { code: 1 }, want: [400, 4000026] },
] as const;

describe("a stranger who knows the id of a browser's flow", () => {
  it.each(submissions)("who posts $what is told so, learns no address and leaves no trace", async (posted) => {
    const { bed, client, flow } = await sentTo("spa");
    const before = await client.read(flow.id);
    for (const stranger of [native(bed), spa(bed), page(bed)]) {
      const headers = { accept: "application/json", "content-type": "application/json" };
      const reply = await stranger.post(flow, {}, { headers, body: JSON.stringify(posted.fields) });
      expect([reply.status, ...messagesOf(reply.json)]).toEqual(posted.want);
      expect(namesOf(reply.json)).toEqual(["method/hidden", "code/text", "method/submit", "csrf_token/hidden"]);
      expect(reply.text).not.toContain(JANE);
    }
    expect((await client.read(flow.id)).text).toBe(before.text);
  });

  it.each(["application/json", FORM, "text/plain"])("who posts an empty body of %s does neither", async (type) => {
    const { bed, client, flow } = await sentTo("spa");
    const before = await client.read(flow.id);
    const headers = { "content-type": type };
    const ask = { method: "POST", headers, body: "" };
    const { status, text } = await native(bed).ask(`${POST}?flow=${flow.id}`, ask);
    expect([status, text.includes(JANE)]).toEqual([400, false]);
    const sent = await page(bed).ask(`${POST}?flow=${flow.id}`, ask);
    expect([sent.location, sent.text.includes(JANE)]).toEqual([
      type === "application/json" ? "" : `${UI}?flow=${flow.id}`,
      false,
    ]);
    expect((await client.read(flow.id)).text).toBe(before.text);
  });

  it("who guesses a code learns that it is wrong, and no address", async () => {
    const { bed, flow, code } = await sentTo("spa");
    for (const wrong of [notCode(code), notCode(code, 2)]) {
      const { status, json, text } = await native(bed).post(flow, { code: wrong });
      expect([status, idsOf(json), nodeOf(json, "email"), text.includes(JANE)]).toEqual([
        200,
        [4070006],
        undefined,
        false,
      ]);
    }
  });

  it("who posts to a link's flow learns no address, nor one that was mistyped", async () => {
    const { bed, client, flow } = await sentTo("spa", {}, { query: "?method=link", method: "link" });
    const typo = "jane@example";
    await client.send(flow, typo, "link");
    expect((await client.read(flow.id)).text).toContain(typo);
    for (const fields of [{}, { method: "link" }, { method: "code", code: "1" }]) {
      const { status, json, text } = await native(bed).post(flow, fields);
      expect([status, text.includes(typo), namesOf(json)]).toEqual([
        400,
        false,
        ["csrf_token/hidden", "email/email", "method/submit"],
      ]);
    }
    expect((await client.read(flow.id)).text).toContain(typo);
  });

  it("who types the code finishes it", async () => {
    const { bed, flow, code } = await sentTo("spa");
    const { status, json, text } = await native(bed).post(flow, { code });
    expect([status, json.state, text.includes(JANE), await verified()]).toEqual([
      200,
      "passed_challenge",
      false,
      [JANE],
    ]);
  });

  it("is told that it is over, as everybody is", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    await client.post(flow, { code });
    for (const fields of [{ code: "1" }, {}, { method: "code" }]) {
      expect((await native(bed).post(flow, fields)).json.error.id).toBe("self_service_flow_replaced");
    }
  });
});

it("a native flow is anybody's who knows its id, address and all", async () => {
  const { bed, flow } = await sentTo("native");
  expect((await native(bed).post(flow, { method: "code" })).text).toContain(JANE);
});
