import { describe, expect, it } from "vitest";
import { bed, count, ID, JANE, NOW, post } from "../support/account-calls.ts";
import { call, faults } from "../support/admin.ts";

describe("bad bodies", () => {
  const address = (change: object) => ({ addresses: [{ ...JANE, ...change }] });
  it.each<[string, unknown, readonly string[]]>([
    ["an array", [], [" wrong_type"]],
    ["null", null, [" wrong_type"]],
    ["a string", "x", [" wrong_type"]],
    ["an unknown field", { sub: "x", admin: true, "a/b~c": 1 }, ["/admin unknown_field", "/a~1b~0c unknown_field"]],
    ["an app of the caller's choice", { app_id: "other" }, ["/app_id unknown_field"]],
    ["constructor", { constructor: { prototype: {} } }, ["/constructor unknown_field"]],
    ["an array for a string", { sub: ["x"], name: {} }, ["/sub wrong_type", "/name wrong_type"]],
    ["a number for a string", { username: 1 }, ["/username wrong_type"]],
    ["an empty sub", { sub: "" }, ["/sub too_short"]],
    ["white space around a sub", { sub: " x" }, ["/sub untrimmed"]],
    ["a long sub", { sub: "x".repeat(256) }, ["/sub too_long"]],
    ["a long name", { name: "x".repeat(256) }, ["/name too_long"]],
    ["a short id", { id: "abc" }, ["/id id_malformed"]],
    ["an id in capitals", { id: ID.toUpperCase() }, ["/id id_malformed"]],
    ["no language", { locale: "en_US" }, ["/locale locale_malformed"]],
    ["an unknown status", { status: "root" }, ["/status not_allowed"]],
    ["null for a status", { status: null }, ["/status not_allowed"]],
    ["addresses that are no list", { addresses: {} }, ["/addresses wrong_type"]],
    ["an address that is a string", { addresses: ["jane@example.org"] }, ["/addresses/0 wrong_type"]],
    ["no channel", { addresses: [{ value: "a@b.example" }] }, ["/addresses/0/channel required"]],
    ["an unknown channel", address({ channel: "pigeon" }), ["/addresses/0/channel not_allowed"]],
    ["no value", { addresses: [{ channel: "email" }] }, ["/addresses/0/value required"]],
    ["an empty value", address({ value: " " }), ["/addresses/0/value address_missing"]],
    ["no mailbox", address({ value: "jane" }), ["/addresses/0/value email_malformed"]],
    ["a long mailbox", address({ value: `${"a".repeat(65)}@example.org` }), ["/addresses/0/value email_too_long"]],
    ["a very long value", address({ value: "a".repeat(1_025) }), ["/addresses/0/value too_long"]],
    ["no number", address({ channel: "phone", value: "0123" }), ["/addresses/0/value phone_malformed"]],
    [
      "a premium number",
      address({ channel: "phone", value: "+4490900123456" }),
      ["/addresses/0/value phone_not_allowed"],
    ],
    [
      "a word for a truth",
      address({ verified: "true", primary: 1 }),
      ["/addresses/0/primary wrong_type", "/addresses/0/verified wrong_type"],
    ],
    ["a time of the caller's choice", address({ verified_at: NOW }), ["/addresses/0/verified_at unknown_field"]],
    [
      "the same address twice",
      { addresses: [JANE, { ...JANE, value: "jane@example.org" }] },
      ["/addresses/1/value repeated"],
    ],
    [
      "two primary ones",
      {
        addresses: [
          { ...JANE, primary: true },
          { channel: "email", value: "b@example.org", primary: true },
        ],
      },
      ["/addresses/1/primary second_primary"],
    ],
    [
      "21 addresses",
      { addresses: Array.from({ length: 21 }, (_, n) => ({ channel: "email", value: `u${n}@example.org` })) },
      ["/addresses too_long"],
    ],
    ["NUL", { name: "a\0b" }, ["/name bad_characters"]],
    ["a line feed", { name: "a\nb" }, ["/name bad_characters"]],
    ["NUL in a name of a field", { "a\0b": 1 }, [" bad_characters"]],
    ["a lone surrogate", { name: "a\ud800" }, ["/name bad_characters"]],
    ["a lone surrogate deep inside", address({ value: "\udc00@example.org" }), ["/addresses/0/value bad_characters"]],
  ])("refuses %s, and says where", async (_, json, want) => {
    const answer = await post(json);
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ type: "/problems/invalid_fields", code: "invalid_fields", status: 422 });
    expect(faults(answer)).toEqual(want);
    expect(await count("accounts")).toBe(0);
  });

  it("names no more than twenty faults", async () => {
    const json = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, 1]));
    expect(faults(await post(json))).toHaveLength(20);
  });

  const json = { "content-type": "application/json" };
  const bytes = (...values: number[]) => new Uint8Array(values);
  it.each<[string, number, BodyInit, Record<string, string>]>([
    ["nothing", 400, "", json],
    ["half a text", 400, '{"sub":"x"', json],
    ["two texts", 400, '{"sub":"x"}{}', json],
    ["a byte order mark", 400, '\ufeff{"sub":"x"}', json],
    ["bytes that are not UTF-8", 400, bytes(0x7b, 0x22, 0xff, 0x22, 0x7d), json],
    ["an overlong form", 400, bytes(0x22, 0xc0, 0xaf, 0x22), json],
    ["a raw NUL", 400, '{"sub":"a\0b"}', json],
    ["nine levels", 400, `{"a":${"[".repeat(8)}${"]".repeat(8)}}`, json],
    ["8,000 levels", 400, "[".repeat(8_000), json],
    ["eight levels", 422, `{"a":${"[".repeat(7)}${"]".repeat(7)}}`, json],
    ["__proto__", 422, '{"__proto__":{"sub":"x"},"sub":"y"}', json],
    ["1e400", 422, '{"sub":1e400}', json],
    ["16 KiB and one byte", 413, `{"name":"${"x".repeat(16 * 1024 - 10)}"}`, json],
    ["16 KiB", 422, `{"name":"${"x".repeat(16 * 1024 - 11)}"}`, json],
    ["no type", 415, bytes(0x7b, 0x7d), {}],
    ["text/json", 415, "{}", { "content-type": "text/json" }],
    ["text/plain", 415, "{}", { "content-type": "text/plain" }],
    ["a form", 415, "sub=x", { "content-type": "application/x-www-form-urlencoded" }],
    ["UTF-16", 415, "{}", { "content-type": "application/json; charset=utf-16" }],
    ["two types", 415, "{}", { "content-type": "application/json, text/html" }],
    ["an endless type", 415, "{}", { "content-type": `application/json; ${"x".repeat(10_000)}` }],
    ["a compressed body", 415, "{}", { ...json, "content-encoding": "gzip" }],
    ["UTF-8, said aloud", 201, '{"sub":"x","sub":"y"}', { "content-type": 'Application/JSON; charset="UTF-8"' }],
  ])("answers %s with %i", async (_, status, body, headers) => {
    const answer = await call(bed, "POST", "/accounts", { body, headers });
    expect(answer.status).toBe(status);
    if (status >= 400) expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  it("counts a body while it streams in", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1_024).fill(0x20));
      },
    });
    const answer = await call(bed, "POST", "/accounts", { body: endless, headers: json });
    expect(answer.status).toBe(413);
    expect(pulled).toBeLessThan(64);
  });
});
