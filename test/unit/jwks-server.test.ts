import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTokens } from "../../src/tokens/access-token.ts";
import type { Algorithm } from "../../src/tokens/public-keys.ts";
import { claimsAt, createSigner, publishingIssuer, type Signer, tokenWorld } from "../support/tokens.ts";

/** What the server publishes, and how often it was asked. */
let published: readonly Signer[] = [];
let asked = 0;

const server = createServer((request, response) => {
  asked += 1;
  const found = request.url === "/jwks" && request.headers["user-agent"] === "countersign/1";
  response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
});

let origin = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe("tokens of an issuer with a server of its own", () => {
  it.each<Algorithm>(["RS256", "ES256", "EdDSA"])(
    "are accepted, signed with %s, before and after its key changes",
    async (algorithm) => {
      const [old, next] = await Promise.all([createSigner(algorithm, "old"), createSigner(algorithm, "next")]);
      published = [old];
      asked = 0;
      const world = tokenWorld();
      const issuer = publishingIssuer({ issuer: origin, keys: { url: `${origin}/jwks` } });
      const { verify } = createTokens([issuer], { ...world.outside, http: (request) => fetch(request) });
      const bring = async (signer: Signer): Promise<boolean> =>
        (await verify(await signer.sign(claimsAt(world.now(), { iss: origin })))).ok;

      expect(await bring(old)).toBe(true);
      published = [next];
      expect(await bring(next)).toBe(false);
      world.wait(60_000);
      expect(await bring(next)).toBe(true);
      expect(await bring(old)).toBe(false);
      expect(asked).toBe(2);
    },
  );
});
