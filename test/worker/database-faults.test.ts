import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { type Fault, faultyBindings } from "../support/faulty-database.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

const JSON_HEADERS = { "content-type": "application/json", accept: "application/json" };

const post = (bed: TestBed, flow: string, body: Readonly<Record<string, string>>) =>
  bed.fetch(`/self-service/verification?flow=${flow}`, {
    method: "POST",
    headers: JSON_HEADERS,
    body: JSON.stringify(body),
  });

const start = async (bed: TestBed): Promise<Response> => bed.fetch("/self-service/verification/api");
const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id;
const rows = async (table: string): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? -1;

const faulty = (...faults: Fault[]) => {
  const bindings = faultyBindings(...faults);
  return { bed: testBed({ bindings, impatient: faults.includes("stalled") }), batches: bindings.batches };
};

describe("D1 out of order", () => {
  it.each<{ faults: Fault[]; tries: number }>([
    { faults: ["before"], tries: 2 },
    { faults: ["after"], tries: 2 },
    { faults: ["before", "after"], tries: 3 },
  ])("$faults: one flow, after $tries tries", async ({ faults, tries }) => {
    const { bed, batches } = faulty(...faults);
    expect((await start(bed)).status).toBe(200);
    expect(batches()).toBe(tries);
    expect(await rows("flows")).toBe(1);
  });

  it.each<{ faults: Fault[]; tries: number }>([
    { faults: ["overloaded"], tries: 1 },
    { faults: ["broken"], tries: 1 },
    { faults: ["before", "before", "before"], tries: 3 },
    { faults: ["stalled"], tries: 1 },
  ])("$faults: 503 with Retry-After after $tries tries, nothing half done", async ({ faults, tries }) => {
    const { bed, batches } = faulty(...faults);
    const response = await start(bed);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ error: { code: 503 } });
    expect(batches()).toBe(tries);
    expect(await rows("flows")).toBe(0);
  });

  it("tells a browser on a page that its code still works", async () => {
    const { bed } = faulty("overloaded");
    const response = await bed.fetch("/self-service/verification/browser", { headers: { accept: "text/html" } });
    expect(response.status).toBe(303);
    const page = await bed.fetch(response.headers.get("location") ?? "");
    expect(page.status).toBe(503);
    expect(await page.text()).toContain("Your code still works");
  });

  it("counts a guess once though its reply was lost, and twice in a row", async () => {
    const healthy = testBed();
    await addAccount([{ kind: "email", value: "jane@example.org" }]);
    const flow = await idOf(await start(healthy));
    await post(healthy, flow, { method: "code", email: "jane@example.org" });
    const code = healthy.sent[0]?.code ?? "";
    const wrong = code === "000000" ? "000001" : "000000";
    const { bed } = faulty("after", "after");
    expect(await (await post(bed, flow, { code: wrong })).json()).toMatchObject({
      ui: { messages: [{ id: 4070006 }] },
    });
    expect(await rows("attempts")).toBe(1);
    const right = await post(faulty("after").bed, flow, { code });
    expect(await right.json()).toMatchObject({ state: "passed_challenge" });
    expect(await rows("attempts")).toBe(2);
  });

  it("sends once though its reply was lost", async () => {
    await addAccount([{ kind: "email", value: "jane@example.org" }]);
    const flow = await idOf(await start(testBed()));
    const { bed } = faulty("after");
    expect((await post(bed, flow, { method: "code", email: "jane@example.org" })).status).toBe(200);
    expect(bed.sent).toHaveLength(1);
    expect(await rows("messages")).toBe(1);
  });
});
