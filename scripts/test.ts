/**
 * `npm test`: everything CI runs, to the end even if something fails: what only reads side by side, then the tests one
 * project after the other. The last line counts tests and steps: `N passed, N failed`; a failure of either kind is exit
 * code 1.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

type Counts = { readonly passed: number; readonly failed: number };
type Step = { readonly name: string; readonly command: readonly string[]; count?(): Counts };
type Outcome = { readonly name: string; readonly ok: boolean; readonly seconds: string; readonly tests: Counts };
/** Told what a program prints, as it comes. */
type Listener = (printed: Buffer) => void;

const NO_TESTS: Counts = { passed: 0, failed: 0 };
const folder = mkdtempSync(join(tmpdir(), "countersign-test-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const bin = (name: string): string => join("node_modules", ".bin", name);

const types = (project: string): Step => ({ name: `types ${project}`, command: [bin("tsc"), "-p", project] });

/** Two at least: one leaves half of a small machine idle. What runs alone has one. */
const workersOf = (project: string): readonly string[] =>
  project === "alone" ? [] : [`--maxWorkers=${Math.max(2, availableParallelism() - 1)}`];

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

const checks: readonly Step[] = [
  ...[".", "test", "test/unit", "test/bench", "scripts"].map(types),
  { name: "lint", command: [bin("biome"), "ci", "."] },
  { name: "dead code", command: [bin("knip")] },
];
const projects: readonly Step[] = ["unit", "worker", "conformance", "alone"].map(tests);

/** Runs to the end. What it prints is shown at once, unless somebody else listens. */
function run([program = "", ...parameters]: readonly string[], listener?: Listener): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { stdio: listener ? ["ignore", "pipe", "pipe"] : "inherit" });
    if (listener) for (const stream of [child.stdout, child.stderr]) stream?.on("data", listener);
    const pass = (signal: NodeJS.Signals): boolean => child.kill(signal);
    process.once("SIGINT", pass).once("SIGTERM", pass);
    child.once("error", () => resolve(false));
    child.once("close", (code) => {
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

const head = ({ name }: Step): string => `\n── ${name}\n`;
const foot = ({ name, ok, seconds }: Outcome): string => `── ${name}: ${ok ? "passed" : "FAILED"} in ${seconds} s\n`;

async function play(step: Step, listener?: Listener): Promise<Outcome> {
  const started = performance.now();
  const ended = await run(step.command, listener);
  const counts = countOf(step);
  // A step of tests that ran none has shown nothing.
  const ok = ended && counts.failed === 0 && (step.count === undefined || counts.passed > 0);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  return { name: step.name, ok, seconds, tests: counts };
}

/** One after the other, each shown as it runs. */
async function playInTurn(steps: readonly Step[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    process.stdout.write(head(step));
    const outcome = await play(step);
    process.stdout.write(foot(outcome));
    outcomes.push(outcome);
  }
  return outcomes;
}

/** All at once; each is shown as a whole, in the order given. */
async function playTogether(steps: readonly Step[]): Promise<readonly Outcome[]> {
  const played = steps.map(async (step) => {
    const printed: Buffer[] = [];
    const outcome = await play(step, (chunk) => printed.push(chunk));
    return { outcome, text: `${head(step)}${Buffer.concat(printed)}${foot(outcome)}` };
  });
  const outcomes: Outcome[] = [];
  for (const each of played) {
    const { outcome, text } = await each;
    process.stdout.write(text);
    outcomes.push(outcome);
  }
  return outcomes;
}

const outcomes = [...(await playTogether(checks)), ...(await playInTurn(projects))];

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
