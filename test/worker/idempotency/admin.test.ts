import { describe, expect, it } from "vitest";
import { sweep } from "../../../src/stores/retention.ts";
import { call } from "../../support/admin.ts";
import { type Fault, faultyBindings } from "../../support/faulty-database.ts";
import { count } from "../../support/journey.ts";
import { testBed } from "../../support/world.ts";

const DAY = 24 * 3_600_000;
const headers = { "idempotency-key": "create-ada" };
/** Nothing of it is unique: each run makes somebody. */
const json = { name: "Ada" };

const bedWith = (...faults: Fault[]) => testBed({ bindings: faultyBindings(...faults) });
const create = (bed = testBed(), body: unknown = json) => call(bed, "POST", "/accounts", { json: body, headers });
const accounts = (): Promise<number> => count("SELECT count(*) AS n FROM accounts");

describe("an account made with an Idempotency-Key", () => {
  it("is made once, and answered alike, where it is too", async () => {
    const [first, ...more] = await Promise.all(Array.from({ length: 10 }, () => create()));
    expect(first).toMatchObject({ status: 201, body: { name: "Ada" } });
    for (const { status, body, headers: others } of more) {
      expect([status, body]).toEqual([201, first?.body]);
      for (const name of ["location", "content-type"]) expect(others.get(name)).toBe(first?.headers.get(name));
    }
    expect(first?.headers.get("location")).toBe(`/admin/accounts/${first?.body["id"]}`);
    expect(await accounts()).toBe(1);
  });

  it("is refused as this API refuses", async () => {
    await create();
    expect((await create(testBed(), {})).body).toMatchObject({ status: 422, code: "idempotency_key_reused" });
    const bad = await call(testBed(), "POST", "/accounts", { json, headers: { "idempotency-key": "" } });
    expect([bad.headers.get("content-type"), bad.body["code"]]).toEqual([
      "application/problem+json",
      "bad_idempotency_key",
    ]);
    expect(await accounts()).toBe(1);
  });

  it("is made anew after a day, when the sweep takes what was kept", async () => {
    const bed = testBed();
    const first = await create(bed);
    bed.wait(DAY - 1);
    expect((await create(bed)).body["id"]).toBe(first.body["id"]);
    expect(await sweep(bed.services.database, bed.services.settings.policy, bed.now())).toMatchObject({ answers: 0 });
    bed.wait(1);
    expect((await create(bed)).body["id"]).not.toBe(first.body["id"]);
    bed.wait(DAY);
    expect(await sweep(bed.services.database, bed.services.settings.policy, bed.now())).toMatchObject({ answers: 1 });
    expect(await count("SELECT count(*) AS n FROM idempotency")).toBe(0);
  });
});

describe("with D1 out of order", () => {
  it.each<{ faults: Fault[] }>([
    { faults: ["after"] },
    { faults: ["before"] },
    { faults: ["none", "after"] },
    { faults: ["none", "none", "after"] },
  ])("$faults: one account, one answer", async ({ faults }) => {
    const first = await create(bedWith(...faults));
    expect(first.status).toBe(201);
    expect((await create()).body).toEqual(first.body);
    expect(await accounts()).toBe(1);
  });

  it.each([
    { name: "was refused", bed: () => bedWith("overloaded") },
    { name: "came through and was answered too late", bed: () => testBed({ impatient: true }) },
  ])("a claim that $name runs nothing, and leaves the key free", async ({ bed }) => {
    const refused = await create(bed());
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await accounts()).toBe(0);
    expect((await create()).status).toBe(201);
  });

  it("a request that failed is not kept: it may be sent again", async () => {
    expect((await create(bedWith("none", "overloaded"))).status).toBe(503);
    expect((await create()).status).toBe(201);
    expect(await accounts()).toBe(1);
  });

  it("an answer that cannot be kept is given; its key is busy until it is taken for dead", async () => {
    const bed = bedWith("none", "none", "overloaded");
    expect((await create(bed)).status).toBe(201);
    const busy = await create(bed);
    expect([busy.status, busy.body["code"], busy.headers.get("retry-after")]).toEqual([
      409,
      "idempotency_key_busy",
      "1",
    ]);
    bed.wait(30_000);
    expect((await create(bed)).status).toBe(201);
    expect(await accounts()).toBe(2);
  });
});
