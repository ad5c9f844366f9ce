import { expect, it } from "vitest";
import { sent } from "./bed.ts";

const mainOf = (html: string): string => /<main>([\s\S]*)<\/main>/.exec(html)?.[1]?.replaceAll(/<[^>]+>/g, "") ?? "";

it("a page names what works for a while, in a language that has to: a code, or a link", async () => {
  const { reader } = await sent({}, "?lang=id");
  expect(mainOf(reader.html)).toMatch(/Kode ini bisa dipakai selama 10 menit, sampai 19\.24/);
  const byLink = await sent({}, "?lang=id&method=link");
  expect(mainOf(byLink.reader.html)).toMatch(/Tautan ini bisa dipakai selama 60 menit, sampai 20\.14/);
  expect(mainOf(byLink.reader.html)).not.toContain("Kode ini");
});
