/**
 * `npm test`: everything CI runs, one step after the other, to the end even if one fails. The last line counts tests
 * and steps: `N passed, N failed`; a failure of either kind is exit code 1.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

type Counts = { readonly passed: number; readonly failed: number };
type Step = { readonly name: string; readonly command: readonly string[]; count?(): Counts };
type Outcome = { readonly name: string; readonly ok: boolean; readonly seconds: string; readonly tests: Counts };

const NO_TESTS: Counts = { passed: 0, failed: 0 };
const folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const bin = (name: string): string => join("node_modules", ".bin", name);

const types = (project: string): Step => ({ name: `types ${project}`, command: [bin("tsc"), "-p", project] });

/** Two at least: one leaves half of a small machine idle. Browsers measure, and are left alone. */
const workersOf = (project: string): readonly string[] =>
  project === "conformance" ? [] : [`--maxWorkers=${Math.max(2, availableParallelism() - 1)}`];

function tests(project: string): Step {
  const report = join(folder, `${project}.json`);
  return {
    name: `tests ${project}`,
    command: [
      ...[bin("vitest"), "run", "--project", project, ...workersOf(project)],
      ...["--reporter", "default", "--reporter", "json", `--outputFile.json=${report}`],
    ],
    count() {
      const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
      return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0 };
    },
  };
}

const steps: readonly Step[] = [
  ...[".", "test", "test/unit", "test/bench", "scripts"].map(types),
  { name: "lint", command: [bin("biome"), "ci", "."] },
  { name: "dead code", command: [bin("knip")] },
  ...["unit", "worker", "conformance"].map(tests),
];

/** Runs to the end, with everything it prints. */
function run([program = "", ...parameters]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { stdio: "inherit" });
    const pass = (signal: NodeJS.Signals): boolean => child.kill(signal);
    process.once("SIGINT", pass).once("SIGTERM", pass);
    child.once("error", () => resolve(false));
    child.once("exit", (code) => {
      process.off("SIGINT", pass).off("SIGTERM", pass);
      resolve(code === 0);
    });
  });
}

/** What the report of a step says; a step that leaves none has failed before its first test. */
function countOf(step: Step): Counts {
  try {
    return step.count?.() ?? NO_TESTS;
  } catch {
    return NO_TESTS;
  }
}

async function play(step: Step): Promise<Outcome> {
  process.stdout.write(`\n── ${step.name}\n`);
  const started = performance.now();
  const ended = await run(step.command);
  const counts = countOf(step);
  // A step of tests that ran none has shown nothing.
  const ok = ended && counts.failed === 0 && (step.count === undefined || counts.passed > 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(`── ${step.name}: ${ok ? "passed" : "FAILED"} in ${seconds} s\n`);
  return { name: step.name, ok, seconds, tests: counts };
}

const outcomes: Outcome[] = [];
for (const step of steps) outcomes.push(await play(step));

process.stdout.write("\n");
for (const {
  name,
  ok,
  seconds,
  tests: { passed, failed },
} of outcomes) {
  const counted = passed + failed > 0 ? `, ${passed} tests passed, ${failed} failed` : "";
  process.stdout.write(`${ok ? "passed" : "FAILED"}  ${name} (${seconds} s${counted})\n`);
}
const failures = outcomes.filter(({ ok }) => !ok).map(({ name }) => name);
process.stdout.write(failures.length === 0 ? "\nEverything passed.\n" : `\nFailed: ${failures.join(", ")}.\n`);

const total = (pick: (outcome: Outcome) => number): number => outcomes.reduce((sum, outcome) => sum + pick(outcome), 0);
const passed = total(({ ok, tests: { passed } }) => passed + Number(ok));
const failed = total(({ ok, tests: { failed } }) => failed + Number(!ok));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
