import { describe, expect, it } from "vitest";
import { languages } from "../../../src/copy/languages.ts";
import { createPages } from "../../../src/pages/pages.tsx";
import { lastStopCode } from "../../support/denials.ts";
import { testBed } from "../../support/world.ts";
import { Reader, sent } from "./bed.ts";

const START = "/self-service/verification/browser";
const de = { "accept-language": "de-AT,de;q=0.9,en;q=0.5" };

const langOf = ({ html, headers }: Reader) => [/<html lang="([^"]+)"/.exec(html)?.[1], headers.get("content-language")];
const both = (lang: string) => [lang, lang];

describe("P60 the language of a page", () => {
  it("is what was chosen, then what was chosen before, then what the app said, then what the browser says", async () => {
    const reader = new Reader(testBed());
    await reader.open(START);
    expect(langOf(reader)).toEqual(both("en"));
    await reader.open(START, { "accept-language": "xx, tlh;q=0.9" });
    expect(langOf(reader)).toEqual(both("en"));
    await reader.open(START, de);
    expect(langOf(reader)).toEqual(both("de"));
    await reader.open(`${START}?lang=fr`, de);
    const flow = reader.path;
    expect(langOf(reader)).toEqual(both("fr"));

    await reader.open(`${flow}&lang=it`, de);
    expect(langOf(reader)).toEqual(both("it"));
    expect(reader.headers.getSetCookie().join()).toMatch(
      /__Host-lang=it; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure/,
    );
    await reader.open(flow, de);
    expect(langOf(reader)).toEqual(both("it"));
    await reader.open(`${flow}&lang=ja`, de);
    expect(langOf(reader)).toEqual(both("ja"));
    await reader.open(`${flow}&lang=tlh`, de);
    expect([langOf(reader), reader.headers.getSetCookie()]).toEqual([both("ja"), []]);
    expect(reader.headers.get("vary")).toBe("Accept-Language, Cookie");
  });

  it("is that of the message too", async () => {
    const { bed, reader } = await sent({}, "?lang=de");
    expect(langOf(reader)).toEqual(both("de"));
    expect(JSON.stringify(bed.sent.at(-1))).toContain("Minuten");
  });

  it("is that of the message on the page that stops a request", async () => {
    const { bed, reader } = await sent({}, "?lang=de");
    const other = await new Reader(bed).open(`/s?${lastStopCode(bed)}`, { "accept-language": "en" });
    expect([other.status, ...langOf(other)]).toEqual([200, "de", "de"]);
    await other.send({});
    expect([other.status, ...langOf(other)]).toEqual([200, "de", "de"]);
    // What somebody chose themselves comes first, and of a link that is none of ours nothing is known.
    await reader.open(`/s?${lastStopCode(bed)}&lang=fr`);
    expect(langOf(reader)).toEqual(both("fr"));
    expect(langOf(await new Reader(bed).open("/s?nothing"))).toEqual(both("en"));
  });

  it("knows a language by the code that it once had", async () => {
    const reader = await new Reader(testBed()).open("/identity/done?lang=in");
    expect(langOf(reader)).toEqual(both("id"));
    expect(reader.headers.getSetCookie().join()).toContain("lang=id;");
  });

  it("is kept where a form is answered with what is wrong", async () => {
    const { reader } = await sent({}, "?lang=de");
    await reader.send({ code: "12" });
    expect([reader.status, ...langOf(reader)]).toEqual([422, "de", "de"]);
    expect(reader.title).toMatch(/^Fehler: /);
  });

  it("can be changed by links, each in its own words", async () => {
    const { reader } = await sent();
    const links = [...reader.html.matchAll(/<a href="([^"]+)" lang="([^"]+)" hreflang="([^"]+)"[^>]*>([^<]+)<\/a>/g)];
    expect(links.map(([, , lang, hreflang, name]) => [lang, hreflang, name])).toEqual(
      languages.map(({ lang, name }) => [lang, lang, name]),
    );
    for (const [, href = "", lang = ""] of links) {
      await reader.open(href.replaceAll("&amp;", "&"));
      expect(langOf(reader)).toEqual(both(lang));
    }
  });
});

describe("a time on a page", () => {
  const at = Date.UTC(2026, 10, 21, 20, 10);

  it.each([
    ["where the platform takes the reader to be", { timezone: "Europe/Berlin" }, "21:10 CET"],
    ["in UTC where it does not know", {}, "20:10 UTC"],
    ["in UTC where it knows no such zone", { timezone: "Europe/Atlantis" }, "20:10 UTC"],
  ])("is %s", async (_, cf, want) => {
    const request = new Request("https://verify.example.com/identity/done", { cf });
    const { words } = await createPages(testBed().services)(request);
    expect(words.clock(at)).toBe(want);
  });
});
