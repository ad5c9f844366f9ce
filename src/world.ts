import { waitUntil } from "cloudflare:workers";
import type { World } from "./core/ports.ts";

/** The world as it is. */
export const realWorld: World = {
  http: (request) => fetch(request),
  now: () => Date.now(),
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  timer(ms) {
    let handle: number | undefined;
    const gone = new Promise<void>((resolve) => {
      handle = setTimeout(resolve, ms);
    });
    return { gone, cancel: () => clearTimeout(handle ?? null) };
  },
  defer: (work) => waitUntil(work),
  // biome-ignore lint/suspicious/noConsole: the platform collects logs from here
  log: (entry) => console.log(JSON.stringify(entry)),
};
