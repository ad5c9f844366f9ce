import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../src");

/** Who may import whom, folder by folder: edge → core → ports. A dialect never imports another one. */
const may: Readonly<Record<string, readonly string[]>> = {
  core: ["core"],
  copy: ["core", "copy"],
  crypto: ["core"],
  stores: ["core", "stores"],
  providers: ["core", "providers", "schema", "settings"],
  messages: ["core", "copy", "messages"],
  pages: ["core", "copy", "http", "pages"],
  tokens: ["core", "tokens"],
  http: ["core", "http"],
  dev: ["core", "dev", "http", "messages", "providers", "schema", "tokens"],
  hooks: ["core", "http", "hooks", "services"],
  admin: ["core", "http", "schema", "stores", "dev", "admin", "services"],
  "dialects/cidaas": ["core", "copy", "http", "pages", "dialects/dialect", "dialects/cidaas", "services"],
  "dialects/transmit": ["core", "copy", "http", "pages", "dialects/dialect", "dialects/transmit", "services"],
  "dialects/payway": ["core", "copy", "http", "pages", "dialects/dialect", "dialects/payway", "services"],
  "dialects/kratos": ["core", "copy", "http", "pages", "dialects/dialect", "dialects/kratos", "services"],
};

/** What is handed to everybody as a value, so that its type may be named anywhere at the edge. */
const handedOver = ["env", "settings"];

/** Packages the core may use: parsing numbers is nobody's own work. */
const corePackages = ["libphonenumber-js/core/es6"];

type Import = {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly target: string;
  readonly onlyTypes: boolean;
};

const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));

const folderOf = (file: string): string => {
  const [top = "", second] = file.split("/");
  if (top !== "dialects" || second === undefined) return file.includes("/") ? top : top.replace(/\.tsx?$/, "");
  return `${top}/${second.replace(/\.tsx?$/, "")}`;
};

const imports: readonly Import[] = files.flatMap((file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/(import|export)( type)?[^;]*? from "([^"]+)"/g)].map(([, , type, to = ""]) => {
    const target = to.startsWith(".") ? folderOf(relative(ROOT, resolve(ROOT, dirname(file), to))) : to;
    return { file, from: folderOf(file), to, target, onlyTypes: type !== undefined };
  });
});

describe("the direction of imports", () => {
  it("was read from the code", () => {
    expect(imports.length).toBeGreaterThan(100);
    for (const folder of Object.keys(may))
      expect(
        imports.some(({ from }) => from === folder),
        folder,
      ).toBe(true);
  });

  it("is edge → core → ports", () => {
    const values = imports.filter(
      ({ from, to, target, onlyTypes }) =>
        to.startsWith(".") && may[from]?.includes(target) === false && !(onlyTypes && handedOver.includes(target)),
    );
    expect(values.map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
  });

  it("keeps packages out of the core", () => {
    const foreign = imports.filter(
      ({ from, to }) => from === "core" && !to.startsWith(".") && !corePackages.includes(to),
    );
    expect(foreign.map(({ file, to }) => `${file} → ${to}`)).toEqual([]);
  });
});
