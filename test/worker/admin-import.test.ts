import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { bearer, call } from "../support/admin.ts";
import { type TestBed, testBed } from "../support/world.ts";

let bed: TestBed;
beforeEach(() => {
  bed = testBed();
});

type ImportLine = { line: number; status: string; id?: string; code?: string; detail?: string };

const ndjson = { ...bearer, "content-type": "application/x-ndjson" };
const request = (body: BodyInit, headers: Record<string, string> = ndjson): Request =>
  new Request("https://verify.example.com/admin/accounts/import", { method: "POST", headers, body });
const parse = (text: string): ImportLine[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
// Not `text()`: workerd warns that it would not think of this type as text.
const textOf = async (response: Response): Promise<string> => new TextDecoder().decode(await response.arrayBuffer());
const load = async (body: BodyInit): Promise<ImportLine[]> => parse(await textOf(await bed.app.fetch(request(body))));
const count = async (table = "accounts"): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;

const account = (n: number, more: object = {}): string =>
  JSON.stringify({ sub: `s-${n}`, addresses: [{ channel: "email", value: `u${n}@example.org` }], ...more });

describe("importing accounts", () => {
  it("answers each of 500 lines in order, and makes every good one", async () => {
    const bad: Record<number, [string, string]> = {
      3: ["{", "malformed_body"],
      57: [account(56), "conflict"],
      58: [account(57, { sub: 1 }), "invalid_fields"],
      100: [`{"name":"${"x".repeat(16 * 1024)}"}`, "body_too_large"],
      101: [account(101, { addresses: [{ channel: "email", value: "nobody" }] }), "invalid_fields"],
      250: [account(250, { app_id: "other" }), "invalid_fields"],
      251: ['{"name":"\\u0000"}', "invalid_fields"],
      333: ["[".repeat(9), "malformed_body"],
      500: [account(1, { sub: "other" }), "conflict"],
    };
    const lines = Array.from({ length: 500 }, (_, index) => bad[index + 1]?.[0] ?? account(index + 1));
    const results = await load(lines.join("\n"));
    expect(results.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
    for (const { line, status, code, id, detail } of results) {
      const want = bad[line]?.[1];
      expect([line, status, code]).toEqual(want ? [line, "failed", want] : [line, "created", undefined]);
      expect(want ? detail : id).toMatch(want ? /\w/ : /^[0-9a-f]{24}$/);
    }
    expect([await count(), await count("addresses")]).toEqual([491, 491]);
    expect(results[56]?.detail).toBe(
      "/sub: Another account has this already. /addresses/0/value: Another account has this already.",
    );
    expect(results[57]?.detail).toBe("/sub: This must be of type string.");
    expect(bed.log.at(-1)).toMatchObject({ event: "accounts_imported", created: 491, refused: 9 });
  });

  it("skips blank lines but counts them, and takes either line end and a last line without one", async () => {
    const results = await load(`\n${account(1)}\r\n \t\r\n\n${account(2)}\n${account(3)}`);
    expect(results.map(({ line, status }) => `${line} ${status}`)).toEqual(["2 created", "5 created", "6 created"]);
  });

  it.each([
    ["nothing", ""],
    ["line ends alone", "\n\n\n"],
  ])("answers %s with nothing", async (_, body) => {
    const response = await bed.app.fetch(request(body));
    expect([response.status, await textOf(response)]).toEqual([200, ""]);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  });

  it("reads lines and letters that are cut anywhere", async () => {
    const bytes = new TextEncoder().encode(`${account(1, { name: "Zoë 😀" })}\n${account(2)}\n`);
    const cut = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    expect((await load(cut)).map(({ status }) => status)).toEqual(["created", "created"]);
    expect(await env.DB.prepare("SELECT name FROM accounts WHERE sub = 's-1'").first("name")).toBe("Zoë 😀");
  });

  it("refuses bytes that are no text, in their line only", async () => {
    const bytes = new Uint8Array([0x22, 0xff, 0x22, 0x0a, ...new TextEncoder().encode(account(1))]);
    expect((await load(bytes)).map(({ code, status }) => code ?? status)).toEqual(["malformed_body", "created"]);
  });

  it("answers a line before the next is sent, and holds no more than a line of what it refuses", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const send = (text: string) => writer.write(new TextEncoder().encode(text));
    const response = await bed.app.fetch(request(readable));
    const reader = response.body?.getReader();
    const next = async () => parse(new TextDecoder().decode((await reader?.read())?.value));
    for (let line = 1; line <= 3; line += 1) {
      const [result] = (await Promise.all([next(), send(`${account(line)}\n`)]))[0];
      expect(result).toMatchObject({ line, status: "created" });
      expect(await count()).toBe(line);
    }
    const flood = async () => {
      for (let kilobytes = 0; kilobytes < 256; kilobytes += 1) await send("x".repeat(1_024));
      await send("\n");
    };
    expect((await Promise.all([next(), flood()]))[0]).toMatchObject([{ line: 4, code: "body_too_large" }]);
    await Promise.all([writer.close(), reader?.closed.catch(() => undefined), reader?.read()]);
  });

  it("leaves whole accounts only when the caller goes away in the middle", async () => {
    const lines = Array.from({ length: 400 }, (_, n) => `${account(n)}\n`).join("");
    const response = await bed.app.fetch(request(lines));
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await bed.settle();
    const made = await count();
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(400);
    expect(await count("addresses")).toBe(made);
  });

  it("waits for a caller that reads slowly", async () => {
    const lines = Array.from({ length: 400 }, (_, n) => `${account(n)}\n`).join("");
    const response = await bed.app.fetch(request(lines));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await count()).toBeLessThanOrEqual(100);
    expect(parse(await textOf(response))).toHaveLength(400);
  });

  it("tells line by line that the store is away", async () => {
    await env.DB.exec("DROP TABLE accounts");
    const results = await load(`${account(1)}\n{\n`);
    expect(results.map(({ line, code }) => `${line} ${code}`)).toEqual(["1 unavailable", "2 malformed_body"]);
  });

  it("makes one of two imports of the same person at the same time", async () => {
    const lines = Array.from({ length: 120 }, (_, n) => account(n)).join("\n");
    const both = (await Promise.all([load(lines), load(lines)])).flat();
    expect(both.filter(({ status }) => status === "created")).toHaveLength(120);
    expect(both.filter(({ code }) => code === "conflict")).toHaveLength(120);
    expect([await count(), await count("addresses")]).toEqual([120, 120]);
  });

  it("takes application/jsonl and nothing else but its own type", async () => {
    const types = ["application/jsonl", "application/x-ndjson; charset=utf-8"];
    for (const type of types) {
      expect((await bed.app.fetch(request("", { ...bearer, "content-type": type }))).status).toBe(200);
    }
    for (const type of ["application/json", "text/plain", "application/x-ndjson; charset=latin1"]) {
      const answer = await call(bed, "POST", "/accounts/import", { body: "{}", headers: { "content-type": type } });
      expect([answer.status, answer.body["code"]]).toEqual([415, "unsupported_media_type"]);
    }
    expect((await bed.app.fetch(request(account(1), { "content-type": "application/x-ndjson" }))).status).toBe(401);
    expect(await count()).toBe(0);
  });
});
