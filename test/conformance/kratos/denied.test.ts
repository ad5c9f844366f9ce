import { describe, expect, it } from "vitest";
import { lastStopCode } from "../../support/denials.ts";
import { typesOf } from "../../support/events.ts";
import { formOf, fromOurPage, landed } from "../../support/form.ts";
import type { TestBed } from "../../support/world.ts";
import { csrfOf, ERROR_UI, JANE, linkOf, native, page, sentTo, spa, tokenOf, UI, verified } from "./client.ts";

const byLink = { query: "?method=link", method: "link" };
const NO = "No, I did not ask for this";
const YES = "Yes, confirm it";

const heading = (html: string): string | undefined => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];

/** Presses a button of a page. */
const press = async (bed: TestBed, html: string, button: string): Promise<string | undefined> => {
  const { action, fields } = formOf(html, button);
  return heading(await (await landed(bed, await bed.fetch(action, fromOurPage(fields)))).text());
};

describe("the page of a link", () => {
  it.each(["page", "native"] as const)("stops a %s flow with its other button", async (kind) => {
    const { bed, client, flow } = await sentTo(kind, {}, byLink);
    const owner = page(bed);
    const { location } = await owner.ask(linkOf(bed));
    const { text } = await owner.ask(location);
    expect(heading(text)).toBe("Confirm this email address?");
    expect(formOf(text, YES).fields.has("stop")).toBe(false);
    expect(await press(bed, text, NO)).toBe("This request was stopped");
    expect(await verified()).toEqual([]);
    expect((await typesOf(flow.id)).at(-1)).toBe("denied");

    const late = await owner.post(flow, { method: "link", token: tokenOf(bed) });
    expect(late.location).toMatch(new RegExp(`^${ERROR_UI}`));
    expect((await owner.ask(location)).status).toBe(410);
    expect((await client.read(flow.id)).json.error.code).toBe(410);
    expect(await press(bed, text, NO)).toBe("This request was stopped");
  });

  it("says that it is too late once it was confirmed", async () => {
    const { bed } = await sentTo("page", {}, byLink);
    const owner = page(bed);
    const { location } = await owner.ask(linkOf(bed));
    const { text } = await owner.ask(location);
    const { action, fields } = formOf(text, YES);
    await owner.ask(action.replace("https://verify.example.com", ""), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://verify.example.com" },
      body: fields.toString(),
    });
    expect(await verified()).toEqual([JANE]);
    expect(await press(bed, text, NO)).toBe("This was confirmed already");
    expect(await verified()).toEqual([JANE]);
  });
});

describe("a mail with a code", () => {
  it("can be stopped too: its code is refused, and so is another message", async () => {
    const { bed, client, flow, code } = await sentTo("spa");
    const asking = await (await bed.fetch(`/s?${lastStopCode(bed)}`)).text();
    expect(await press(bed, asking, "Stop this request")).toBe("This request was stopped");
    for (const fields of [{ code }, { email: JANE, ...csrfOf(flow) }]) {
      const { status, json } = await client.post(flow, { method: "code", ...fields });
      expect([status, json.error?.id]).toEqual([410, (await client.read(flow.id)).json.error.id]);
    }
    expect(await verified()).toEqual([]);
  });
});

describe("with SAME_BROWSER_LINKS", () => {
  const held = { settings: { SAME_BROWSER_LINKS: "true" } };
  const BACK = "Go on where you started";

  it("a link is pressed in the browser that asked for it", async () => {
    const { bed, client, flow } = await sentTo("page", held, byLink);
    const { location } = await client.ask(linkOf(bed));
    expect(location).toBe(`${UI}?flow=${flow.id}`);
    const { text } = await client.ask(location);
    expect(heading(text)).toBe("Confirm this email address?");
    await client.post(flow, { method: "link", token: tokenOf(bed) });
    expect(await verified()).toEqual([JANE]);
  });

  it("another browser is sent back, can stop it, and cannot confirm it in any way", async () => {
    const { bed, client, flow } = await sentTo("page", held, byLink);
    const other = page(bed);
    const followed = await other.ask(linkOf(bed));
    expect([followed.status, followed.cookies]).toEqual([200, []]);
    const html = followed.text;
    expect(heading(html)).toBe(BACK);
    expect(html).toContain("open the link from the email there");
    expect(html).not.toContain(YES);
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).not.toContain(JANE);

    const token = tokenOf(bed);
    for (const caller of [other, page(bed)]) {
      const refused = await caller.post(flow, { method: "link", token });
      expect(refused.location).toMatch(new RegExp(`^${ERROR_UI}`));
    }
    for (const caller of [spa(bed), native(bed)]) {
      expect((await caller.post(flow, { method: "link", token })).status).toBe(403);
    }
    expect(await verified()).toEqual([]);
    expect((await client.read(flow.id)).json.state).toBe("sent_email");
    expect(await press(bed, html, NO)).toBe("This request was stopped");
    expect((await typesOf(flow.id)).at(-1)).toBe("denied");
  });

  it("a program that opens a link without the browser's cookies is refused in JSON", async () => {
    const { bed } = await sentTo("spa", held, byLink);
    expect((await spa(bed).ask(linkOf(bed))).status).toBe(403);
  });

  it("a code is typed there too, and its link brings it nowhere else", async () => {
    const { bed, client, flow, code } = await sentTo("page", held);
    const other = page(bed);
    const followed = await other.ask(linkOf(bed));
    const html = followed.text;
    expect([followed.location, followed.cookies, heading(html)]).toEqual(["", [], BACK]);
    expect(html).toContain("type the code from the email");
    expect(html).not.toContain(code);
    for (const caller of [other, spa(bed), native(bed)]) await caller.post(flow, { method: "code", code });
    expect(await verified()).toEqual([]);

    const own = await client.ask(linkOf(bed));
    expect((await client.ask(own.location)).text).toContain(`value="${code}"`);
    await client.post(flow, { method: "code", code });
    expect(await verified()).toEqual([JANE]);
  });

  it("a guess from another browser costs its owner no try", async () => {
    const { bed, client, flow, code } = await sentTo("page", held);
    for (let guess = 0; guess < 12; guess += 1) await spa(bed).post(flow, { method: "code", code: "000000" });
    await client.post(flow, { method: "code", code });
    expect(await verified()).toEqual([JANE]);
  });

  it("a flow of a native app belongs to no browser, and goes on as ever", async () => {
    const { bed } = await sentTo("native", held, byLink);
    const owner = page(bed);
    const { location } = await owner.ask(linkOf(bed));
    const { text } = await owner.ask(location);
    expect(heading(text)).toBe("Confirm this email address?");
    const { action, fields } = formOf(text, YES);
    await owner.ask(action.replace("https://verify.example.com", ""), {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://verify.example.com" },
      body: fields.toString(),
    });
    expect(await verified()).toEqual([JANE]);
  });

  it("a dead link leads where it does without", async () => {
    const { bed, client, flow } = await sentTo("page", { ...held, policy: { sends: null } }, byLink);
    const old = linkOf(bed);
    await client.send(flow, JANE, "link");
    const { location } = await page(bed).ask(old);
    expect(location).toMatch(new RegExp(`^${UI}\\?flow=`));
    expect(location).not.toContain(flow.id);
  });
});
