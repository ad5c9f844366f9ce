import { env } from "cloudflare:workers";
import { beforeEach, expect } from "vitest";
import { call } from "./admin.ts";
import { type TestBed, testBed } from "./world.ts";

/** Of the test that is running. */
export let bed: TestBed;
beforeEach(() => {
  bed = testBed();
});

/** Goes on with another bed: the same store, behind something else. */
export function useBed(other: TestBed): void {
  bed = other;
}

export const NOW = "2026-11-21T19:14:05.532Z";
export const JANE = { channel: "email", value: "Jane@Example.org" };
export const PHONE = { channel: "phone", value: "+44 7700 900123" };
export const ID = "0123456789abcdef01234567";

export const post = (json: unknown) => call(bed, "POST", "/accounts", { json });
export const get = (path: string) => call(bed, "GET", `/accounts${path}`);
export const patch = (id: string, json: unknown) => call(bed, "PATCH", `/accounts/${id}`, { json });
export const made = async (json: unknown): Promise<string> => {
  const { status, body } = await post(json);
  expect(status).toBe(201);
  return String(body["id"]);
};
export const count = async (table: string): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;
