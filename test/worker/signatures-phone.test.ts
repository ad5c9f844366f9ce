import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import type { Callback } from "../../src/core/delivery.ts";
import type { Doubt } from "../../src/providers/signatures/doubt.ts";
import { metaDoubt } from "../../src/providers/signatures/meta.ts";
import { verifyPlivo } from "../../src/providers/signatures/plivo.ts";
import { telnyxDoubt } from "../../src/providers/signatures/telnyx.ts";
import { twilioDoubt } from "../../src/providers/signatures/twilio.ts";
import { vonageDoubt } from "../../src/providers/signatures/vonage.ts";

const encoder = new TextEncoder();
const wrong: Doubt = { reason: "wrong_signature" };
const unsigned: Doubt = { reason: "not_signed" };
const old: Doubt = { reason: "too_old" };

type Told = { method?: string; url?: string; headers?: Record<string, string>; body?: string };
const told = ({ method = "POST", url = "https://verify.example.com/", headers = {}, body = "" }: Told): Callback => ({
  method,
  url,
  headers: new Headers(headers),
  bytes: Uint8Array.from(encoder.encode(body)),
});

/** The text with one character of it changed. */
const altered = (text: string, at = Math.floor(text.length / 2)): string =>
  text.slice(0, at) + (text[at] === "1" ? "2" : "1") + text.slice(at + 1);

describe("Twilio's signature", () => {
  const token = "12345";
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const body = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
  const form = (changes: Told & { signature?: string } = {}) => {
    const { signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8=", ...rest } = changes;
    return told({ url, body, headers: { "X-Twilio-Signature": signature }, ...rest });
  };

  it.each([
    ["the vendor's own example", {}],
    ["one that was signed with the port", { signature: "kvajT1Ptam85bY51eRf/AJRuM3w=" }],
    ["one that came to the port", { url: url.replace(".com", ".com:443") }],
    ["fields in another order", { body: body.split("&").reverse().join("&") }],
  ])("is believed in %s", async (_, changes) => {
    expect(await twilioDoubt(form(changes), token)).toBeUndefined();
  });

  it.each([
    ["a changed field", { body: altered(body) }],
    ["another field", { body: `${body}&Extra=1` }],
    ["a changed query", { url: altered(url, url.length - 1) }],
    ["another host", { url: altered(url, 10) }],
    ["another port", { url: url.replace(".com", ".com:8443") }],
    ["a changed signature", { signature: altered("RSOYDt4T1cUTdK1PDd93/VVr8B8=", 3) }],
    ["half a signature", { signature: "RSOYDt4T" }],
  ])("is not believed with %s", async (_, changes) => {
    expect(await twilioDoubt(form(changes), token)).toEqual(wrong);
  });

  it("is not believed under another token, or none", async () => {
    expect(await twilioDoubt(form(), "12346")).toEqual(wrong);
    expect(await twilioDoubt(form(), "")).toEqual(wrong);
  });

  it.each([{}, { "X-Twilio-Signature": "" }, { "X-Twilio-Signature": "?" }])("is missed in %j", async (headers) => {
    expect(await twilioDoubt(told({ url, body, headers }), token)).toEqual(unsigned);
  });

  it("covers a JSON body by its hash in the address", async () => {
    const json = '{"property": "value", "boolean": true}';
    const hashed = `${url}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620`;
    const headers = { "X-Twilio-Signature": "a9nBmqA0ju/hNViExpshrM61xv4=" };
    expect(await twilioDoubt(told({ url: hashed, body: json, headers }), token)).toBeUndefined();
    expect(await twilioDoubt(told({ url: hashed, body: altered(json), headers }), token)).toEqual(wrong);
    expect(await twilioDoubt(told({ url, body: json, headers }), token)).toEqual(wrong);
    expect(await twilioDoubt(told({ url: altered(hashed, 40), body: json, headers }), token)).toEqual(wrong);
  });

  it("counts each value of a field once", async () => {
    const key = await crypto.subtle.importKey("raw", encoder.encode(token), { name: "HMAC", hash: "SHA-1" }, false, [
      "sign",
    ]);
    const signed = await crypto.subtle.sign("HMAC", key, encoder.encode(`${url}MediaaMediab`));
    const signature = btoa(String.fromCharCode(...new Uint8Array(signed)));
    expect(await twilioDoubt(form({ body: "Media=b&Media=a&Media=b", signature }), token)).toBeUndefined();
  });
});

describe("Plivo's signature", () => {
  const token = "my_auth_token";
  const v2 = (url: string, nonce = "12345") =>
    told({
      url,
      headers: {
        "X-Plivo-Signature-V2": "ehV3IKhLysWBxC1sy8INm0qGoQYdYsHwuoKjsX7FsXc=",
        "X-Plivo-Signature-V2-Nonce": nonce,
      },
    });

  it("is believed in version 2, whatever the query", async () => {
    for (const url of ["https://answer.url", "https://answer.url?a=b"]) {
      expect(await verifyPlivo(v2(url), token)).toEqual({ ok: true, value: { token: "12345" } });
    }
  });

  it.each([
    ["a slash more", v2("https://answer.url/")],
    ["another address", v2("https://answer.urk")],
    ["another nonce", v2("https://answer.url", "12346")],
  ])("is not believed in version 2 with %s", async (_, callback) => {
    expect(await verifyPlivo(callback, token)).toEqual({ ok: false, failure: wrong });
  });

  const url = "https://verify.example.com/hooks/plivo";
  const body = "Status=sent&MessageUUID=m1&From=15550100";
  const v3 = (signature: string, changes: Told = {}, name = "V3") =>
    told({
      url,
      body,
      headers: { [`X-Plivo-Signature-${name}`]: signature, "X-Plivo-Signature-V3-Nonce": "12345" },
      ...changes,
    });
  const plain = "jOzVq/YaWaN6dX8yrlpbGLzWJIt6XdRcw+iH2P6d//M=";
  const queried = "o/RMHrzAiJ59tZkK6gfiKtZJenBY8HMRKalPsnWO/qQ=";
  const got = "I2skRQKqe5rm819kYgEujkSRCxGpTH89/Ghr5xaJnNY=";

  it.each([
    ["a form", v3(plain)],
    ["a form at an address with a query", v3(queried, { url: `${url}?c=d&a=b` })],
    ["a GET", v3(got, { method: "GET", url: `${url}?c=d&a=b`, body: "" })],
    ["one of several signatures", v3(`${got}, ${plain}`)],
    ["the signature of the main account", v3(plain, {}, "MA-V3")],
  ])("is believed in version 3 over %s", async (_, callback) => {
    expect(await verifyPlivo(callback, token)).toEqual({ ok: true, value: {} });
  });

  it.each([
    ["a changed field", v3(plain, { body: altered(body) })],
    ["a query that was not signed", v3(plain, { url: `${url}?a=b` })],
    ["a changed query", v3(queried, { url: `${url}?c=e&a=b` })],
    ["a changed signature", v3(altered(plain, 4))],
    ["a signature that is none", v3("?, ")],
  ])("is not believed in version 3 with %s", async (_, callback) => {
    expect(await verifyPlivo(callback, token)).toEqual({ ok: false, failure: wrong });
  });

  it("is read in version 3 where both came", async () => {
    const both = v3(plain);
    both.headers.set("X-Plivo-Signature-V2", altered(plain, 4));
    both.headers.set("X-Plivo-Signature-V2-Nonce", "54321");
    expect(await verifyPlivo(both, token)).toEqual({ ok: true, value: {} });
  });

  it("is not believed in version 2 beside a wrong version 3", async () => {
    const { headers, ...rest } = v2("https://answer.url");
    headers.set("X-Plivo-Signature-V3", altered(plain, 4));
    headers.set("X-Plivo-Signature-V3-Nonce", "12345");
    expect(await verifyPlivo({ ...rest, headers }, token)).toEqual({ ok: false, failure: wrong });
  });

  it("is missed without a header, or without its nonce", async () => {
    expect(await verifyPlivo(told({ url, body }), token)).toEqual({ ok: false, failure: unsigned });
    expect(await verifyPlivo(told({ url, body, headers: { "X-Plivo-Signature-V3": plain } }), token)).toEqual({
      ok: false,
      failure: unsigned,
    });
  });
});

describe("Telnyx's signature", () => {
  const publicKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
  const signature = "hdgFXOjx6k9drma1PH0MtvloOBuEsHSG6ItjGWf9nm89D8ZdiK9OzGJONpUGBabPV6ZVFpsotSd43RG1gmTABA==";
  const body = '{"data":{"event_type":"message.finalized"}}';
  const sentAt = 1_767_323_045_000;
  const signed = (changes: { body?: string; signature?: string; timestamp?: string } = {}) =>
    told({
      body: changes.body ?? body,
      headers: {
        "telnyx-signature-ed25519": changes.signature ?? signature,
        "telnyx-timestamp": changes.timestamp ?? "1767323045",
      },
    });

  it.each([0, 300_000, -300_000])("is believed %i ms after it was made", async (ms) => {
    expect(await telnyxDoubt(signed(), { publicKey, now: sentAt + ms })).toBeUndefined();
  });

  it.each([300_001, -300_001, 86_400_000])("is too old %i ms after it was made", async (ms) => {
    expect(await telnyxDoubt(signed(), { publicKey, now: sentAt + ms })).toEqual(old);
  });

  it.each([
    ["a changed body", { body: altered(body) }],
    ["a changed time", { timestamp: "1767323046" }],
    ["a changed signature", { signature: altered(signature, 7) }],
    ["half a signature", { signature: signature.slice(0, 44) }],
    ["two signatures in one", { signature: signature.slice(0, 84).repeat(2) }],
  ])("is not believed with %s", async (_, changes) => {
    expect(await telnyxDoubt(signed(changes), { publicKey, now: sentAt })).toEqual(wrong);
  });

  it("is not believed under another key, or a text that is none", async () => {
    for (const other of ["PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=", "AAAA", "?"]) {
      expect(await telnyxDoubt(signed(), { publicKey: other, now: sentAt })).toEqual(wrong);
    }
  });

  it.each([{ signature: "" }, { timestamp: "" }, { timestamp: "soon" }, { timestamp: "-1" }])(
    "is missed with %j",
    async (changes) => {
      expect(await telnyxDoubt(signed(changes), { publicKey, now: sentAt })).toEqual(unsigned);
    },
  );
});

describe("Vonage's signature", () => {
  const secret = "vonage-signature-secret";
  const body = '{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee","status":"delivered"}';
  const hash = "bd08be85b6128bcfdfcc34a01e0d4cad99e6d9db3dc387152ca0b5d2957a5f82";
  const now = Date.UTC(2026, 10, 21, 20, 0, 0);
  const seconds = now / 1_000;

  const tokenWith = (claims: Record<string, unknown>, { key = secret, alg = "HS256" } = {}) =>
    new SignJWT({ iat: seconds, payload_hash: hash, ...claims }).setProtectedHeader({ alg }).sign(encoder.encode(key));
  const bearing = (token: string, text = body) => told({ body: text, headers: { Authorization: `Bearer ${token}` } });

  it.each([0, 300, -300])("is believed %i s after it was made", async (age) => {
    const token = await tokenWith({ iat: seconds - age });
    expect(await vonageDoubt(bearing(token), { secret, now })).toBeUndefined();
  });

  it.each([301, -301, 86_400])("is too old %i s after it was made", async (age) => {
    const token = await tokenWith({ iat: seconds - age });
    expect(await vonageDoubt(bearing(token), { secret, now })).toEqual(old);
  });

  it("is too old when it does not say when it was made", async () => {
    expect(await vonageDoubt(bearing(await tokenWith({ iat: undefined })), { secret, now })).toEqual(old);
  });

  it("is not believed over another body", async () => {
    expect(await vonageDoubt(bearing(await tokenWith({}), altered(body)), { secret, now })).toEqual(wrong);
  });

  it.each([
    ["no hash", tokenWith({ payload_hash: undefined })],
    ["the hash of nothing", tokenWith({ payload_hash: "" })],
    ["another secret", tokenWith({}, { key: "vonage-signature-secreT" })],
    ["another algorithm", tokenWith({}, { alg: "HS384" })],
    ["no algorithm", Promise.resolve(new UnsecuredJWT({ iat: seconds, payload_hash: hash }).encode())],
    ["no token at all", Promise.resolve("a.b.c")],
  ])("is not believed with %s", async (_, token) => {
    expect(await vonageDoubt(bearing(await token), { secret, now })).toEqual(wrong);
  });

  it("is missed without a bearer token", async () => {
    expect(await vonageDoubt(told({ body }), { secret, now })).toEqual(unsigned);
    expect(await vonageDoubt(told({ body, headers: { Authorization: "Basic eDp5" } }), { secret, now })).toEqual(
      unsigned,
    );
  });
});

describe("Meta's signature", () => {
  const secret = "app-secret";
  const body = '{"object":"whatsapp_business_account","entry":[]}';
  const hex = "d3e4f9da0ce6c71ab3dba55929b8eeeee2455349e534924ead19f98d143e904f";
  const signed = (signature: string, text = body) =>
    told({ body: text, headers: { "X-Hub-Signature-256": signature } });

  it("is believed over the raw body", async () => {
    expect(await metaDoubt(signed(`sha256=${hex}`), secret)).toBeUndefined();
  });

  it.each([
    ["a changed body", signed(`sha256=${hex}`, altered(body))],
    ["a changed signature", signed(`sha256=${altered(hex)}`)],
    ["half a signature", signed(`sha256=${hex.slice(0, 32)}`)],
    ["no digits", signed("sha256=")],
    ["other letters", signed("sha256=zz")],
  ])("is not believed with %s", async (_, callback) => {
    expect(await metaDoubt(callback, secret)).toEqual(wrong);
  });

  it("is not believed under another secret", async () => {
    expect(await metaDoubt(signed(`sha256=${hex}`), "app-secreT")).toEqual(wrong);
  });

  it("is missed without the header, or in another scheme", async () => {
    expect(await metaDoubt(told({ body }), secret)).toEqual(unsigned);
    expect(await metaDoubt(signed(`sha1=${hex}`), secret)).toEqual(unsigned);
  });
});
