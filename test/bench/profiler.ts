import type { Instance } from "./instance.ts";

const INTERVAL_US = 200;

/** Time in which the isolate ran nothing of the Worker's. */
const ELSEWHERE = new Set(["(idle)", "(root)"]);

type CallFrame = {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
};
type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};

/** V8's sampling profiler on the Worker's own isolate: without workerd's HTTP and its simulators of D1 and KV. */
export type Profiler = {
  /** Milliseconds for which the isolate ran during `work`, by function. Its garbage collector counts. */
  readonly profile: (work: () => Promise<unknown>) => Promise<ReadonlyMap<string, number>>;
  readonly close: () => void;
};

export async function connectProfiler({ inspector }: Instance): Promise<Profiler> {
  const { host } = await inspector();
  const targets = (await (await fetch(`http://${host}/json`)).json()) as { id: string; webSocketDebuggerUrl: string }[];
  const target = targets.find(({ id }) => id.startsWith("core:user"));
  if (!target) throw new Error("the inspector does not show the Worker");
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener("open", () => resolve());
  socket.addEventListener("error", () => reject(new Error("the inspector cannot be reached")));
  await opened;

  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let latest = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result);
    waiting.delete(id);
  });
  const ask = (method: string, params = {}): Promise<unknown> => {
    latest += 1;
    const reply = Promise.withResolvers<unknown>();
    waiting.set(latest, reply);
    socket.send(JSON.stringify({ id: latest, method, params }));
    return reply.promise;
  };
  await ask("Profiler.enable");
  await ask("Profiler.setSamplingInterval", { interval: INTERVAL_US });

  return {
    async profile(work) {
      await ask("Profiler.start");
      await work();
      const { profile } = (await ask("Profiler.stop")) as { profile: Profile };
      return selfTimes(profile);
    },
    close: () => socket.close(),
  };
}

/**
 * A sample is kept only while the isolate holds its thread, so a gap between two samples is no time of the Worker's:
 * each sample stands for one interval, as long as those between samples in a row really were.
 */
function selfTimes({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const inRow = timeDeltas.filter((delta) => delta > INTERVAL_US / 2 && delta < INTERVAL_US * 2);
  const intervalMs = (inRow.reduce((sum, delta) => sum + delta, 0) / inRow.length || INTERVAL_US) / 1_000;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  for (const sample of samples) {
    const frame = names.get(sample);
    if (!frame || ELSEWHERE.has(frame.functionName)) continue;
    const name = `${frame.functionName || "(anonymous)"} ${frame.url}:${frame.lineNumber + 1}:${frame.columnNumber + 1}`;
    times.set(name, (times.get(name) ?? 0) + intervalMs);
  }
  return times;
}
