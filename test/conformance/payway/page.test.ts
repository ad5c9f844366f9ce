import { beforeEach, describe, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { lastStopCode } from "../../support/denials.ts";
import { typesOf } from "../../support/events.ts";
import { faultyBindings } from "../../support/faulty-database.ts";
import { FOREIGN, formOf, fromOurPage, landed } from "../../support/form.ts";
import { type TestBed, testBed } from "../../support/world.ts";
import { ASK, apiOn, browserOn, codeIn, DEAD, DONE, HOME, lastLink, newAccount, told, USED } from "./bed.ts";

const DAY = 86_400_000;

let bed: TestBed;
let api: Awaited<ReturnType<typeof apiOn>>;
beforeEach(async () => {
  bed = testBed({ policy: { sends: null } });
  api = await apiOn(bed);
});

/** Somebody who was written to, and the link they got. */
async function mailed(more: object = {}) {
  const account = await newAccount();
  expect((await api.create(account.id, more)).status).toBe(201);
  return { ...account, link: lastLink(bed) };
}

/** As in a browser that knows of nothing. */
const open = (link: URL, on = bed) => browserOn(on).open(link);
const press = (link: URL, on = bed) => browserOn(on).press(link);
const standing = async (id: string) => ((await api.pending(id)).body["item"] as Record<string, unknown>)["status"];

describe("our own page of a link", () => {
  it("asks first, and its button confirms, with JavaScript off", async () => {
    const { id, email, link } = await mailed();
    expect(link.origin + link.pathname).toBe("https://verify.example.com/identity/account_verification");
    const page = await open(link);
    const html = await page.clone().text();
    expect(await told(page)).toEqual([200, ASK]);
    expect(html).not.toContain(email);
    expect(html).toContain("@example.org");
    const { action, fields } = formOf(html);
    const done = await bed.fetch(action, fromOurPage(fields));
    expect(await done.clone().text()).toContain(`href="${HOME}"`);
    expect(await told(done)).toEqual([200, DONE]);
    expect(await standing(id)).toBe("verified");
  });

  it.each(FOREIGN)("confirms nothing for a form that is not of our page: %j", async (headers) => {
    const { id, link } = await mailed();
    const { action, fields } = formOf(await (await open(link)).text());
    const forged = await bed.fetch(action, { ...fromOurPage(fields), headers });
    const again = /href="([^"]*)">Try again</.exec(await forged.clone().text())?.[1]?.replaceAll("&amp;", "&");
    expect(await told(await bed.fetch(again ?? ""))).toEqual([200, ASK]);
    expect(await told(forged)).toEqual([403, "That did not come from our page"]);
    expect(await standing(id)).not.toBe("verified");
    expect(await told(await press(link))).toEqual([200, DONE]);
  });

  it("stops the request with its other button: link and code are dead, and the account can be asked anew", async () => {
    const { id, link } = await mailed();
    const { action, fields } = formOf(await (await open(link)).text(), "No, I did not ask for this");
    for (const _ of [1, 2]) {
      expect(await told(await landed(bed, await bed.fetch(action, fromOurPage(fields))))).toEqual([
        200,
        "This request was stopped",
      ]);
    }
    expect(await standing(id)).toBe("no_pending_request");
    for (const use of [open, press]) expect(await told(await use(link))).toEqual([404, DEAD]);
    expect((await api.verify(id, codeIn(link))).status).toBe(400);
    expect((await typesOf()).filter((type) => !type.startsWith("message."))).toEqual(["started", "denied"]);
    bed.wait(1_000);
    expect((await api.create(id)).status).toBe(201);
    expect(await told(await press(lastLink(bed)))).toEqual([200, DONE]);
  });

  it("is stopped on our own host also where the mail leads to the app's page", async () => {
    const { id, link } = await mailed({ verification_url: "https://news.example.com/confirm" });
    expect(link.host).toBe("news.example.com");
    const { action, fields } = formOf(await (await bed.fetch(`/s?${lastStopCode(bed)}`)).text());
    expect(await told(await landed(bed, await bed.fetch(action, fromOurPage(fields))))).toEqual([
      200,
      "This request was stopped",
    ]);
    expect((await api.verify(id, codeIn(link))).status).toBe(400);
  });

  it("changes nothing when it is opened, however often", async () => {
    const { id, link } = await mailed();
    const { pathname, search } = link;
    for (const method of ["HEAD", "GET", "GET", "HEAD"]) {
      expect((await bed.fetch(pathname + search, { method })).status).toBe(200);
    }
    expect(await standing(id)).toBe("pending");
    expect(await told(await press(link))).toEqual([200, DONE]);
  });

  it("P32 says that all is well when it is pressed many times, at once and again", async () => {
    const { link } = await mailed();
    const owner = browserOn(bed);
    await owner.open(link);
    const pressed = await Promise.all(Array.from({ length: 5 }, () => owner.press(link)));
    for (const one of [...pressed, await owner.press(link)]) expect(await told(one)).toEqual([200, DONE]);
  });

  it("is in the language that its mail was asked for in, and else in the reader's", async () => {
    const langOf = async (headers: Record<string, string>): Promise<string | undefined> => {
      const { id } = await newAccount();
      expect((await api.ask("/accounts/create_verification_request", { account_id: id }, headers)).status).toBe(201);
      const { pathname, search } = lastLink(bed);
      const page = await bed.fetch(pathname + search, { headers: { "accept-language": "fr" } });
      return page.headers.get("content-language") ?? undefined;
    };
    expect(await langOf({ "accept-language": "de" })).toBe("de");
    expect(await langOf({})).toBe("fr");
  });

  it("leads from the press to a page by GET, which says the same when it is read again", async () => {
    const { link } = await mailed();
    const opened = await open(link);
    const [cookie = ""] = opened.headers.getSetCookie().map((set) => set.split(";", 1)[0] ?? "");
    const { action, fields } = formOf(await opened.text());
    const form = fromOurPage(fields);
    const pressed = await bed.fetch(action, { ...form, headers: { ...form.headers, cookie } });
    // No redirect of ours holds a code.
    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, "/identity/account_verification?done=en"]);
    const page = pressed.headers.get("location") ?? "";
    const [after = ""] = pressed.headers.getSetCookie().map((set) => set.split(";", 1)[0] ?? "");
    const cookies = `${cookie}; ${after}`;
    for (const _ of [1, 2])
      expect(await told(await bed.fetch(page, { headers: { cookie: cookies } }))).toEqual([200, DONE]);
    expect(await told(await bed.fetch(page, { headers: { cookie } }))).toEqual([404, DEAD]);
    // Elsewhere it is the page of any link that does nothing.
    expect(await told(await bed.fetch(page))).toEqual([404, DEAD]);
  });

  it("P32 says so, too, where the page was not opened before", async () => {
    const { link } = await mailed();
    const owner = browserOn(bed);
    for (const _ of [1, 2]) expect(await told(await owner.press(link))).toEqual([200, DONE]);
    expect(await told(await owner.open(link))).toEqual([200, USED]);
  });

  it("is already confirmed when the code was handed to the API", async () => {
    const { id, link } = await mailed();
    const owner = browserOn(bed);
    await owner.open(link);
    expect((await api.verify(id, codeIn(link))).status).toBe(200);
    expect(await told(await owner.open(link))).toEqual([200, USED]);
    expect(await told(await owner.press(link))).toEqual([200, DONE]);
  });

  it("says so when the address was verified in another way", async () => {
    const { id, email, link } = await mailed();
    const addresses = [{ channel: "email", value: email, verified: true }];
    expect((await call(bed, "PATCH", `/accounts/${id}`, { json: { addresses } })).status).toBe(200);
    expect((await api.verify(id, codeIn(link))).body["code"]).toBe("already_verified");
    expect(await told(await press(link))).toEqual([200, DONE]);
  });

  it("is dead when a newer mail was sent, and when it has expired", async () => {
    const { id, link } = await mailed();
    await api.create(id);
    for (const use of [open, press]) expect(await told(await use(link))).toEqual([404, DEAD]);
    const newest = lastLink(bed);
    bed.wait(DAY - 1);
    expect(await told(await open(newest))).toEqual([200, ASK]);
    bed.wait(1);
    for (const use of [open, press]) expect(await told(await use(newest))).toEqual([404, DEAD]);
  });

  it("is dead for another account, for a code that is wrong, and for who is not there", async () => {
    const [one, other] = [await mailed(), await mailed()];
    await api.verify(other.id, codeIn(other.link));
    for (const [id, code] of [
      [one.id, codeIn(other.link)],
      [other.id, codeIn(one.link)],
      [one.id, crypto.randomUUID()],
      ["f".repeat(24), codeIn(one.link)],
    ] as const) {
      const link = new URL(one.link);
      link.searchParams.set("account_id", id);
      link.searchParams.set("confirmation_code", code);
      for (const use of [open, press]) expect(await told(await use(link))).toEqual([404, DEAD]);
    }
    expect(await standing(one.id)).toBe("pending");
  });

  it.each([
    "",
    "?account_id=zz",
    "?account_id=6b00df00609e8f010ac9ae84",
    "?account_id=6b00df00609e8f010ac9ae84&confirmation_code=%00",
  ])("says of a link that is cut off that it does not work: %j", async (search) => {
    const link = new URL(`/identity/account_verification${search}`, "https://verify.example.com");
    for (const use of [open, press]) expect(await told(await use(link))).toEqual([404, DEAD]);
  });

  it("takes no other verb", async () => {
    const { status, headers } = await bed.fetch("/identity/account_verification", { method: "PUT" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });

  it("says that the link works still while the database is away, and it does", async () => {
    const { id, link } = await mailed();
    for (const use of [open, press]) {
      const refused = await use(link, testBed({ bindings: faultyBindings("overloaded") }));
      expect(refused.headers.get("retry-after")).toBe("5");
      expect(await refused.clone().text()).toMatch(
        /account_id=[0-9a-f]{24}&(?:amp;)?confirmation_code=[0-9a-f-]{36}">/,
      );
      expect((await told(refused))[0]).toBe(503);
    }
    expect(await standing(id)).toBe("pending");
    expect(await told(await press(link))).toEqual([200, DONE]);
  });
});
