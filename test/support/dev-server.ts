import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A message as `/dev/outbox.json` shows it. */
export type OutboxMessage = {
  readonly id: string;
  readonly to: string;
  readonly channel: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly code: string | null;
  readonly link: string | null;
};

/** A running development server, as a test talks to it. */
export type DevClient = {
  readonly origin: string;
  /** A request with the development admin token. */
  admin(path: string, init?: RequestInit): Promise<Response>;
  /** The newest message to this address after the given one, waiting for it if it is not there yet. */
  mail(to: string, after?: string): Promise<OutboxMessage>;
};

export type DevServer = DevClient & { stop(): Promise<void> };

const READY_WITHIN_MS = 90_000;

/** A port of this machine that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Signals the server and everything it started: they share a process group of their own. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // Already gone.
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  signal(child, "SIGTERM");
  const timer = setTimeout(() => signal(child, "SIGKILL"), 5_000);
  await gone;
  clearTimeout(timer);
}

/** The ways into the server at `origin`, whoever started it. */
export function devClient(origin: string): DevClient {
  return {
    origin,
    admin: (path, init = {}) =>
      fetch(`${origin}/admin${path}`, {
        ...init,
        headers: { authorization: "Bearer dev-admin-token", "content-type": "application/json", ...init.headers },
      }),
    async mail(to, after) {
      const query = new URLSearchParams({ to, wait: "15", ...(after ? { after } : {}) });
      const reply = await fetch(`${origin}/dev/outbox.json?${query}`);
      const { messages } = (await reply.json()) as { messages: OutboxMessage[] };
      const newest = messages.at(-1);
      if (!newest) throw new Error(`no message to ${to}`);
      return newest;
    },
  };
}

/** `npm run dev` on a port and a database of its own. `variables` are settings, as `--var NAME:value` gives them. */
export async function startDevServer(variables: Readonly<Record<string, string>> = {}): Promise<DevServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "countersign-"));
  const vars = Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const child = spawn(
    process.execPath,
    ["scripts/dev.ts", "--port", `${port}`, "--inspector-port", "0", "--persist-to", folder, ...vars],
    { stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  const origin = `http://localhost:${port}`;

  const tidy = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  // Whoever started the server may end at any moment; nothing it made may stay behind.
  const atExit = (): void => {
    signal(child, "SIGKILL");
    tidy();
  };
  process.once("exit", atExit);
  const stop = async (): Promise<void> => {
    await end(child);
    tidy();
    process.off("exit", atExit);
  };

  const ready = async (): Promise<boolean> => {
    try {
      return (await fetch(`${origin}/health/ready`)).ok;
    } catch {
      return false;
    }
  };
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await ready())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The development server did not start:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  return { ...devClient(origin), stop };
}
