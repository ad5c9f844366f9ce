import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokens } from "../../src/tokens/access-token.ts";
import type { Algorithm } from "../../src/tokens/public-keys.ts";
import { type KeyServer, startKeyServer } from "../support/key-server.ts";
import { claimsAt, createSigner, publishingIssuer, type Signer, tokenWorld } from "../support/tokens.ts";

let server: KeyServer;
beforeAll(async () => {
  server = await startKeyServer();
});
afterAll(() => server.stop());

describe("tokens of an issuer with a server of its own", () => {
  it.each<Algorithm>(["RS256", "ES256", "EdDSA"])(
    "are accepted, signed with %s, before and after its key changes",
    async (algorithm) => {
      const [old, next] = await Promise.all([createSigner(algorithm, "old"), createSigner(algorithm, "next")]);
      server.publish(old);
      const before = server.asked();
      const world = tokenWorld();
      const iss = server.origin;
      const issuer = publishingIssuer({ issuer: iss, keys: { url: server.url } });
      const { verify } = createTokens([issuer], { ...world.outside, http: (request) => fetch(request) });
      const bring = async (signer: Signer): Promise<boolean> =>
        (await verify(await signer.sign(claimsAt(world.now(), { iss })))).ok;

      expect(await bring(old)).toBe(true);
      server.publish(next);
      expect(await bring(next)).toBe(false);
      world.wait(60_000);
      expect(await bring(next)).toBe(true);
      expect(await bring(old)).toBe(false);
      expect(server.asked() - before).toBe(2);
    },
  );
});
