import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../../../src/stores/retention.ts";
import { addSubject, checkClaim, claimOf, sentClaim } from "../../support/claims.ts";
import { count, reasons } from "../../support/journey.ts";
import { type TestBed, testBed } from "../../support/world.ts";

const DAY = 86_400_000;

let bed: TestBed;
const housekeeping = () => sweep(bed.services.database, bed.services.settings.policy, bed.now());
const left = async (): Promise<readonly number[]> =>
  Promise.all(["flows", "issues", "attempts", "messages"].map((table) => count(`SELECT count(*) AS n FROM ${table}`)));

beforeEach(() => {
  bed = testBed({ policy: { sends: null } });
});

describe("housekeeping", () => {
  it("leaves a claim alone that was sent anew after its end, and drops all of it 30 days after the last", async () => {
    const claim = claimOf(await addSubject("grace"), "grace@example.org");
    await sentClaim(bed, claim);
    bed.wait(DAY);
    expect(await housekeeping()).toMatchObject({ closed: 1, dropped: 0 });
    bed.wait(29 * DAY);
    const { code } = await sentClaim(bed, claim);
    bed.wait(60_000);
    expect(await housekeeping()).toMatchObject({ closed: 0, dropped: 0 });
    expect(reasons([await checkClaim(bed, claim, code)])).toEqual({ verified: 1 });
    bed.wait(DAY);
    expect(await housekeeping()).toMatchObject({ closed: 1, dropped: 0 });
    bed.wait(29 * DAY + 3_600_000);
    await housekeeping();
    expect(await left()).toEqual([0, 0, 0, 0]);
    expect(await count("SELECT count(*) AS n FROM addresses WHERE verified_at IS NOT NULL")).toBe(1);
  });

  it("forgets a link at the end of its claim, and a passcode at once", async () => {
    const verifiers = () => env.DB.prepare("SELECT code_mac, link_mac FROM issues").first();
    const coded = claimOf(await addSubject("coded"), "coded@example.org");
    await checkClaim(bed, coded, (await sentClaim(bed, coded)).code);
    expect(await verifiers()).toEqual({ code_mac: null, link_mac: expect.any(String) });
    await env.DB.exec("DELETE FROM issues");
    const linked = claimOf(await addSubject("linked"), "linked@example.org");
    const { link } = await sentClaim(bed, linked, { proof: "link" });
    expect((await bed.services.claims.consume(link)).ok).toBe(true);
    expect(await verifiers()).toEqual({ code_mac: null, link_mac: expect.any(String) });
    bed.wait(bed.services.settings.policy.flowLifetimeMs);
    await housekeeping();
    expect(await verifiers()).toEqual({ code_mac: null, link_mac: null });
  });
});
