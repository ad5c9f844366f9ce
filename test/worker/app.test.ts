import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json";
import { createUnreadyApp } from "../../src/app.ts";
import { type Env, readSettings } from "../../src/env.ts";
import worker from "../../src/index.ts";
import { deployment, testBed } from "../support/world.ts";

const unready = (changes: Readonly<Record<string, string | undefined>>) => {
  const given = { ...deployment, ...changes, DB: env.DB, CODES: env.CODES } as unknown as Env;
  const settings = readSettings(given, false);
  return createUnreadyApp(given, settings.ok ? [] : settings.failure);
};

describe("a Worker that lacks settings", () => {
  it.each([
    "/",
    "/self-service/verification/api",
    "/auth/self-service/verification/browser",
    "/admin/accounts",
    "/identity/error",
    "/version",
    "/dev/outbox",
  ])("answers %s with 503", async (path) => {
    const response = await unready({ KEYS: undefined }).request(path);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).not.toBeNull();
  });

  it("says at /health/ready what is missing and which command sets it, and is alive", async () => {
    const app = unready({ KEYS: undefined, ADMIN_TOKEN: "short-secret" });
    const response = await app.request("/health/ready");
    expect(response.status).toBe(503);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      errors: {
        KEYS: expect.stringContaining("wrangler secret put KEYS"),
        ADMIN_TOKEN: expect.stringContaining("wrangler secret put"),
      },
    });
    expect(text).not.toContain("short-secret");
    expect((await app.request("/health/alive")).status).toBe(200);
  });

  it("is what a deployment without any settings is", async () => {
    const entry = worker as Required<Pick<ExportedHandler<Env>, "fetch">>;
    const request = new Request("https://verify.example.com/health/ready") as Parameters<typeof entry.fetch>[0];
    const response = await entry.fetch(request, env as unknown as Env, createExecutionContext());
    expect(response.status).toBe(503);
    const { errors } = (await response.json()) as { errors: Record<string, string> };
    expect(Object.keys(errors)).toEqual(expect.arrayContaining(["PUBLIC_URL", "KEYS", "ADMIN_TOKEN"]));
  });
});

describe("a Worker that is ready", () => {
  it("says so, and which version it is", async () => {
    const bed = testBed();
    expect(await (await bed.fetch("/health/ready")).json()).toEqual({ status: "ok" });
    expect(await (await bed.fetch("/version")).json()).toEqual({ version: packageJson.version });
  });

  it("is not ready without its tables", async () => {
    const bed = testBed();
    await env.DB.prepare("DROP TABLE flows").run();
    const response = await bed.fetch("/health/ready");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ errors: { D1: expect.any(String) } });
  });

  it.each([
    ["GET", "/nowhere", 404],
    ["GET", "/health/alive", 200],
    ["GET", "/self-service/verification/api", 200],
    ["PUT", "/self-service/verification/api", 405],
    ["GET", "/self-service/verification", 303],
    ["GET", "/identity/error?id=x", 404],
    ["GET", "/identity/verification?flow=x", 400],
    ["GET", "/admin/accounts", 401],
    ["GET", "/%00", 404],
    ["GET", "/self-service/verification/flows?id=%00", 404],
  ])("puts the common headers on %s %s (%i)", async (method, path, status) => {
    const response = await testBed().fetch(path, { method });
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-request-id": expect.any(String),
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
      "cache-control": expect.stringContaining("no-store"),
    });
    if (response.body && status !== 303) expect(response.headers.get("content-type")).toMatch(/charset=utf-8|json/i);
  });

  it("keeps a caller's request id if it is one, and makes its own if not", async () => {
    const bed = testBed();
    const ask = async (id: string) =>
      (await bed.fetch("/version", { headers: { "x-request-id": id } })).headers.get("x-request-id");
    expect(await ask("abc-123")).toBe("abc-123");
    expect(await ask("a b")).not.toBe("a b");
    expect(await ask("x".repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("tells nobody what went wrong inside", async () => {
    const bed = testBed();
    await env.DB.prepare("DROP TABLE accounts").run();
    await env.DB.prepare("DROP TABLE flows").run();
    const response = await bed.fetch("/self-service/verification/api");
    expect(response.status).toBe(503);
    expect(await response.text()).not.toMatch(/table|SQL/i);
  });
});
