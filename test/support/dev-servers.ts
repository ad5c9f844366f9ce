import type { TestProject } from "vitest/node";
import { startDevServer } from "./dev-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server as developers run it. */
    readonly origin: string;
    /** One whose flows are over after two seconds: soon enough to wait for, long enough to read the next one. */
    readonly hastyOrigin: string;
  }
}

/** The servers that all files of the project share: each takes seconds to start. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const [server, hasty] = await Promise.all([startDevServer(), startDevServer({ FLOW_LIFETIME_SECONDS: "2" })]);
  provide("origin", server.origin);
  provide("hastyOrigin", hasty.origin);
  return async () => {
    await Promise.all([server.stop(), hasty.stop()]);
  };
}
