import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { assetCatalogues } from "../../src/copy/assets.ts";
import { languages } from "../../src/copy/languages.ts";
import { createTranslators } from "../../src/copy/translators.ts";
import { catalogues } from "../support/catalogues.ts";
import { testBed } from "../support/world.ts";

const never = { gone: new Promise<void>(() => undefined), cancel: () => undefined };
const patient = { timer: () => never };

/** Asset storage that counts, and answers with `answer` where it is not asked as it is. */
function counted(answer: (url: string) => Promise<Response> = (url) => env.ASSETS.fetch(url)) {
  const asked: string[] = [];
  const fetcher = {
    async fetch(url: string) {
      asked.push(new URL(url).pathname);
      return answer(url);
    },
  } as unknown as Fetcher;
  const log: unknown[] = [];
  const world = { log: (entry: unknown) => void log.push(entry) };
  return { asked, log, translatorFor: createTranslators(assetCatalogues(fetcher, patient), world) };
}

describe("the texts of a language", () => {
  it.each(languages)("are at hand in the Worker: $lang", async ({ lang, dir }) => {
    const { translatorFor, log } = counted();
    const words = await translatorFor(lang);
    expect(words).toMatchObject({ lang, dir });
    const own = catalogues[lang]?.["page.try_again"];
    expect(own).toBeTypeOf("string");
    expect(words.say("page.try_again")).toBe(own);
    expect(log).toEqual([]);
  });

  it("are fetched by whoever reads them first, and never for English", async () => {
    const { translatorFor, asked } = counted();
    await translatorFor("en-GB");
    await translatorFor("nb");
    expect(asked).toEqual([]);
    const first = await translatorFor("de-AT");
    expect(await translatorFor("xx", "de")).toBe(first);
    await translatorFor("pt");
    expect(asked).toEqual(["/de.json", "/pt-BR.json"]);
  });

  it("are in English where one is missing: an older file of a newer Worker", async () => {
    const { translatorFor } = counted(async () => Response.json({ "page.try_again": "Noch einmal" }));
    const words = await translatorFor("de");
    expect(words.say("page.try_again")).toBe("Noch einmal");
    expect(words.say("page.start_again")).toBe("Start again");
  });

  it.each([
    ["the asset is not there", async () => new Response(null, { status: 404 })],
    ["what is there is no catalogue", async () => new Response("<!doctype html>")],
    ["there is no answer", () => Promise.reject(new Error("gone"))],
  ])("are English for the while that %s", async (_, answer) => {
    let works = false;
    const { translatorFor, log, asked } = counted((url) => (works ? env.ASSETS.fetch(url) : answer()));
    expect((await translatorFor("de")).lang).toBe("en");
    expect(log).toEqual([{ event: "language_not_loaded", lang: "de", error: expect.any(String) }]);
    works = true;
    expect((await translatorFor("de")).lang).toBe("de");
    expect(asked).toEqual(["/de.json", "/de.json"]);
  });

  it("are English where the answer comes too late", async () => {
    const hanging = { fetch: () => new Promise(() => undefined) } as unknown as Fetcher;
    const load = assetCatalogues(hanging, { timer: () => ({ gone: Promise.resolve(), cancel: () => undefined }) });
    const words = await createTranslators(load, { log: () => undefined })("de");
    expect(words.lang).toBe("en");
  });

  it("are nobody else's to read", async () => {
    const { app } = testBed();
    expect((await app.request("/de.json")).status).toBe(404);
  });
});

describe("a deployment without catalogues", () => {
  it("says so, and answers in English", async () => {
    const { app, log } = testBed({ bindings: { DB: env.DB, CODES: env.CODES } });
    const ready = await app.request("/health/ready");
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ without: { ASSETS: expect.stringContaining("English") } });
    const page = await app.request("/identity/done?lang=de");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-language")).toBe("en");
    expect(log).toContainEqual({ event: "language_not_loaded", lang: "de", error: "Error" });
  });
});
