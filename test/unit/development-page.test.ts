import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { simulations } from "../../src/dev/simulation.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

describe("D11: the page of what only the development server does", () => {
  it("has every simulated address and what it does, and no other", () => {
    const [, section = ""] = read("docs/development.md").split("## Addresses that try things out\n");
    const rows = [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, to, does]) => ({ to, does }));
    expect(rows).toEqual(simulations.map(({ to, does }) => ({ to, does })));
    expect(rows.length).toBeGreaterThanOrEqual(9);
  });
});

describe("D30: the pictures of the pages", () => {
  const folder = "docs/images";
  const names = readdirSync(join(root, folder));

  it("are there in both colour schemes, twice 390 pixels wide, and at most 200 KB each", () => {
    const wanted = ["code", "done", "email", "link", "wrong-code"].flatMap((name) => [`${name}-dark`, `${name}-light`]);
    expect(names.sort()).toEqual(wanted.map((name) => `${name}.png`).sort());
    for (const name of names) {
      const png = readFileSync(join(root, folder, name));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      // The first chunk of every PNG begins with its width.
      expect(png.readUInt32BE(16), name).toBe(780);
      expect(png.length, name).toBeLessThanOrEqual(200_000);
    }
  });

  it("that the README shows are among them", () => {
    const shown = [...read("README.md").matchAll(/<img src="docs\/images\/([^"]+)" width="390" alt="[^"]{10,}">/g)];
    expect(shown.map(([, name]) => name)).toEqual(["code-light.png", "code-dark.png"]);
    expect(names).toEqual(expect.arrayContaining(shown.map(([, name]) => name)));
  });
});
