import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";

const README = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
const ORIGIN = "http://localhost:8787";

/** The commands under a heading, as a reader would paste them. */
function commandsUnder(heading: string): string {
  const section = README.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
}

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

/** Runs what is under a heading, and answers what it printed. */
function run(heading: string): string {
  const commands = commandsUnder(heading);
  expect(commands).toContain(ORIGIN);
  const script = commands.replaceAll(ORIGIN, inject("origin"));
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail"], { input: script, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

describe("the README", () => {
  it.runIf(hasCurl)("verifies a first address with the commands it prints", () => {
    const stdout = run("Verify your first address");
    expect(stdout).toMatch(/^sent_email\npassed_challenge\n/);
    expect(stdout).toMatch(/"?verified"?: true/);
  });

  it.runIf(hasCurl)("verifies addresses of a signed-in user with the commands it prints", () => {
    const [id, ...lines] = run("Verify an address of a signed-in user").trim().split("\n");
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(lines.join("\n")).toBe(
      [
        "Email sent successfully",
        "true",
        "SMS sent",
        "true",
        "Verification email sent",
        "{ value: 'ada@acme.example', email_verified: true }",
      ].join("\n"),
    );
  });

  it.runIf(hasCurl)("verifies an address for a back office with the commands it prints", () => {
    expect(run("Ask for a verification from your back office")).toBe("pending\npending\nverified\nactive\n");
  });

  it.runIf(hasCurl)("holds a login up with the commands it prints", () => {
    const [url, page, ...lines] = run("Hold a login up until an address is verified").trim().split("\n");
    expect(url).toContain("/identity/verification_init?track_id=");
    expect(page).toContain("/identity/verification_complete?accvid=");
    expect(page).toContain("email=g***%40e***");
    expect(lines).toEqual(["true", "true"]);
  });
});
