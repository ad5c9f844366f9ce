import { beforeAll, describe, expect, inject, it } from "vitest";
import { isVerified } from "../../../support/accounts.ts";
import { devClient } from "../../../support/dev-server.ts";
import { mailed, newAccount, newServer, newVerified, type Shop } from "./client.ts";

const server = devClient(inject("origin"));
const CODE = "0b6f1c0e-6a0c-4b7e-9f55-2f3a1f6d9c11";

let shop: Shop;
beforeAll(async () => {
  shop = await newServer(server);
});

/** An account that was written to. */
async function asked(status?: string) {
  const account = await newAccount(server, status);
  const { body } = await shop.create({ account_id: account.id });
  return { ...account, requestId: body["id"], expiresAt: body["expires_at"], ...(await mailed(server, account.email)) };
}

const invalid = { code: "invalid_parameter", field: "confirmation_code", message: "Confirmation code is invalid" };

describe("a request that waits", () => {
  it("case 15: is told by its id, without its code", async () => {
    const { accountId, requestId, expiresAt, code } = await asked();
    const { status, body, item } = await shop.pending(accountId);
    expect([status, body]).toEqual([
      200,
      {
        item: {
          id: requestId,
          account_id: accountId,
          status: "pending",
          expires_at: expiresAt,
          created_at: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/),
          verified: false,
        },
      },
    ]);
    expect(String(item["created_at"]) < String(item["expires_at"])).toBe(true);
    expect(JSON.stringify(body)).not.toContain(code);
  });

  it("case 16: is none where none was made, or nothing is left to verify", async () => {
    const [none, done] = [await newAccount(server), await newVerified(server)];
    expect((await shop.pending(none.id)).body).toEqual({
      item: { account_id: none.id, status: "no_pending_request", verified: false },
    });
    expect((await shop.pending(done.id)).body).toEqual({
      item: { account_id: done.id, status: "verified", verified: true },
    });
  });
});

describe("a confirmation code", () => {
  it("cases 17 and 19: verifies and activates the account, once", async () => {
    const { accountId, code } = await asked("created");
    expect(await shop.statusOf(accountId)).toBe("created");
    const { status, body } = await shop.verify(accountId, code);
    expect([status, body]).toEqual([200, { item: { account_id: accountId, status: "verified", verified: true } }]);
    expect((await shop.pending(accountId)).item).toEqual({
      account_id: accountId,
      status: "verified",
      verified: true,
    });
    expect(await shop.statusOf(accountId)).toBe("active");
    expect(await isVerified(server, accountId)).toBe(true);
    for (const again of [code, CODE]) {
      expect(await shop.verify(accountId, again)).toMatchObject({
        status: 409,
        body: { code: "already_verified", message: "The account is already verified" },
      });
    }
  });

  it("may come in capitals, as may the id", async () => {
    const { accountId, code } = await asked();
    expect((await shop.verify(accountId.toUpperCase(), code.toUpperCase())).item).toMatchObject({
      account_id: accountId,
    });
  });

  it.each([CODE, "zz", "", "123456", `${CODE} `, CODE.replaceAll("-", "")])(
    "case 18: that is wrong verifies nothing: %j",
    async (wrong) => {
      const { accountId, code } = await asked();
      const { status, body } = await shop.verify(accountId, wrong);
      expect([status, body]).toEqual([400, invalid]);
      expect((await shop.pending(accountId)).item).toMatchObject({ status: "pending", verified: false });
      expect((await shop.verify(accountId, code)).status).toBe(200);
    },
  );

  it("case 18: of another account verifies neither", async () => {
    const [one, other] = [await asked(), await asked()];
    expect(await shop.verify(one.accountId, other.code)).toMatchObject({ status: 400, body: invalid });
    for (const { accountId } of [one, other]) expect((await shop.pending(accountId)).item["status"]).toBe("pending");
    expect((await shop.verify(other.accountId, other.code)).status).toBe(200);
    expect((await shop.pending(one.accountId)).item["status"]).toBe("pending");
  });

  it("of an account that was never written to is as wrong", async () => {
    const { id } = await newAccount(server);
    expect(await shop.verify(id, CODE)).toMatchObject({ status: 400, body: invalid });
  });

  it("that is missing, or no text, is told apart", async () => {
    const { accountId } = await asked();
    for (const [confirmation_code, message] of [
      [undefined, "Parameter is required"],
      [7, "Parameter must be a String"],
    ] as const) {
      const { body } = await shop.w.post("/accounts/verify_account", { account_id: accountId, confirmation_code });
      expect(body).toEqual({ ...invalid, message });
    }
  });

  it("verifies once, however often it comes at once", async () => {
    const { accountId, code } = await asked();
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.verify(accountId, code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...new Array<number>(19).fill(409)]);
  });
});
