import type { Hono } from "../http/hono.ts";
import type { Services } from "../services.ts";

/** One wire language over the verification core: a name for what it started, and its routes. */
export type Dialect = {
  readonly name: string;
  /** Where its routes are mounted; more than one where its callers know it under several addresses. */
  readonly basePaths: readonly string[];
  /** The routes as mounted under `basePath`. */
  routes(services: Services, basePath: string): Hono;
};
