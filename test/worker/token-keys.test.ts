import { beforeAll, describe, expect, it } from "vitest";
import { createTokens } from "../../src/tokens/access-token.ts";
import { readPublicKey } from "../../src/tokens/public-keys.ts";
import {
  claimsAt,
  createSigner,
  keySetReply,
  publishingIssuer,
  type Signer,
  START,
  type TokenWorld,
  tokenWorld,
} from "../support/tokens.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let first: Signer;
let second: Signer;
let rsa: Signer;

beforeAll(async () => {
  [first, second, rsa] = await Promise.all([
    createSigner("ES256", "first"),
    createSigner("ES256", "second"),
    createSigner("RS256", "rsa"),
  ]);
});

/** Who brings tokens of these signers, and what is said to them. */
function visitors(world: TokenWorld) {
  const { verify } = createTokens([publishingIssuer()], world.outside);
  return async (signer: Signer, kid = signer.kid): Promise<string> => {
    const verdict = await verify(await signer.sign(claimsAt(world.now()), { kid }));
    if (verdict.ok) return "accepted";
    return verdict.failure.reason === "token_invalid" ? verdict.failure.detail : verdict.failure.reason;
  };
}

function publishing(...signers: readonly Signer[]) {
  const world = tokenWorld();
  world.answer(() => keySetReply(...signers));
  return { world, bring: visitors(world) };
}

describe("keys that an issuer publishes", () => {
  it("are asked for once, where the operator said, and by a name of ours", async () => {
    const { world, bring } = publishing(first);
    expect(await bring(first)).toBe("accepted");
    expect(await bring(first)).toBe("accepted");
    expect(world.requests).toHaveLength(1);
    const [request] = world.requests;
    expect(request?.url).toBe("https://id.example.com/jwks");
    expect(request?.redirect).toBe("manual");
    expect(request?.headers.get("user-agent")).toBe("countersign/1");
  });

  it("are not asked for by a token of nobody's, or of another's, or that is over", async () => {
    const { world } = publishing(first);
    const { verify } = createTokens([publishingIssuer()], world.outside);
    for (const changes of [{ iss: "https://evil.example" }, { aud: "other" }, { exp: 1 }, { sub: "" }]) {
      expect((await verify(await first.sign(claimsAt(START, changes)))).ok).toBe(false);
    }
    expect(world.requests).toHaveLength(0);
  });

  it("are asked for once by many at the same time, and go on being asked for if the first has gone", async () => {
    const { world, bring } = publishing(first);
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => bring(first)));
    expect(new Set(verdicts)).toEqual(new Set(["accepted"]));
    expect(world.requests).toHaveLength(1);
    expect(world.deferred).toHaveLength(1);
  });

  it("are fresh for ten minutes, and read again after that", async () => {
    const { world, bring } = publishing(first);
    await bring(first);
    world.answer(() => keySetReply(second));
    world.wait(10 * MINUTE - 1);
    expect(await bring(first)).toBe("accepted");
    expect(world.requests).toHaveLength(1);
    world.wait(1);
    expect(await bring(first)).toBe("unknown_key");
    expect(world.requests).toHaveLength(2);
  });

  it("are read again for a new name, a minute after the last time", async () => {
    const { world, bring } = publishing(first);
    await bring(first);
    world.answer(() => keySetReply(first, second));
    world.wait(MINUTE - 1);
    expect(await bring(second)).toBe("unknown_key");
    world.wait(1);
    expect(await bring(second)).toBe("accepted");
    expect(await bring(first)).toBe("accepted");
    expect(world.requests).toHaveLength(2);
  });

  it("are asked for once a minute however many names are made up", async () => {
    const { world } = publishing(first);
    const { verify } = createTokens([publishingIssuer()], world.outside);
    const token = await first.sign(claimsAt(START, { exp: START / 1_000 + HOUR }));
    const madeUp = (n: number): string => {
      const header = btoa(JSON.stringify({ alg: "ES256", kid: `made-up-${n}` })).replaceAll("=", "");
      return `${header}${token.slice(token.indexOf("."))}`;
    };
    const refused = { ok: false, failure: { reason: "token_invalid", detail: "unknown_key" } };
    const atOnce = await Promise.all(Array.from({ length: 10_000 }, (_, n) => verify(madeUp(n))));
    expect(atOnce.filter(({ ok }) => ok)).toEqual([]);
    expect(world.requests).toHaveLength(1);
    for (let n = 0; n < 10_000; n += 1) {
      world.wait(60);
      expect(await verify(madeUp(n))).toEqual(refused);
    }
    // Ten minutes went by.
    expect(world.requests).toHaveLength(11);
  });
});

describe("an issuer that does not answer", () => {
  it.each([
    ["an error", () => new Response(null, { status: 503 })],
    ["nothing", () => Promise.reject(new Error("no route"))],
    ["a page", () => new Response("<!doctype html><p>Sign in", { headers: { "content-type": "text/html" } })],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://evil.example/jwks" } })],
    ["a set in an error", () => Response.json({ keys: [first.jwk] }, { status: 500 })],
    ["too much", () => Response.json({ keys: [first.jwk], note: "x".repeat(256 * 1_024) })],
    ["no set", () => Response.json([first.jwk])],
    ["a set that is no list", () => Response.json({ keys: { first: first.jwk } })],
    ["an empty set", () => Response.json({ keys: [] })],
    ["null", () => Response.json(null)],
    ["nested lists", () => new Response("[".repeat(100_000))],
    ["bytes", () => new Response(Uint8Array.of(0xff, 0xfe, 0))],
  ])("but with %s leaves its tokens undecided, and known keys known", async (_name, reply) => {
    const world = tokenWorld();
    const bring = visitors(world);
    world.answer(reply);
    expect(await bring(first)).toBe("keys_unavailable");
    expect(await bring(first)).toBe("keys_unavailable");
    expect(world.requests).toHaveLength(1);
    expect(world.log).toEqual([{ event: "issuer_keys_not_read", issuer: "https://id.example.com" }]);

    world.answer(() => keySetReply(first));
    world.wait(MINUTE);
    expect(await bring(first)).toBe("accepted");

    world.answer(reply);
    world.wait(HOUR);
    expect(await bring(first)).toBe("accepted");
    expect(await bring(second)).toBe("unknown_key");
  });

  it("has its known keys used for a day and no longer", async () => {
    const { world, bring } = publishing(first);
    await bring(first);
    world.answer(() => new Response(null, { status: 500 }));
    world.wait(24 * HOUR - 1);
    expect(await bring(first)).toBe("accepted");
    world.wait(1);
    expect(await bring(first)).toBe("keys_unavailable");
  });

  it("is not waited for longer than anybody waits", async () => {
    const world = tokenWorld();
    let gone: Promise<void> = Promise.resolve();
    const timer = () => ({ gone, cancel() {} });
    const bring = visitors({ ...world, outside: { ...world.outside, timer } });
    const signals: AbortSignal[] = [];
    world.answer(({ signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    expect(await bring(first)).toBe("keys_unavailable");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);

    gone = new Promise(() => undefined);
    world.wait(MINUTE);
    world.answer(() => keySetReply(first));
    expect(await bring(first)).toBe("accepted");
  });

  it("keeps nobody from another issuer", async () => {
    const world = tokenWorld();
    world.answer(({ url }) =>
      url.startsWith("https://down.") ? new Response("", { status: 500 }) : keySetReply(first),
    );
    const down = publishingIssuer({ issuer: "https://down.example.com", keys: { url: "https://down.example.com/" } });
    const { verify } = createTokens([down, publishingIssuer()], world.outside);
    const ofDown = await verify(await first.sign(claimsAt(START, { iss: down.issuer })));
    expect(ofDown).toEqual({ ok: false, failure: { reason: "keys_unavailable" } });
    expect((await verify(await first.sign(claimsAt(START)))).ok).toBe(true);
  });
});

describe("a key in a published set", () => {
  const faults: readonly (readonly [string, string, (jwk: Signer["jwk"]) => unknown])[] = [
    ["with its private half", "holds a secret", (jwk) => ({ ...jwk, d: "AAAA" })],
    ["that is symmetric", "holds a secret", () => ({ kty: "oct", kid: "first", k: "AAAA" })],
    ["without a name", "has no kid", ({ kid: _kid, ...jwk }) => jwk],
    ["with a number for a name", "has no kid", (jwk) => ({ ...jwk, kid: 1 })],
    ["for encryption", "is not a key to verify with", (jwk) => ({ ...jwk, use: "enc" })],
    ["for another operation", "is not a key to verify with", (jwk) => ({ ...jwk, key_ops: ["encrypt"] })],
    ["for another algorithm", "is not a key to verify with", (jwk) => ({ ...jwk, alg: "ECDH-ES" })],
    ["on another curve", "is not a key to verify with", (jwk) => ({ ...jwk, crv: "secp256k1" })],
    ["of another kind", "is not a key to verify with", (jwk) => ({ ...jwk, kty: "AKP" })],
    ["without a coordinate", "is not a key to verify with", ({ y: _y, ...jwk }) => jwk],
    ["that is a text", "is not a JWK", () => "first"],
    ["that is null", "is not a JWK", () => null],
    ["that is a list", "is not a JWK", () => []],
  ];

  it.each(faults)("%s is passed over", async (_name, fault, change) => {
    expect(readPublicKey(change(first.jwk))).toEqual({ ok: false, failure: fault });
    const world = tokenWorld();
    world.answer(() => Response.json({ keys: [change(first.jwk), second.jwk] }));
    const bring = visitors(world);
    expect(await bring(first)).toBe("unknown_key");
    expect(await bring(second)).toBe("accepted");
  });

  it("that is no point on its curve verifies nothing, and throws nothing", async () => {
    const world = tokenWorld();
    world.answer(() => Response.json({ keys: [{ ...first.jwk, y: first.jwk["x"] }, second.jwk] }));
    const bring = visitors(world);
    expect(await bring(first)).toBe("wrong_signature");
    expect(await bring(second)).toBe("accepted");
  });

  it("of fewer than 2048 bits is passed over", () => {
    const short = { ...rsa.jwk, n: String(rsa.jwk["n"]).slice(0, 341) };
    expect(readPublicKey(short)).toEqual({ ok: false, failure: "is weak" });
    expect(readPublicKey(rsa.jwk).ok).toBe(true);
  });

  it("keeps no member besides those of its public half", () => {
    const read = readPublicKey({ ...first.jwk, x5c: ["MIIB"], note: "x" });
    expect(read.ok && Object.keys(read.value.jwk).toSorted()).toEqual(["crv", "kty", "x", "y"]);
  });

  it("may share its name with one of another kind", async () => {
    const world = tokenWorld();
    world.answer(() => Response.json({ keys: [rsa.jwk, { ...first.jwk, kid: "rsa" }] }));
    const bring = visitors(world);
    expect(await bring(first, "rsa")).toBe("accepted");
    expect(await bring(rsa)).toBe("accepted");
  });
});
