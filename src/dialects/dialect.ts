import type { Hono } from "../http/hono.ts";
import type { Services } from "../services.ts";

/** One wire language over the verification core: a name for what it started, and its routes. */
export type Dialect = {
  readonly name: string;
  /** Where its routes are mounted; more than one where its callers know it under several addresses. */
  readonly basePaths: readonly string[];
  /** The language of what a flow of its sent to people, from what it remembers with it; where it remembers one. */
  localeOf?(context: string): string | undefined;
  /** The routes as mounted under `basePath`. */
  routes(services: Services, basePath: string): Hono;
};
