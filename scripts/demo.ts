/**
 * `npm run demo`: one verification per dialect and channel over HTTP, against a development server of its own, which is
 * gone afterwards. Each step is printed with its time; the last line is "verified", and so is the exit code.
 */
import { startDevServer } from "../test/support/dev-server.ts";
import { cidaasJourneys } from "./demo/cidaas.ts";
import { play, step } from "./demo/journey.ts";
import { kratosJourneys } from "./demo/kratos.ts";
import { paywayJourneys } from "./demo/payway.ts";
import { transmitJourneys } from "./demo/transmit.ts";

const journeys = [...kratosJourneys, ...transmitJourneys, ...paywayJourneys, ...cidaasJourneys];

// Leaving by `exit` is what takes the server along.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));

const server = await step("a development server of our own", () => startDevServer());
try {
  for (const journey of journeys) await play(server, journey);
  process.stdout.write("\nverified\n");
} catch (error) {
  process.stdout.write(`\nnot verified: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await server.stop();
}
