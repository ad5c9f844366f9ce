import { expect, it } from "vitest";
import { testBed } from "../../support/world.ts";

const HTML = { accept: "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8" };

it.each(["/", "/identity/anything", "/identity/verificatio?flow=1"])("tells a person of %s in words", async (path) => {
  const page = await testBed().fetch(path, { headers: { ...HTML, "accept-language": "de" } });
  const html = await page.text();
  expect([page.status, page.headers.get("content-language")]).toEqual([404, "de"]);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(html).toContain("<h1>Diese Seite funktioniert nicht</h1>");
  expect(html).toContain('href="https://app.example.com/welcome">');
});

it("tells a program in a line, and whoever sends something", async () => {
  for (const init of [{}, { headers: { accept: "application/json" } }, { method: "POST", headers: HTML }]) {
    const answer = await testBed().fetch("/identity/anything", init);
    expect([answer.status, await answer.text()]).toEqual([404, "There is nothing at this address."]);
  }
});

it("links to no host that its address names", async () => {
  const html = await (await testBed().fetch("https://verify.example.com//evil.example/", { headers: HTML })).text();
  expect(html).toContain('href="/evil.example/?lang=de"');
  expect(html).not.toContain('"//');
});
