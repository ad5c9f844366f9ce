import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { useMemoryForTemporaryFiles } from "./test/support/fast-disk.ts";

const development = { DEVELOPMENT: "true" };

useMemoryForTemporaryFiles();

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
          name: "conformance",
          include: [
            "test/conformance/sdk/**/*.test.ts",
            "test/conformance/{transmit,webhooks}/**/*.test.ts",
            "test/conformance/payway/http/**/*.test.ts",
            "test/browser/**/*.test.ts",
            "test/deployment/**/*.test.ts",
          ],
          globalSetup: ["./test/support/dev-servers.ts"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
