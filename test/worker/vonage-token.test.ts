import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { expect, it } from "vitest";
import { createTokens } from "../../src/providers/voice/vonage-token.ts";

it("signs with a PKCS#8 key in workerd, under a new name each time", async () => {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const pem = await exportPKCS8(privateKey);
  const now = Date.UTC(2026, 10, 21, 20, 0, 0);
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const tokenFor = createTokens({ applicationId: "app-1", pem }, { now: () => now, random });

  const tokens = [await tokenFor(), await tokenFor()];
  const read = tokens.map((token) => jwtVerify(token ?? "", publicKey, { currentDate: new Date(now) }));
  const [first, second] = (await Promise.all(read)).map(({ payload }) => payload);
  expect(first).toMatchObject({ application_id: "app-1", iat: now / 1_000 });
  expect(first?.jti).not.toBe(second?.jti);
});
