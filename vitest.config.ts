import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import type { Vite } from "vitest/node";
import { useMemoryForTemporaryFiles } from "./test/support/fast-disk.ts";

const development = { DEVELOPMENT: "true" };

useMemoryForTemporaryFiles();

/**
 * Drops what leads back to the sources of packages, more than half of the bytes: every file of the Worker's tests is
 * sent all modules anew.
 */
const packagesWithoutMaps: Vite.Plugin = {
  name: "packages-without-maps",
  enforce: "post",
  transform: (code, id) => (id.includes("/node_modules/") ? { code, map: { mappings: "" } } : undefined),
};

/** Lighthouse measures; and a receiver that is told of everything counts what it is told. */
const ALONE = ["test/browser/lighthouse.test.ts", "test/conformance/webhooks/*.test.ts"];

const againstServers = {
  globalSetup: "./test/support/dev-servers.ts",
  environment: "node",
  // What is tested runs in processes of its own; the files only share what they import, which takes seconds to load.
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 120_000,
} satisfies TestProjectInlineConfiguration["test"];

export default defineConfig({
  test: {
    projects: [
      {
        define: development,
        test: {
          name: "unit",
          // Nothing here waits for a clock; this is for machines that have much else to do.
          testTimeout: 30_000,
          include: ["test/unit/**/*.test.{ts,tsx}"],
          environment: "node",
        },
      },
      {
        define: development,
        plugins: [
          packagesWithoutMaps,
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: { TEST_MIGRATIONS: await readD1Migrations("./migrations") } },
          })),
        ],
        test: {
          name: "worker",
          // Nothing here waits for a clock; this is for machines that have much else to do.
          testTimeout: 30_000,
          include: ["test/worker/**/*.test.{ts,tsx}", "test/conformance/{kratos,payway,cidaas}/*.test.ts"],
          setupFiles: ["./test/support/worker-setup.ts"],
        },
      },
      {
        test: {
          ...againstServers,
          name: "conformance",
          include: [
            "test/conformance/sdk/**/*.test.ts",
            "test/conformance/transmit/**/*.test.ts",
            "test/conformance/payway/http/**/*.test.ts",
            "test/browser/**/*.test.ts",
            "test/deployment/**/*.test.ts",
          ],
          exclude: ALONE,
        },
      },
      {
        test: {
          ...againstServers,
          name: "alone",
          include: ALONE,
          // Not even with one another.
          fileParallelism: false,
          // After all other projects, where one command runs them all.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
