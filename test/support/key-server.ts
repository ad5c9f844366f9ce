import { type LocalServer, startLocalServer } from "./local-server.ts";
import type { Signer } from "./tokens.ts";

/** Where an identity system publishes its keys. */
export type KeyServer = LocalServer & {
  readonly url: string;
  /** How often it was asked for anything. */
  asked(): number;
  /** Publishes the public halves of these, and no others. */
  publish(...signers: readonly Signer[]): void;
};

export async function startKeyServer(): Promise<KeyServer> {
  let published: readonly Signer[] = [];
  let asked = 0;
  const server = await startLocalServer((request, response) => {
    asked += 1;
    const found = request.url === "/jwks" && request.headers["user-agent"] === "countersign/1";
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
  });
  return {
    ...server,
    url: `${server.origin}/jwks`,
    asked: () => asked,
    publish: (...signers) => {
      published = signers;
    },
  };
}
