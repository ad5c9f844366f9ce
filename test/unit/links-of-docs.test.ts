import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((file) => `docs/${file}`);
const pages = ["README.md", "test/conformance/README.md", ...inDocs].filter((file) => file.endsWith(".md"));

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, "");
const read = (file: string): string => withoutCode(readFileSync(join(root, file), "utf8"));

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(file: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** What a page links to and shows, but for other sites. */
function targetsOf(file: string): readonly string[] {
  const found = read(file).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g);
  return [...found].map(([, link, attribute]) => link ?? attribute ?? "").filter((to) => !/^[a-z]+:/.test(to));
}

function leadsSomewhere(file: string, target: string): boolean {
  const [path = "", anchor] = target.split("#");
  const to = path === "" ? file : relative(root, join(root, dirname(file), path));
  if (!existsSync(join(root, to))) return false;
  return anchor === undefined || anchorsOf(to).includes(anchor);
}

describe("links in the documentation", () => {
  it("were found", () => {
    expect(targetsOf("README.md").length).toBeGreaterThan(10);
    expect(anchorsOf("README.md")).toContain("verify-your-first-address");
  });

  it.each(pages)("in %s lead to files and headings that are there", (file) => {
    expect(targetsOf(file).filter((target) => !leadsSomewhere(file, target))).toEqual([]);
  });
});
