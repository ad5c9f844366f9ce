import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { queuesOf } from "../../scripts/queues.ts";

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

  it("serves no file by itself: every request is the Worker's", () => {
    expect(config.assets).toEqual({
      directory: "./catalogues",
      binding: "ASSETS",
      run_worker_first: true,
      html_handling: "none",
      not_found_handling: "none",
    });
  });

  it("wakes the courier every minute", () => {
    expect(config.triggers.crons).toEqual(["* * * * *"]);
  });

  it("wakes it sooner through a queue, which keeps no wake-up waiting and retries none for ever", () => {
    const queue = "countersign-courier";
    expect(config.queues).toEqual({
      producers: [{ binding: "COURIER", queue }],
      consumers: [
        {
          queue,
          max_batch_size: 10,
          max_batch_timeout: 1,
          // src/queue.ts tells by it which try of a wake-up is the last.
          max_retries: 3,
          dead_letter_queue: `${queue}-dead`,
        },
      ],
    });
  });
});

describe("the queues that a deployment makes", () => {
  it("are those that wrangler.toml names, with the one for the dead", () => {
    expect(queuesOf(config)).toEqual(["countersign-courier", "countersign-courier-dead"]);
  });

  it("are none once its two sections are taken out", () => {
    const text = readFileSync(path, "utf8");
    const lesser = join(mkdtempSync(join(tmpdir(), "countersign-")), "wrangler.toml");
    writeFileSync(lesser, text.replaceAll(/^\[\[queues\.[a-z]+\]\]\n(.+\n)+/gm, ""));
    const taken = readConfig({ config: lesser });
    rmSync(dirname(lesser), { recursive: true });
    expect(queuesOf(taken)).toEqual([]);
    expect(taken.triggers.crons).toEqual(["* * * * *"]);
  });
});
