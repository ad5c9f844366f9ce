import { expect, it } from "vitest";
import { askedFrom } from "../../src/http/asked-from.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
const from = (cf: unknown, agent = "curl/8") =>
  askedFrom({ headers: new Headers({ "User-Agent": agent }), cf: cf as never });

it.each([
  ["nothing", undefined, {}],
  ["a country", { country: "FR" }, { place: { country: "FR" } }],
  ["a city", { country: "FR", city: "Lyon" }, { place: { city: "Lyon", country: "FR" } }],
  ["a city of no country", { city: "Lyon" }, {}],
  ["an unknown country", { country: "XX", city: "Lyon" }, {}],
  ["Tor", { country: "T1" }, {}],
  ["what is no country", { country: "<b>" }, {}],
  ["what is no text", { country: "FR", city: 7 }, { place: { country: "FR" } }],
])("M07 knows of %s what can be told", (_, cf, want) => {
  expect(from(cf)).toEqual(want);
});

it("M07 knows a browser that people know", () => {
  expect(from({ country: "FR" }, CHROME)).toEqual({
    device: { browser: "Chrome", system: "Windows" },
    place: { country: "FR" },
  });
});

it("M07 keeps no more of a city than a city has", () => {
  expect(from({ country: "FR", city: "x".repeat(1_000) }).place?.city).toHaveLength(60);
});
