import { describe, expect, it } from "vitest";
import { ACCOUNT_R, ACCOUNT_W, makeClient, tokenOf } from "../../support/clients.ts";
import { testBed } from "../../support/world.ts";
import { apiOn, apiWith, codeIn, lastLink, newAccount } from "./bed.ts";

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

describe("case 21: a request", () => {
  it.each([
    ["a day", {}, DAY],
    ["as long as it is set to", { VERIFICATION_REQUEST_LIFETIME_SECONDS: "600" }, 600 * SECOND],
    ["a week", { VERIFICATION_REQUEST_LIFETIME_SECONDS: "604800" }, 7 * DAY],
  ])("waits for %s, to the millisecond", async (_, settings: Record<string, string>, lifetime) => {
    const bed = testBed({ settings, policy: { sends: null } });
    const client = await makeClient(bed, [ACCOUNT_R, ACCOUNT_W]);
    // A token lives an hour: each look has its own.
    const fresh = async () => apiWith(bed, await tokenOf(bed, client, { scopes: [ACCOUNT_R, ACCOUNT_W] }));
    const [kept, lost] = [await newAccount(), await newAccount()];
    const api = await fresh();
    const { body } = await api.create(kept.id);
    const code = codeIn(lastLink(bed));
    await api.create(lost.id);
    const tooLate = codeIn(lastLink(bed));
    const until = new Date(bed.now() + lifetime).toISOString();
    expect(body["expires_at"]).toBe(`${until.slice(0, 10)} ${until.slice(11, 19)} UTC`);

    bed.wait(lifetime - 1);
    expect((await (await fresh()).pending(lost.id)).body).toMatchObject({ item: { status: "pending" } });
    expect((await (await fresh()).verify(kept.id, code)).status).toBe(200);
    bed.wait(1);
    const late = await fresh();
    expect((await late.pending(lost.id)).body).toEqual({
      item: { account_id: lost.id, status: "no_pending_request", verified: false },
    });
    const refused = await late.verify(lost.id, tooLate);
    expect([refused.status, refused.body]).toEqual([
      400,
      { code: "invalid_parameter", field: "confirmation_code", message: "Confirmation code has expired" },
    ]);
  });

  it("that has expired can be made anew", async () => {
    const bed = testBed({ settings: { VERIFICATION_REQUEST_LIFETIME_SECONDS: "600" } });
    const { id } = await newAccount();
    const api = await apiOn(bed);
    await api.create(id);
    bed.wait(600 * SECOND);
    expect((await api.create(id)).status).toBe(201);
    expect((await api.verify(id, codeIn(lastLink(bed)))).status).toBe(200);
  });
});
