/*
 * Stands before the Worker under test, which stays as it was built: counts what it asks of D1, KV and the provider,
 * and makes D1 and KV as slow as a run wants them. Asked for by `/__probe`; see `probe.ts` for the other side.
 */
import worker from "bench:worker";

type Method = (...args: unknown[]) => unknown;

const none = { d1: 0, kvReads: 0, kvWrites: 0, provider: 0, rowsRead: 0, rowsWritten: 0 };
const delay = { d1: 0, kv: 0, jitter: 0 };
let total = { ...none };
/** What had begun by the time the last answer was ready. */
let before = { ...none };
let pending = 0;

const wait = (ms: number): Promise<void> => scheduler.wait(ms);

/** Half of a delay passes on the way there and half on the way back. */
async function slowly<T>(meanMs: number, operation: () => Promise<T>): Promise<T> {
  const ms = (meanMs / 2) * (1 - delay.jitter + 2 * delay.jitter * Math.random());
  pending += 1;
  try {
    if (ms > 0) await wait(ms);
    const result = await operation();
    if (ms > 0) await wait(ms);
    return result;
  } finally {
    pending -= 1;
  }
}

/** `target`, but some of its methods replaced. */
function withMethods<T extends object>(target: T, methods: Record<string, Method>): T {
  return new Proxy(target, {
    get(object, name) {
      const own = typeof name === "string" ? methods[name] : undefined;
      if (own) return own;
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}

const inner = new WeakMap<object, object>();

async function trip<T>(operation: () => Promise<T>): Promise<T> {
  total.d1 += 1;
  const result = await slowly(delay.d1, operation);
  for (const each of Array.isArray(result) ? result : [result]) {
    total.rowsRead += each?.meta?.rows_read ?? 0;
    total.rowsWritten += each?.meta?.rows_written ?? 0;
  }
  return result;
}

function probeStatement(statement: D1PreparedStatement): D1PreparedStatement {
  const call = (name: "all" | "run" | "first" | "raw"): Method => {
    return (...args) => trip(() => (statement[name] as (...rest: unknown[]) => Promise<unknown>)(...args));
  };
  const probed = withMethods(statement, {
    bind: (...values) => probeStatement(statement.bind(...values)),
    all: call("all"),
    run: call("run"),
    first: call("first"),
    raw: call("raw"),
  });
  inner.set(probed, statement);
  return probed;
}

function probeDatabase<T extends D1Database | D1DatabaseSession>(database: T): T {
  return withMethods(database, {
    prepare: (sql) => probeStatement(database.prepare(sql as string)),
    batch: (list) => {
      const statements = (list as object[]).map((item) => (inner.get(item) ?? item) as D1PreparedStatement);
      return trip(() => database.batch(statements));
    },
    withSession: (...args) => probeDatabase((database as D1Database).withSession(...(args as [string]))),
  });
}

function probeNamespace(kv: KVNamespace): KVNamespace {
  const call = (name: "get" | "getWithMetadata" | "list" | "put" | "delete", kind: "kvReads" | "kvWrites"): Method => {
    return (...args) => {
      total[kind] += 1;
      return slowly(delay.kv, () => (kv[name] as (...rest: unknown[]) => Promise<unknown>)(...args));
    };
  };
  return withMethods(kv, {
    get: call("get", "kvReads"),
    getWithMetadata: call("getWithMetadata", "kvReads"),
    list: call("list", "kvReads"),
    put: call("put", "kvWrites"),
    delete: call("delete", "kvWrites"),
  });
}

const outside = globalThis.fetch;
globalThis.fetch = (...args) => {
  total.provider += 1;
  return slowly(0, () => outside(...args));
};

/** Tells what was counted since it was last asked with nothing under way; its parameters set the delays to come. */
function answerProbe(url: URL): Response {
  const answer = Response.json({ total, before, pending });
  if (pending === 0) {
    total = { ...none };
    before = { ...none };
  }
  for (const [name, value] of url.searchParams) delay[name as keyof typeof delay] = Number(value);
  return answer;
}

type Env = { readonly DB: D1Database; readonly CODES: KVNamespace };
let probed: Env | undefined;

const handler: ExportedHandler<Env> = {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.pathname === "/__probe") return answerProbe(url);
    probed ??= { ...env, DB: probeDatabase(env.DB), CODES: probeNamespace(env.CODES) };
    const answer = await worker.fetch(request, probed, context);
    before = { ...total };
    return answer;
  },
};

// biome-ignore lint/style/noDefaultExport: the runtime asks for it
export default handler;
