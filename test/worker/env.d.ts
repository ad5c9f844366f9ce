declare namespace Cloudflare {
  interface Env {
    readonly DB: D1Database;
    readonly CODES: KVNamespace;
    readonly ASSETS: Fetcher;
    readonly TEST_MIGRATIONS: import("cloudflare:test").D1Migration[];
  }
}
