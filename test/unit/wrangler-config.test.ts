import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";

const path = join(import.meta.dirname, "../../wrangler.toml");
const config = readConfig({ config: path });

describe("wrangler.toml", () => {
  it("keeps the addresses of requests, which hold codes and tokens, out of logs", () => {
    expect(config.observability).toEqual({
      redact_query_string: true,
      logs: { enabled: true, invocation_logs: false },
    });
    expect(config.logpush).toBeFalsy();
    expect(config.tail_consumers ?? []).toEqual([]);
  });

  it("builds without what is for development", () => {
    expect(config.define).toEqual({ DEVELOPMENT: "false" });
  });

  it("names no account and nothing that exists only in one", () => {
    expect(config.account_id).toBeUndefined();
    for (const binding of [...config.d1_databases, ...config.kv_namespaces]) {
      expect(Object.keys(binding)).not.toEqual(expect.arrayContaining([expect.stringMatching(/_id$|^id$/)]));
    }
    expect(readFileSync(path, "utf8")).not.toMatch(/[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it("holds no secret and no setting of anybody's", () => {
    expect(config.vars).toEqual({});
  });

  it("wakes the courier every minute", () => {
    expect(config.triggers.crons).toEqual(["* * * * *"]);
  });
});
