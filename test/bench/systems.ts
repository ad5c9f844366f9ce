import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bundle, build } from "./build.ts";
import type { Client } from "./http-client.ts";
import { unexpected } from "./http-client.ts";
import * as kratos from "./kratos-client.ts";
import { codeIn } from "./mailboxes.ts";
import { type Person, population } from "./people.ts";

/** A step of a verification; the bare worker has no flow to create. */
export type Step = "create" | "send" | "check";

/** A Worker to measure: what it is, what it needs, and how it is asked for one verification. */
export type System = {
  readonly name: string;
  readonly bundle: Bundle;
  readonly bindings: Readonly<Record<string, string>>;
  readonly schema: readonly string[];
  /** Answers an id to go on with; undefined where there is nothing to create. */
  readonly create: ((client: Client, person: Person) => Promise<string>) | undefined;
  readonly send: (client: Client, person: Person, id: string) => Promise<string>;
  readonly check: (client: Client, person: Person, guess: { id: string; code: string }) => Promise<boolean>;
  readonly codeIn: (mail: string) => string;
};

async function migrations(): Promise<string[]> {
  const folder = join(import.meta.dirname, "../../migrations");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) => text.split("--> statement-breakpoint")).filter((sql) => sql.trim() !== "");
}

/** Countersign as it is deployed: the settings of production, and the limits that every deployment starts with. */
export async function buildCountersign(): Promise<System> {
  return {
    name: "Countersign",
    bundle: await build("countersign"),
    bindings: {
      PUBLIC_URL: kratos.PUBLIC_URL,
      KEYS: `k1:${randomBytes(32).toString("base64")}`,
      ADMIN_TOKEN: randomBytes(32).toString("base64"),
      RESEND_API_KEY: "re_bench",
      MAIL_FROM: "Bench <codes@example.com>",
      POLICY: "standard",
    },
    schema: [...(await migrations()), ...population],
    create: (client, person) => kratos.create(client, person, "code"),
    send: async (client, person, id) => {
      await kratos.send(client, person, { id, method: "code" });
      return id;
    },
    check: async (client, person, { id, code }) => {
      return kratos.passed(await kratos.submit(client, person, { id, fields: { method: "code", code } }));
    },
    codeIn,
  };
}

/** The bare worker, bundled in the same way. */
export async function buildBare(): Promise<System> {
  return {
    name: "bare worker",
    bundle: await build("bare", "test/bench/bare-worker.ts"),
    bindings: { SECRET: "bench".repeat(8) },
    schema: [
      `CREATE TABLE codes (id TEXT PRIMARY KEY, email TEXT NOT NULL, digest TEXT NOT NULL, attempts INTEGER NOT NULL,
       expires_at INTEGER NOT NULL, used_at INTEGER) WITHOUT ROWID`,
    ],
    create: undefined,
    async send(client, { email }) {
      const reply = await client.post("/send", { json: { email } });
      if (reply.status !== 200) unexpected("bare send", reply);
      return JSON.parse(reply.text).id;
    },
    async check(client, _person, guess) {
      const reply = await client.post("/check", { json: guess });
      if (reply.status !== 200) unexpected("bare check", reply);
      return JSON.parse(reply.text).verified;
    },
    codeIn,
  };
}
