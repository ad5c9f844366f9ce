import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type AmazonSettings, signedCall } from "../../../src/providers/amazon/signed-call.ts";

const settings: AmazonSettings = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  AWS_SESSION_TOKEN: undefined,
  AWS_REGION: "eu-west-1",
};
const now = Date.UTC(2026, 10, 21, 20, 0, 0, 123);
const call = {
  service: "sms-voice",
  base: "https://sms-voice.{region}.amazonaws.com",
  path: "/",
  headers: { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "Example.Do" },
  body: '{"MessageBody":"Café"}',
} as const;

const requestOf = async (more: Partial<AmazonSettings>, changes: Partial<Parameters<typeof signedCall>[2]> = {}) => {
  const requests: Request[] = [];
  const http = async (request: Request) => {
    requests.push(request);
    return new Response();
  };
  const outside = { http, now: () => now, random: (bytes: number) => new Uint8Array(bytes) };
  await signedCall(outside, { ...settings, ...more }, { ...call, ...changes });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  return request;
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** Signature Version 4 by its description, for a POST without a query. */
function signatureOf(
  { path, headers, body, service }: { path: string; headers: [string, string][]; body: string; service: string },
  { secret, region, stamp }: { secret: string; region: string; stamp: string },
): string {
  const sorted = headers.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const canonical = [
    "POST",
    path,
    "",
    ...sorted.map(([name, value]) => `${name}:${value}`),
    "",
    sorted.map(([name]) => name).join(";"),
    sha256(body),
  ].join("\n");
  const day = stamp.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, sha256(canonical)].join("\n");
  const key = [day, region, service, "aws4_request"].reduce(hmac, Buffer.from(`AWS4${secret}`));
  return hmac(key, toSign).toString("hex");
}

describe("a call to Amazon", () => {
  it("was checked with a way to sign that gives what Amazon publishes", () => {
    // The `post-vanilla` case of Amazon's test suite for Signature Version 4.
    const signature = signatureOf(
      {
        path: "/",
        headers: [
          ["host", "example.amazonaws.com"],
          ["x-amz-date", "20150830T123600Z"],
        ],
        body: "",
        service: "service",
      },
      { secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region: "us-east-1", stamp: "20150830T123600Z" },
    );
    expect(signature).toBe("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  });

  it.each([
    ["as a user", {}, []],
    ["in a role", { AWS_SESSION_TOKEN: "FwoGZXIvYXdzEA==" }, [["x-amz-security-token", "FwoGZXIvYXdzEA=="]]],
  ] as [string, Partial<AmazonSettings>, [string, string][]][])("is signed %s", async (_, more, added) => {
    const request = await requestOf(more);
    const headers: [string, string][] = [
      ["content-type", "application/x-amz-json-1.0"],
      ["host", "sms-voice.eu-west-1.amazonaws.com"],
      ["x-amz-date", "20261121T200000Z"],
      ...added,
      ["x-amz-target", "Example.Do"],
    ];
    const signature = signatureOf(
      { path: "/", headers, body: call.body, service: "sms-voice" },
      { secret: settings.AWS_SECRET_ACCESS_KEY, region: "eu-west-1", stamp: "20261121T200000Z" },
    );
    const names = headers.map(([name]) => name).join(";");
    expect(request.headers.get("authorization")).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/sms-voice/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
    for (const [name, value] of headers.filter(([header]) => header !== "host")) {
      expect(request.headers.get(name)).toBe(value);
    }
    expect(await request.text()).toBe(call.body);
  });

  it("signs the path, and the service that is not in the name of the host", async () => {
    const request = await requestOf(
      {},
      { service: "ses", base: "http://localhost:8005/stand-in", path: "/v2/email/outbound-emails", headers: {} },
    );
    expect(request.url).toBe("http://localhost:8005/stand-in/v2/email/outbound-emails");
    const signature = signatureOf(
      {
        path: "/stand-in/v2/email/outbound-emails",
        headers: [
          ["host", "localhost:8005"],
          ["x-amz-date", "20261121T200000Z"],
        ],
        body: call.body,
        service: "ses",
      },
      { secret: settings.AWS_SECRET_ACCESS_KEY, region: "eu-west-1", stamp: "20261121T200000Z" },
    );
    expect(request.headers.get("authorization")).toMatch(new RegExp(`/ses/aws4_request, .*Signature=${signature}$`));
  });

  it("is the same for the same instant", async () => {
    const [first, second] = await Promise.all([requestOf({}), requestOf({})]);
    expect(Object.fromEntries(second.headers)).toEqual(Object.fromEntries(first.headers));
  });
});
