import { describe, expect, it } from "vitest";
import type { TestBed } from "../../support/world.ts";
import {
  type Client,
  csrfOf,
  idsOf,
  JANE,
  linkOf,
  MINUTE,
  messagesOf,
  namesOf,
  nodeOf,
  notCode,
  page,
  sentTo,
  spa,
  UI,
  verified,
  type Wire,
} from "./client.ts";

const POST = "/self-service/verification";
const shownCode = (flow: Wire): unknown => nodeOf(flow, "code")?.attributes["value"];
/** What is told on a page. */
const told = (html: string): string | undefined => /role="alert".*?<li>(?:<a [^>]*>)?([^<]+)/.exec(html)?.[1];

describe("whoever opens a code's link, which anybody can make up", () => {
  const madeUp = ({ id }: Wire): string => `${POST}?flow=${id}&code=000000`;

  /** A browser that knows the id, and has opened a link with some code. */
  async function opened(open: (bed: TestBed, flow: Wire) => string = (_, flow) => madeUp(flow)) {
    const { bed, client, flow, code } = await sentTo("spa");
    const reader = page(bed);
    await reader.ask(open(bed, flow));
    return { bed, client, flow, code, reader, location: `${UI}?flow=${flow.id}` };
  }
  const tries = (reader: Client, flow: Wire, code: string) => reader.post(flow, { method: "code", code });

  it("is shown the code and how the flow stands, but no address and no way to send", async () => {
    const { bed, flow, reader, location } = await opened();
    const { status, json, text } = await reader.read(flow.id);
    expect([status, json.state, shownCode(json), idsOf(json)]).toEqual([200, "sent_email", "000000", [1080003]]);
    expect(namesOf(json)).toEqual(["method/hidden", "code/text", "method/submit", "csrf_token/hidden"]);
    const html = (await reader.ask(location)).text;
    expect([text, html].filter((shown) => shown.includes("jane") || shown.includes(">Send a new"))).toEqual([]);
    bed.wait(MINUTE);
    const refused = await spa(bed).post(
      flow,
      { method: "code", email: JANE, ...csrfOf(json) },
      { headers: reader.jar.header },
    );
    expect([refused.status, refused.json.error.id, bed.sent.length]).toEqual([403, "security_csrf_violation", 1]);
  });

  it("is shown nothing of what the flow told its own browser", async () => {
    const { client, flow, reader } = await opened();
    await client.post(flow, { method: "code" });
    expect(messagesOf((await client.read(flow.id)).json)).toEqual([4000002]);
    expect(messagesOf((await reader.read(flow.id)).json)).toEqual([1080003]);
  });

  it.each([
    [{ method: "code", code: "" }, "Enter the 6-digit code"],
    [{ method: "code", code: "12" }, "That is not the newest code we sent. Check the newest email"],
  ])("is told of %j on its own page, and on nobody else's", async (fields, want) => {
    const { client, flow, reader, location } = await opened();
    const before = (await client.read(flow.id)).text;
    expect((await reader.post(flow, fields)).location).toBe(location);
    expect(told((await reader.ask(location)).text)).toBe(want);
    expect((await client.read(flow.id)).text).toBe(before);
    expect((await client.ask(location)).text).not.toContain(want);
  });

  it("is told of a wrong code, is not offered it again, and goes on with the right one", async () => {
    const { flow, code, reader, location } = await opened();
    await tries(reader, flow, notCode(code));
    const wrong = await reader.ask(location);
    expect(told(wrong.text)).toBe("That is not the newest code we sent. Check the newest email");
    expect(shownCode((await reader.read(flow.id)).json)).toBeUndefined();
    await tries(reader, flow, code);
    expect((await reader.ask(location)).text).toContain("Email address confirmed");
    expect(await verified()).toEqual([JANE]);
  });

  it("is no stranger where it holds the flow's guard: it sees everything and sends", async () => {
    const { bed, client, flow } = await opened();
    await client.ask(linkOf(bed));
    const own = (await client.read(flow.id)).json;
    expect(nodeOf(own, "email", "submit")?.attributes["value"]).toBe(JANE);
    bed.wait(MINUTE);
    expect((await client.send(own, JANE)).status).toBe(200);
  });
});

it("the page asks for as many digits as a code has", async () => {
  const { client, flow, code } = await sentTo("page", { policy: { codeDigits: 8 } });
  await client.post(flow, { method: "code", code: "" });
  const { text } = await client.ask(`${UI}?flow=${flow.id}`);
  expect([code.length, told(text), text.includes("6-digit")]).toEqual([8, "Enter the 8-digit code", false]);
});

it("a live link's token, which cannot be made up, lets the browser that opened it act on the flow", async () => {
  const { bed, flow } = await sentTo("spa", {}, { query: "?method=link", method: "link" });
  const reader = spa(bed);
  const { json } = await reader.ask(linkOf(bed));
  bed.wait(MINUTE);
  expect((await reader.send(json, JANE, "link")).status).toBe(200);
  expect(nodeOf((await reader.read(flow.id)).json, "email")?.attributes["value"]).toBe(JANE);
});
