import { describe, expect, it } from "vitest";
import { createKeyring, type RootKey } from "../../src/crypto/keyring.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
const root = (kid: string, fill: number): RootKey => ({ kid, secret: new Uint8Array(32).fill(fill) });
const k1 = root("k1", 1);
const k2 = root("k2", 2);
const flow = { appId: "default", flowId: "f" };

describe("the keyring", () => {
  it("makes another MAC for another code, flow, app and key", async () => {
    const keyring = createKeyring([k1], random);
    const macs = await Promise.all([
      keyring.codeVerifiers(flow, "123456"),
      keyring.codeVerifiers(flow, "123457"),
      keyring.codeVerifiers({ ...flow, flowId: "g" }, "123456"),
      keyring.codeVerifiers({ ...flow, appId: "other" }, "123456"),
      createKeyring([k2], random).codeVerifiers(flow, "123456"),
    ]);
    expect(new Set(macs.map(([verifier]) => verifier?.mac)).size).toBe(5);
  });

  it("verifies under every live key, the newest first", async () => {
    const verifiers = await createKeyring([k2, k1], random).codeVerifiers(flow, "123456");
    const [old] = await createKeyring([k1], random).codeVerifiers(flow, "123456");
    expect(verifiers.map(({ kid }) => kid)).toEqual(["k2", "k1"]);
    expect(verifiers[1]).toEqual(old);
  });

  it("uses a key of its own for each purpose", async () => {
    const keyring = createKeyring([k1], random);
    const [link] = await keyring.linkVerifiers("x");
    const subject = await keyring.subject("v1|link|x");
    const error = (await keyring.errorMac("v1|link|x")).slice(0, 22);
    expect(new Set([link?.mac.slice(0, 22), subject, error])).toHaveProperty("size", 3);
  });

  it("opens what it sealed, under the same context, with any live key", async () => {
    const sealed = await createKeyring([k1], random).seal("a", "text");
    expect(sealed).not.toContain("text");
    expect(await createKeyring([k2, k1], random).open("a", sealed)).toBe("text");
    expect(await createKeyring([k2, k1], random).open("b", sealed)).toBeUndefined();
    expect(await createKeyring([k2], random).open("a", sealed)).toBeUndefined();
  });

  it.each(["", ".", "k1", "k1.x", "k1..", "k1.AAAAAAAAAAAAAAAA.AAAA", "k1.%%.%%", "k1.a.b.c", "\ud800.a.b"])(
    "opens nothing made up: %j",
    async (sealed) => {
      expect(await createKeyring([k1], random).open("a", sealed)).toBeUndefined();
      expect(await createKeyring([k1], random).readToken(sealed)).toBeUndefined();
    },
  );

  it("reads the tokens it signed, whatever they say, with any live key", async () => {
    for (const text of ["", "text", "\u{1f600}.\u0000", "x".repeat(5_000)]) {
      const token = await createKeyring([k1], random).signToken(text);
      expect(await createKeyring([k2, k1], random).readToken(token)).toBe(text);
      expect(await createKeyring([k2], random).readToken(token)).toBeUndefined();
    }
  });

  it("reads a token in no other spelling", async () => {
    const keyring = createKeyring([k1], random);
    const token = await keyring.signToken("text");
    const [kid = "", body = "", mac = ""] = token.split(".");
    const others = [
      `${token}=`,
      `${token}.`,
      ` ${token}`,
      `${kid}.${body}=.${mac}`,
      `${kid}.${body}.`,
      `k9.${body}.${mac}`,
    ];
    // The last character has bits to spare: its neighbours decode to the same bytes.
    others.push(
      ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        .split("")
        .map((last) => token.slice(0, -1) + last),
    );
    for (const other of others.filter((text) => text !== token)) {
      expect([other, await keyring.readToken(other)]).toEqual([other, undefined]);
    }
  });

  it("seals the same text differently each time", async () => {
    const keyring = createKeyring([k1], random);
    expect(await keyring.seal("a", "text")).not.toBe(await keyring.seal("a", "text"));
  });
});
