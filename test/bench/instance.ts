import { mkdtemp, readFile, rm } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response } from "miniflare";
import { COMPATIBILITY_DATE } from "./build.ts";
import { type Client, createClient } from "./http-client.ts";
import type { MailVendors } from "./mail-vendors.ts";
import { createMailboxes, type Mailboxes } from "./mailboxes.ts";
import { scratchFolder } from "./scratch.ts";
import type { System } from "./systems.ts";

/** A system that runs in a workerd process of its own, on databases of its own. */
export type Instance<Kind extends System = System> = {
  readonly system: Kind;
  readonly mailboxes: Mailboxes;
  readonly client: (connections?: number) => Client;
  readonly database: () => ReturnType<Miniflare["getD1Database"]>;
  readonly inspector: () => Promise<URL>;
  /** What the platform does once a minute; over when the Worker is done with it. */
  readonly runCron: () => Promise<void>;
  readonly dispose: () => Promise<void>;
};

export type StartOptions = {
  /** Counts and delays what the Worker does: `probe-worker.ts`. */
  readonly probed?: boolean;
  /** For the profiler. */
  readonly inspected?: boolean;
  /** Without tables and people, for whoever only knocks. */
  readonly empty?: boolean;
  /** In the place of a provider that says yes at once and of the mailboxes behind it. */
  readonly vendors?: Pick<MailVendors, "answer">;
};

/** The Worker as one module, or behind the probe as two. */
async function modulesOf({ bundle }: System, probed: boolean) {
  const worker = { type: "ESModule" as const, path: "worker.js", contents: bundle.script };
  if (!probed) return [worker];
  const source = await readFile(join(import.meta.dirname, "probe-worker.ts"), "utf8");
  const contents = stripTypeScriptTypes(source).replace("bench:worker", "./worker.js");
  return [{ type: "ESModule" as const, path: "probe.js", contents }, worker];
}

/** The provider: says yes at once, and puts the mail where the bench looks for it. */
const agreeable = (mailboxes: Mailboxes) => async (request: { json(): Promise<unknown> }) => {
  const mail = (await request.json()) as { to: [string]; text: string };
  mailboxes.deliver({ to: mail.to[0], text: mail.text });
  return Response.json({ id: "accepted" });
};

export async function start<Kind extends System>(
  system: Kind,
  { probed, inspected, empty, vendors }: StartOptions = {},
): Promise<Instance<Kind>> {
  const mailboxes = createMailboxes();
  const storage = await mkdtemp(join(scratchFolder, "instance-"));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: await modulesOf(system, probed ?? false),
      compatibilityDate: COMPATIBILITY_DATE,
      d1Databases: ["DB"],
      kvNamespaces: ["CODES"],
      bindings: system.bindings,
      resourcePersistencePath: storage,
      log: new Log(LogLevel.NONE),
      handleStructuredLogs: () => undefined,
      ...(inspected ? { inspectorPort: 0 } : {}),
      outboundService: vendors ? { node: vendors.answer } : agreeable(mailboxes),
    }),
  );
  const url = await miniflare.ready;
  const instance: Instance<Kind> = {
    system,
    mailboxes,
    client: (connections = 1) => createClient(url, connections),
    database: () => miniflare.getD1Database("DB"),
    inspector: () => miniflare.getInspectorURL(),
    async runCron() {
      const worker = await miniflare.getWorker();
      await worker.scheduled({ cron: "* * * * *" });
    },
    async dispose() {
      await miniflare.dispose();
      await rm(storage, { recursive: true, force: true });
    },
  };
  if (!empty) await fill(instance);
  return instance;
}

async function fill({ database, system }: Instance): Promise<void> {
  const db = await database();
  await db.batch(system.schema.map((sql) => db.prepare(sql)));
}

/** Works with instances and sees to it that none of them outlives the work. */
export async function withInstances<Kind extends System, T>(
  systems: readonly Kind[],
  options: StartOptions,
  work: (...instances: Instance<Kind>[]) => Promise<T>,
): Promise<T> {
  const instances: Instance<Kind>[] = [];
  try {
    for (const system of systems) instances.push(await start(system, options));
    return await work(...instances);
  } finally {
    await Promise.all(instances.map((instance) => instance.dispose()));
  }
}
