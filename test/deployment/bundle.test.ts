import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-bundle-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What `wrangler` would upload, with these flags. */
async function bundle(...flags: readonly string[]): Promise<string> {
  const outdir = join(folder, `${flags.length}`);
  await run(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", outdir, ...flags], {
    cwd: root,
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" },
  });
  return readFile(join(outdir, "index.js"), "utf8");
}

/** The test code, the outbox, the simulated providers and the issuer of a development server, by what each spells. */
const traces = [
  "424242",
  "verify.test",
  "+1201555010",
  "outbox:",
  "Outbox",
  "dev-client",
  "user-token",
  "after: the id of a message",
];

/** What there is today, and a little room: whoever asks a new instance waits for all of it. */
const MOST_BYTES = 206_000;

describe("D06: what is deployed", { timeout: 60_000 }, () => {
  let deployed: string;
  beforeAll(async () => {
    deployed = await bundle();
  }, 60_000);

  it("holds nothing that is for development, all of which the development build holds", async () => {
    const developed = await bundle("--define", "DEVELOPMENT:true");
    const found = (script: string) => traces.filter((trace) => script.includes(trace));
    expect(found(developed)).toEqual(traces);
    expect(found(deployed)).toEqual([]);
  });

  it("weighs no more than it must", () => {
    expect(gzipSync(deployed, { level: 9 }).length).toBeLessThan(MOST_BYTES);
  });
});
