import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { lastStopCode } from "../../support/denials.ts";
import { formOf, fromOurPage } from "../../support/form.ts";
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
async function mailed() {
  const account = await newAccount();
  expect((await api.create(account.id)).status).toBe(201);
  return { ...account, link: lastLink(bed) };
}

/** As in a browser that knows of nothing. */
const open = (link: URL) => browserOn(bed).open(link);
const press = (link: URL) => browserOn(bed).press(link);

describe("P43 a link that does nothing", () => {
  /** A page without what differs each time it is served. */
  const bytes = async (response: Response): Promise<string> =>
    `${response.status} ${(await response.text()).replaceAll(/nonce="[^"]*"/g, "")}`;

  /** Each way in which a link ends, from when it was opened by its owner. */
  const ends: Readonly<
    Record<string, (link: URL, id: string, owner: ReturnType<typeof browserOn>) => Promise<unknown>>
  > = {
    used: (link, _, owner) => owner.press(link),
    replaced: (_, id) => api.create(id),
    old: async () => bed.wait(DAY),
    async stopped() {
      const { action, fields } = formOf(await (await bed.fetch(`/s?${lastStopCode(bed)}`)).text());
      await bed.fetch(action, fromOurPage(fields));
    },
  };

  async function ended(how: keyof typeof ends) {
    const { id, link } = await mailed();
    const owner = browserOn(bed);
    expect(await told(await owner.open(link))).toEqual([200, ASK]);
    await ends[how]?.(link, id, owner);
    // The server's own token has an hour.
    api = await apiOn(bed);
    return { id, link, owner };
  }

  it.each([
    ["used", 200, USED, `href="${HOME}"`],
    ["replaced", 410, "A newer link was sent", "Open the newest email"],
    ["old", 410, "This link has stopped working", `href="${HOME}"`],
    ["stopped", 410, "This request was cancelled", `href="${HOME}"`],
  ] as const)(
    "because it is %s says so in the browser that had it, and what to do",
    async (how, status, title, next) => {
      const { link, owner } = await ended(how);
      for (const use of [owner.open, owner.press]) {
        const page = await use(link);
        expect(await page.clone().text()).toContain(next);
        expect(await told(page)).toEqual([status, how === "used" && use === owner.press ? DONE : title]);
      }
    },
  );

  it("is the same page, byte for byte, for everybody else", async () => {
    const pages: string[] = [];
    for (const how of Object.keys(ends)) {
      const { link } = await ended(how);
      const other = await mailed();
      const stranger = browserOn(bed);
      // Has the cookie of another link.
      await stranger.open(other.link);
      for (const use of [open, press, stranger.open, stranger.press]) pages.push(await bytes(await use(link)));
    }
    const { link } = await mailed();
    link.searchParams.set("confirmation_code", crypto.randomUUID());
    for (const use of [open, press]) pages.push(await bytes(await use(link)));
    expect(pages).toHaveLength(18);
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toMatch(new RegExp(`^404 .*<h1>${DEAD}`, "s"));
  });

  it("is told of one link alone: not of another one of the same account", async () => {
    const { id, link, owner } = await ended("replaced");
    const newest = lastLink(bed);
    await press(newest);
    expect(await told(await owner.open(newest))).toEqual([404, DEAD]);
    expect(await told(await owner.open(link))).toEqual([200, USED]);
    expect((await api.pending(id)).body["item"]).toMatchObject({ status: "verified" });
  });

  it("is told by a cookie of that page alone, which no script reads, and which says nothing", async () => {
    const { id, email, link } = await mailed();
    const [set = "", ...more] = (await open(link)).headers.getSetCookie();
    expect(more).toEqual([]);
    const [, name = "", value = "", attributes] = /^([^=]+)=([^;]+); (.*)$/.exec(set) ?? [];
    expect(name).toMatch(/^__Secure-opened_[\w-]{16}$/);
    expect(value).toMatch(/^k1\.[\w-]{16}\.[\w-]{22}$/);
    expect(attributes).toBe("Path=/identity/account_verification; Max-Age=172800; HttpOnly; SameSite=Lax; Secure");
    for (const secret of [id, email, codeIn(link)]) expect(set).not.toContain(secret);
    for (const forged of ["", "1", value.slice(0, -1), `${value}A`]) {
      await press(link);
      const page = await bed.fetch(link.pathname + link.search, { headers: { cookie: `${name}=${forged}` } });
      expect(await told(page)).toEqual([404, DEAD]);
    }
    const known = await bed.fetch(link.pathname + link.search, { headers: { cookie: `${name}=${value}` } });
    expect(await told(known)).toEqual([200, USED]);
  });

  it("is not told where nothing is kept of it any more", async () => {
    const { link, owner } = await ended("used");
    await env.DB.prepare("DELETE FROM flows").run();
    for (const use of [owner.open, owner.press]) expect(await told(await use(link))).toEqual([404, DEAD]);
  });
});
