import { beforeEach, describe, expect, it } from "vitest";
import { createRevocations } from "../../../src/core/revocations.ts";
import { call } from "../../support/admin.ts";
import { makeClient, outcome, type TestClient, tokenOf } from "../../support/clients.ts";
import { type Fault, faultyBindings } from "../../support/faulty-database.ts";
import { type TestBed, testBed } from "../../support/world.ts";

const SECOND = 1_000;

let here: TestBed;
let client: TestClient;
let token: string;
beforeEach(async () => {
  here = testBed();
  client = await makeClient(here);
  token = await tokenOf(here, client);
});

const show = async (bed: TestBed) => outcome(await bed.services.clients.authenticate(token));
const revoke = () => call(here, "DELETE", `/clients/${client.id}`);

/** Another isolate, with its own clock and a wire that counts. */
function elsewhere(...faults: readonly Fault[]) {
  const bindings = faultyBindings(...faults);
  return { bed: testBed({ bindings }), trips: bindings.batches };
}

describe("a revocation", () => {
  it("holds at once where it was made, and in isolates that begin later", async () => {
    expect(await show(here)).toBe("ok");
    await revoke();
    expect([await show(here), await show(elsewhere().bed)]).toEqual(["client_revoked", "client_revoked"]);
  });

  it("holds elsewhere within sixty seconds, though nobody asked in between", async () => {
    const { bed } = elsewhere();
    expect(await show(bed)).toBe("ok");
    await revoke();
    bed.wait(60 * SECOND - 1);
    expect(await show(bed)).toBe("ok");
    bed.wait(1);
    expect(await show(bed)).toBe("client_revoked");
  });

  it("holds elsewhere from the first request after thirty seconds on, which itself waits for nothing", async () => {
    const { bed, trips } = elsewhere();
    expect(await show(bed)).toBe("ok");
    await revoke();
    bed.wait(30 * SECOND - 1);
    await show(bed);
    expect(trips()).toBe(1);
    bed.wait(1);
    expect(await Promise.all([show(bed), show(bed), show(bed)])).toEqual(["ok", "ok", "ok"]);
    await bed.settle();
    expect([trips(), await show(bed)]).toEqual([2, "client_revoked"]);
  });

  it("is not taken for none while the store is away: after a minute nobody is let in", async () => {
    const { bed } = elsewhere("none", "overloaded", "overloaded", "none");
    expect(await show(bed)).toBe("ok");
    await revoke();
    bed.wait(30 * SECOND);
    expect(await show(bed)).toBe("ok");
    await bed.settle();
    expect(bed.log).toContainEqual(expect.objectContaining({ event: "revocations_not_read" }));
    bed.wait(30 * SECOND);
    await expect(bed.services.clients.authenticate(token)).rejects.toMatchObject({ name: "Unavailable" });
    expect(await show(bed)).toBe("client_revoked");
  });

  it("leaves other clients alone", async () => {
    const other = await tokenOf(here, await makeClient(here));
    await revoke();
    expect(outcome(await here.services.clients.authenticate(other))).toBe("ok");
  });

  it("is read for as long as any of its tokens could be shown", async () => {
    let asked: number | undefined;
    const revocations = createRevocations({
      store: {
        async revokedSince(since) {
          asked = since;
          return [];
        },
      },
      world: here.services.world,
    });
    await revocations.includes(client.id);
    expect(here.now() - (asked ?? 0)).toBeGreaterThan(3_600 * SECOND);
  });
});
