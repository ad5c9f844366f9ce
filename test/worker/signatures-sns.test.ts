import { beforeEach, describe, expect, it } from "vitest";
import type { CallbackFailure, CallbackReading, ReadCallback } from "../../src/core/delivery.ts";
import type { Result } from "../../src/core/result.ts";
import { ses } from "../../src/providers/email/ses.ts";
import { type SnsFields, snsCertificate, snsCertificateUrl, snsMessage, snsTopic } from "../support/sns-message.ts";

const MINUTE = 60_000;
const start = Date.UTC(2026, 10, 21, 20, 0, 0);
const delivery = JSON.stringify({
  eventType: "Delivery",
  mail: { messageId: "m1" },
  delivery: { timestamp: new Date(start - 5_000).toISOString() },
});

let now = start;
let asked: string[] = [];
let answer: (url: string) => Response = () => new Response(snsCertificate);

function reader(): ReadCallback {
  const started = ses.configure(
    {
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_REGION: "eu-west-1",
      MAIL_FROM: "codes@example.org",
      AWS_SNS_TOPIC_ARN: snsTopic,
    },
    {
      http: async ({ url }) => {
        asked.push(url);
        return answer(url);
      },
      now: () => now,
      random: (bytes) => new Uint8Array(bytes),
    },
  );
  const readCallback = started.ok ? started.value.readCallback : undefined;
  if (readCallback === undefined) throw new Error("reads no callbacks");
  return readCallback;
}

let read = reader();

beforeEach(() => {
  now = start;
  asked = [];
  answer = () => new Response(snsCertificate);
  read = reader();
});

const post = (message: SnsFields | string, by = read): Promise<Result<CallbackReading, CallbackFailure>> =>
  by({
    method: "POST",
    url: "https://verify.example.com/hooks/ses/default",
    headers: new Headers({ "Content-Type": "text/plain; charset=UTF-8" }),
    bytes: Uint8Array.from(new TextEncoder().encode(typeof message === "string" ? message : JSON.stringify(message))),
  });

const refused = (reason: CallbackFailure["reason"]) => ({ ok: false, failure: { reason } });
const nothing = { ok: true, value: { events: [] } };

const subscription = (changes: SnsFields = {}) =>
  snsMessage(now, {
    Type: "SubscriptionConfirmation",
    Token: "2336412f37f",
    SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${snsTopic}&Token=2336412f37f`,
    ...changes,
  });

describe("a message of SNS", () => {
  it.each(["1", "2"])("is believed when its topic signed it, version %s", async (SignatureVersion) => {
    const result = await post(await snsMessage(now, { SignatureVersion, Subject: "Amazon\nSES", Message: delivery }));
    expect(result).toEqual({
      ok: true,
      value: {
        events: [
          {
            eventId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
            providerMessageId: "m1",
            recipient: null,
            status: "delivered",
            permanent: false,
            at: start - 5_000,
            vendorCode: null,
          },
        ],
      },
    });
    expect(asked).toEqual([snsCertificateUrl]);
  });

  it.each(["Message", "MessageId", "Subject", "Timestamp", "SignatureVersion"])(
    "is not believed with another %s than was signed",
    async (field) => {
      const signed = await snsMessage(now, { Message: delivery, Subject: "Amazon SES" });
      const others: SnsFields = {
        Message: delivery.replace("m1", "m2"),
        MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1c",
        Subject: undefined,
        Timestamp: new Date(now + 1).toISOString(),
        SignatureVersion: "1",
      };
      expect(await post({ ...signed, [field]: others[field] })).toEqual(refused("wrong_signature"));
    },
  );

  it("is not believed with one bit of its signature changed", async () => {
    const { Signature = "", ...signed } = await snsMessage(now);
    const bytes = Uint8Array.from(atob(Signature), (character) => character.charCodeAt(0));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    expect(await post({ ...signed, Signature: btoa(String.fromCharCode(...bytes)) })).toEqual(
      refused("wrong_signature"),
    );
  });

  it("of another topic is refused, and nothing fetched", async () => {
    const other = await snsMessage(now, { TopicArn: `${snsTopic}2`, Message: delivery });
    expect(await post(other)).toEqual(refused("wrong_signature"));
    expect(asked).toEqual([]);
  });

  it.each([
    "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
    "https://evil.example/sns.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com@evil.example/a.pem",
    "https://user@sns.eu-west-1.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
    "https://evil.s3.amazonaws.com/a.pem",
    "https://sns.a.b.amazonaws.com/a.pem",
    "https://sns.eu-west-1.amazonaws.com/a.txt",
    "https://sns.eu-west-1.amazonaws.com/?Action=x&a=.pem",
    "http://sns.eu-west-1.amazonaws.com/a.pem",
    "not an address",
    undefined,
  ])("whose certificate is at %s is refused, and nothing fetched", async (SigningCertURL) => {
    expect(await post(await snsMessage(now, { SigningCertURL, Message: delivery }))).toEqual(
      refused("wrong_signature"),
    );
    expect(asked).toEqual([]);
  });

  it.each([
    [-60 * MINUTE - 1, "too_old"],
    [60 * MINUTE + 1, "too_old"],
    [-60 * MINUTE, undefined],
    [60 * MINUTE, undefined],
  ] as const)("signed %i ms from now is %s", async (offset, reason) => {
    const result = await post(await snsMessage(now + offset));
    expect(result).toEqual(reason === undefined ? nothing : refused(reason));
    expect(asked).toHaveLength(reason === undefined ? 1 : 0);
  });

  it.each([
    ["a day before it is valid", Date.UTC(2025, 11, 31), "wrong_signature"],
    ["on its first day", Date.UTC(2026, 0, 1), undefined],
    ["on its last", Date.UTC(2060, 0, 1), undefined],
    ["a day after", Date.UTC(2060, 0, 2), "wrong_signature"],
  ] as const)("counts %s as its certificate says", async (_, at, reason) => {
    now = at;
    expect(await post(await snsMessage(now))).toEqual(reason === undefined ? nothing : refused(reason));
  });

  it.each([
    ["no JSON", "<html>", "unreadable"],
    ["a list", "[]", "unreadable"],
    ["a raw message", delivery, "unreadable"],
    ["of a kind unheard of", { Type: "Other" }, "unreadable"],
    ["with two lines where one is", { Timestamp: "2026-11-21T20:00:00.000Z\nType" }, "unreadable"],
    ["with two lines in its id", { MessageId: "a\nb" }, "unreadable"],
    ["without a signature", { Signature: undefined }, "not_signed"],
    ["with a signature that is none", { Signature: "?" }, "wrong_signature"],
    ["with an empty signature", { Signature: "" }, "wrong_signature"],
    ["of a version unheard of", { SignatureVersion: "3" }, "wrong_signature"],
  ] as const)("%s is refused", async (_, changes, reason) => {
    const message = typeof changes === "string" ? changes : { ...(await snsMessage(now)), ...changes };
    expect(await post(message)).toEqual(refused(reason));
  });
});

describe("a certificate of SNS", () => {
  it("is fetched once and kept", async () => {
    for (const wait of [0, MINUTE, 24 * 60 * MINUTE]) {
      now += wait;
      expect(await post(await snsMessage(now))).toEqual(nothing);
    }
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["is not there", () => new Response("gone", { status: 404 })],
    ["is none", () => new Response("<html></html>")],
    ["is elsewhere", () => new Response(null, { status: 302, headers: { Location: "https://evil.example/a.pem" } })],
    [
      "cannot be had",
      () => {
        throw new Error("no network");
      },
    ],
  ] as [string, () => Response][])("that %s is asked for again after a minute", async (_, reply) => {
    answer = reply;
    const message = await snsMessage(now);
    expect(await post(message)).toEqual(refused("wrong_signature"));
    answer = () => new Response(snsCertificate);
    now += MINUTE - 1;
    expect(await post(message)).toEqual(refused("wrong_signature"));
    expect(asked).toHaveLength(1);
    now += 1;
    expect(await post(message)).toEqual(nothing);
    expect(asked).toHaveLength(2);
  });

  it("is one of eight: made-up addresses cost no more fetches than that in a minute", async () => {
    const at = async (page: number) =>
      post(await snsMessage(now, { SigningCertURL: `https://sns.eu-west-1.amazonaws.com/${page}.pem` }));
    for (let page = 0; page < 8; page += 1) expect(await at(page)).toEqual(nothing);
    expect(await at(8)).toEqual(refused("wrong_signature"));
    expect(asked).toHaveLength(8);
    now += MINUTE;
    expect(await at(8)).toEqual(nothing);
    expect(await at(1)).toEqual(nothing);
    expect(asked).toHaveLength(9);
    expect(await at(0)).toEqual(nothing);
    expect(asked).toHaveLength(10);
  });
});

describe("a subscription", () => {
  it("of the topic is confirmed at Amazon, and tells of no message", async () => {
    const message = await subscription();
    expect(await post(message)).toEqual(nothing);
    expect(asked).toEqual([snsCertificateUrl, message["SubscribeURL"]]);
  });

  it("of another topic is not", async () => {
    expect(await post(await subscription({ TopicArn: `${snsTopic}2` }))).toEqual(refused("wrong_signature"));
    expect(asked).toEqual([]);
  });

  it("that nobody signed is not", async () => {
    const message = { ...(await subscription()), Token: "other" };
    expect(await post(message)).toEqual(refused("wrong_signature"));
    expect(asked).toEqual([snsCertificateUrl]);
  });

  it.each(["https://evil.example/", "http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription", undefined])(
    "is not confirmed at %s",
    async (SubscribeURL) => {
      expect(await post(await subscription({ SubscribeURL }))).toEqual(nothing);
      expect(asked).toEqual([snsCertificateUrl]);
    },
  );

  it("that was ended is not taken up again", async () => {
    expect(await post(await subscription({ Type: "UnsubscribeConfirmation" }))).toEqual(nothing);
    expect(asked).toEqual([snsCertificateUrl]);
  });

  it("is not said to have failed when Amazon does not answer", async () => {
    answer = (url) => {
      if (url === snsCertificateUrl) return new Response(snsCertificate);
      throw new Error("no network");
    };
    expect(await post(await subscription())).toEqual(nothing);
  });
});
