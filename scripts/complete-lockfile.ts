/**
 * `node scripts/complete-lockfile.ts`, after any `npm install` that changed package-lock.json.
 *
 * npm leaves optional packages of other platforms out of the lockfile when the registry at hand does not have them,
 * and `npm ci` then refuses the lockfile. This adds what is missing by name and version: it is skipped on machines it
 * is not for, and fetched by version on those it is for.
 */
import { readFileSync, writeFileSync } from "node:fs";

type Entry = {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
};

const FILE = "package-lock.json";
const lock = JSON.parse(readFileSync(FILE, "utf8")) as { packages: Record<string, Entry> };

const systems = ["android", "darwin", "freebsd", "netbsd", "openbsd", "openharmony", "sunos", "aix", "linux"];
const processors = ["arm64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "x64", "arm"];

/** The platform in the name of a package such as `@biomejs/cli-android-arm64`. */
function platformOf(name: string): { readonly os: string; readonly cpu: string; readonly libc: string | undefined } {
  const last = name.split("/").at(-1) ?? name;
  const os = /win32|windows/.test(last) ? "win32" : (systems.find((system) => last.includes(system)) ?? "linux");
  const libc = last.includes("musl") ? "musl" : last.endsWith("-gnu") ? "glibc" : undefined;
  return { os, libc, cpu: processors.find((processor) => last.includes(processor)) ?? "x64" };
}

const added: string[] = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`]) continue;
    const { os, cpu, libc } = platformOf(name);
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [os],
      ...(libc ? { libc: [libc] } : {}),
    };
    added.push(`${name}@${version}`);
  }
}
const sorted = Object.entries(lock.packages).sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
process.stdout.write(`${added.length} added${added.length > 0 ? `: ${added.join(", ")}` : ""}\n`);
