import { describe, expect, it } from "vitest";
import { call } from "../../support/admin.ts";
import { type TestBed, testBed } from "../../support/world.ts";
import { apiOn, codeIn, lastLink, newAccount } from "./bed.ts";

/** A deployment with one webhook of this format; what it was told. */
async function hooked(settings: Readonly<Record<string, string>>, format: string) {
  const told: string[] = [];
  const bed = testBed({
    settings,
    http: async (request) => {
      told.push(await request.text());
      return new Response(null, { status: 204 });
    },
  });
  const url = "https://hooks.example.org/countersign";
  expect((await call(bed, "POST", "/webhooks", { json: { url, events: ["*"], format } })).status).toBe(201);
  return { bed, told };
}

async function ask(bed: TestBed): Promise<string> {
  const { id } = await newAccount();
  const api = await apiOn(bed);
  expect((await api.create(id)).status).toBe(201);
  await bed.services.webhooks.deliverDue();
  return codeIn(lastLink(bed));
}

describe("the code of a request", () => {
  it.each([
    ["in no event", {}, "payway", false],
    [
      "in the event that its mail was asked for, where that is switched on",
      { WEBHOOK_CODES_ENABLED: "true" },
      "payway",
      true,
    ],
    ["in no event of another format", { WEBHOOK_CODES_ENABLED: "true" }, "standard", false],
  ] as const)("is %s", async (_, settings, format, expected) => {
    const { bed, told } = await hooked(settings, format);
    const code = await ask(bed);
    expect(code).toMatch(/^[0-9a-f-]{36}$/);
    expect(told.length).toBeGreaterThan(0);
    expect(told.some((body) => body.includes(code))).toBe(expected);
  });
});
