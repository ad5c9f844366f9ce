import { describe, expect, it } from "vitest";
import { lightened, onPage } from "../../src/core/accent.ts";
import { brandAccent, brandLogo, supportUrl } from "../../src/settings/brand.ts";

const PNG = `data:image/png;base64,${btoa(`\x89PNG\r\n\x1a\n${"0".repeat(10)}`)}`;

describe("P62 the accent of a brand", () => {
  it.each([
    ["#777777", "#777777 has a contrast of 4.47:1 with a light page; it takes 4.5:1"],
    ["#ffcc00", "#ffcc00 has a contrast of 1.51:1 with a light page; it takes 4.5:1"],
    ["#0b5cad #0b5cad", "#0b5cad has a contrast of 2.76:1 with a dark page; it takes 4.5:1"],
  ])("%s is refused with the ratio", (text, message) => {
    expect(brandAccent.safeParse(text).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });

  it.each(["blue", "#12", "#0b5cad #8ec1ff #fff", "  ", "#0b5cad;color:red"])("%j is no colour", (text) => {
    expect(brandAccent.safeParse(text).success).toBe(false);
  });

  it("is taken with what can be read on it, and lightened for dark pages", () => {
    expect(brandAccent.parse("#767676")).toEqual({
      light: { colour: "#767676", on: "#fff" },
      dark: { colour: expect.stringMatching(/^#[0-9a-f]{6}$/), on: "#000" },
    });
    expect(brandAccent.parse("#0b5cad, #8ec1ff")).toMatchObject({ dark: { colour: "#8ec1ff", on: "#000" } });
  });

  it.each(["#000", "#0b5cad", "#5b2c83", "#b3001b"])("%s can be read on both pages once lightened", (colour) => {
    expect(onPage(colour, "light")).toBeGreaterThanOrEqual(4.5);
    expect(onPage(lightened(colour), "dark")).toBeGreaterThanOrEqual(4.5);
  });
});

describe("the logo of a brand", () => {
  it.each([PNG, `data:image/svg+xml;base64,${btoa("<svg/>")}`, undefined])("number %# is taken", (text) => {
    expect(brandLogo.parse(text)).toBe(text);
  });

  it.each([
    "https://cdn.example/logo.png",
    "data:text/html;base64,PHA+",
    PNG.replace("png", "gif"),
    `${PNG}" onerror="x`,
    `data:image/svg+xml;base64,${"A".repeat(5_000)}`,
  ])("number %# is refused", (text) => {
    expect(brandLogo.safeParse(text).success).toBe(false);
  });
});

it.each([
  ["https://acme.example/help", true],
  ["mailto:help@acme.example", true],
  ["http://acme.example/help", false],
  ["javascript:alert(1)", false],
])("help at %s: %s", (text, taken) => {
  expect(supportUrl.safeParse(text).success).toBe(taken);
});
