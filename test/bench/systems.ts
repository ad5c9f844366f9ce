import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TOKEN_ISSUERS } from "./access-tokens.ts";
import { type Bundle, build } from "./build.ts";
import type { Client } from "./http-client.ts";
import { unexpected } from "./http-client.ts";
import * as kratos from "./kratos-client.ts";
import { codeIn } from "./mailboxes.ts";
import { newPerson, newUser, type Person, population } from "./people.ts";
import { type Tour, tourFlows, tourSignedIn } from "./tours.ts";
import * as transmit from "./transmit-client.ts";

/** A step of a verification; not everywhere is there a flow to create. */
export type Step = "create" | "send" | "check";

/** A Worker to measure: what it is, what it needs, and how it is asked for one verification. */
export type System = {
  readonly name: string;
  readonly bundle: Bundle;
  readonly bindings: Readonly<Record<string, string>>;
  readonly schema: readonly string[];
  /** Somebody as its callers are. */
  readonly newPerson: () => Person;
  /** Answers an id to go on with; undefined where there is nothing to create. Who is known needs none. */
  readonly create: ((client: Client, person: Person) => Promise<string>) | undefined;
  readonly send: (client: Client, person: Person, id: string) => Promise<string>;
  readonly check: (client: Client, person: Person, guess: { id: string; code: string }) => Promise<boolean>;
  readonly codeIn: (mail: string) => string;
};

/** One of Countersign's APIs. */
export type Api = System & {
  /** Goes through each of its operations. */
  readonly tour: (tour: Tour) => Promise<void>;
  /** The operations that make up one whole verification. */
  readonly verification: readonly string[];
  /** Verifications per second, to the bare worker's: the more calls each takes, the fewer. */
  readonly leastRate: number;
};

async function migrations(): Promise<string[]> {
  const folder = join(import.meta.dirname, "../../migrations");
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) => text.split("--> statement-breakpoint")).filter((sql) => sql.trim() !== "");
}

/** Countersign as it is deployed: the settings of production, and the limits that every deployment starts with. */
export async function buildCountersign(): Promise<{ readonly flow: Api; readonly signedIn: Api }> {
  const common = {
    bundle: await build("countersign"),
    bindings: {
      PUBLIC_URL: kratos.PUBLIC_URL,
      KEYS: `k1:${randomBytes(32).toString("base64")}`,
      ADMIN_TOKEN: randomBytes(32).toString("base64"),
      RESEND_API_KEY: "re_bench",
      MAIL_FROM: "Bench <codes@example.com>",
      POLICY: "standard",
      TOKEN_ISSUERS,
      REDIRECT_URIS: transmit.REDIRECT_URI,
    },
    schema: [...(await migrations()), ...population],
    codeIn,
  };
  const flow: Api = {
    ...common,
    name: "flow",
    newPerson,
    create: (client, person) => kratos.create(client, person, "code"),
    send: async (client, person, id) => {
      await kratos.send(client, person, { id, method: "code" });
      return id;
    },
    check: async (client, person, { id, code }) =>
      kratos.passed(await kratos.submit(client, person, { id, fields: { method: "code", code } })),
    tour: tourFlows,
    verification: ["create", "send", "check"],
    leastRate: 0.5,
  };
  const signedIn: Api = {
    ...common,
    name: "signed in",
    newPerson: newUser,
    create: undefined,
    send: async (client, person) => {
      await transmit.sendPasscode(client, person);
      return "";
    },
    check: (client, person, { code }) => transmit.checkPasscode(client, person, code),
    tour: tourSignedIn,
    verification: ["passcode send", "passcode check"],
    leastRate: 0.7,
  };
  return { flow, signedIn };
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
    newPerson,
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
