import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { scratchFolder } from "./scratch.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
export const COMPATIBILITY_DATE = "2026-11-01";

export type Bundle = { readonly script: string; readonly gzipBytes: number };

/** Bundles a Worker as `wrangler deploy` does; without `entry` the one of wrangler.toml, which is Countersign. */
export async function build(name: string, entry?: string): Promise<Bundle> {
  const outdir = join(scratchFolder, `build-${name}`);
  await mkdir(outdir);
  const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
  await run(process.execPath, [wrangler, "deploy", ...(entry ? [entry] : []), "--dry-run", "--outdir", outdir], {
    cwd: root,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  });
  const script = await readFile(join(outdir, entry ? "bare-worker.js" : "index.js"), "utf8");
  return { script, gzipBytes: gzipSync(script, { level: 9 }).length };
}
