import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";

/*
 * A Chromium for tests on any machine. The one of the system is taken where there is one; else the one that comes as a
 * package is unpacked, with the libraries and the font that a bare machine lacks.
 */

const SYSTEM = "/usr/bin/chromium";
const PACKAGE = "node_modules/@sparticuz/chromium";
const CACHE = "node_modules/.cache";

/** The package adds its libraries only where it takes the machine for one of these. */
const PRETENDED_RUNTIME = "AWS_Lambda_nodejs22.x";

const ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-gpu"];

const fontsOf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

/** Runs `work` with these variables set and puts the environment back: servers that tests start inherit it. */
async function withVariables<T>(variables: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** Unpacks beside the final place and moves there at once, so that nobody meets half a browser. */
async function unpack(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const making = await mkdtemp(resolve(CACHE, "chromium-making-"));
  try {
    // The package unpacks into the temporary folder, and asks for its name more than once.
    await withVariables({ AWS_EXECUTION_ENV: PRETENDED_RUNTIME, TMPDIR: making }, async () => {
      const packed = await import("@sparticuz/chromium");
      await packed.default.executablePath();
    });
    await writeFile(join(making, "fonts", "fonts.conf"), fontsOf(folder));
    await rename(making, folder).catch((error: unknown) => {
      // Another process was quicker.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** Starts a Chromium without a window. On `debuggingPort` of this machine another program may look at it too. */
export async function launchChromium({ debuggingPort }: { readonly debuggingPort?: number } = {}): Promise<Browser> {
  const args = debuggingPort === undefined ? ARGUMENTS : [...ARGUMENTS, `--remote-debugging-port=${debuggingPort}`];
  if (existsSync(SYSTEM)) return chromium.launch({ executablePath: SYSTEM, args });
  const { version } = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8")) as { version: string };
  const folder = resolve(CACHE, `chromium-${version}`);
  if (!existsSync(folder)) await unpack(folder);
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    args,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      FONTCONFIG_PATH: join(folder, "fonts"),
    },
  });
}
