import * as z from "zod/mini";
import { fromBase64Url } from "../../core/base64url.ts";
import type { CallbackReading, DeliveryEvent, ReadCallback } from "../../core/delivery.ts";
import { fail, ok } from "../../core/result.ts";
import { jsonIn } from "../callback.ts";
import type { Outside } from "../provider.ts";
import { call, readText } from "../reply.ts";
import { isRecent } from "./age.ts";
import { type Certificates, keepCertificates } from "./certificates.ts";
import { notSigned, tooOld, unreadable, wrongSignature } from "./doubt.ts";
import type { Certificate } from "./x509.ts";

/** How far the time in a message may be from ours. Amazon delivers late when we were not there. */
const TOLERANCE_MS = 60 * 60_000;

const HOST = /^sns\.[a-zA-Z0-9-]{3,}\.amazonaws\.com(?:\.cn)?$/;

/** A topic, as settings spell it. */
export const topicArn = z
  .string()
  .check(
    z.trim(),
    z.regex(
      /^arn:aws(?:-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
      "write it as arn:aws:sns:REGION:ACCOUNT:NAME",
    ),
  );

/** A message that was published to a topic. */
export type Notification = { readonly id: string; readonly text: string; readonly at: number };

const signedFields = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
  UnsubscribeConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const;

// The text that is signed is lines: of its fields only `Message` and `Subject` may hold more than one.
const line = z.string().check(z.regex(/^[\x21-\x7e]+$/));

const posted = z.object({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: line.check(z.maxLength(64)),
  TopicArn: line,
  Message: z.string(),
  Subject: z.nullish(z.string()),
  Timestamp: z.iso.datetime(),
  SubscribeURL: z.optional(line),
  Token: z.optional(line),
  SignatureVersion: z.optional(z.string()),
  Signature: z.optional(z.string()),
  SigningCertURL: z.optional(z.string()),
});

type Posted = z.output<typeof posted>;

/**
 * Reads the messages of one SNS topic: nothing is believed, and nothing fetched, for another one. A subscription of the
 * topic to us is confirmed. Raw delivery must be off, since raw messages are not signed.
 */
export function snsCallbacks(
  topic: string,
  outside: Outside,
  read: (notification: Notification) => readonly DeliveryEvent[],
): ReadCallback {
  const certificates = keepCertificates(outside);

  return async ({ bytes }) => {
    const parsed = posted.safeParse(jsonIn(bytes));
    if (!parsed.success) return fail(unreadable);
    const message = parsed.data;
    if (message.Signature === undefined) return fail(notSigned);
    if (message.TopicArn !== topic) return fail(wrongSignature);
    const at = Date.parse(message.Timestamp);
    if (!isRecent(at, outside.now(), TOLERANCE_MS)) return fail(tooOld);
    if (!(await isSigned(message, certificates, outside.now()))) return fail(wrongSignature);
    if (message.Type === "SubscriptionConfirmation") await confirm(message, outside);
    const events = message.Type === "Notification" ? read({ id: message.MessageId, text: message.Message, at }) : [];
    return ok<CallbackReading>({ events });
  };
}

/** Whether a certificate of SNS itself, valid now, signed what counts of a message. */
async function isSigned(message: Posted, certificates: Certificates, now: number): Promise<boolean> {
  const { SignatureVersion, Signature = "", SigningCertURL = "" } = message;
  const hash = SignatureVersion === "1" ? "SHA-1" : SignatureVersion === "2" ? "SHA-256" : undefined;
  const signature = fromBase64Url(Signature);
  const url = amazonUrl(SigningCertURL);
  if (hash === undefined || signature === undefined || url?.pathname.endsWith(".pem") !== true) return false;
  const certificate = await certificates(url.href);
  if (certificate === undefined || now < certificate.notBefore || now > certificate.notAfter) return false;
  return verify(certificate, hash, signature, signedText(message));
}

async function verify(
  { publicKey }: Certificate,
  hash: "SHA-1" | "SHA-256",
  signature: Uint8Array<ArrayBuffer>,
  text: string,
): Promise<boolean> {
  const name = "RSASSA-PKCS1-v1_5";
  try {
    const key = await crypto.subtle.importKey("spki", publicKey, { name, hash }, false, ["verify"]);
    return await crypto.subtle.verify(name, key, signature, new TextEncoder().encode(text));
  } catch {
    // Not an RSA key.
    return false;
  }
}

const signedText = (message: Posted): string =>
  signedFields[message.Type].map((field) => (message[field] == null ? "" : `${field}\n${message[field]}\n`)).join("");

/** An address of SNS, at its own port and without a password; undefined for any other. */
function amazonUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  const isPlain = url?.protocol === "https:" && url.username === "" && url.password === "";
  return url !== null && isPlain && HOST.test(url.host) ? url : undefined;
}

/** If nobody answers, the subscription stays pending at Amazon, where it can be asked for again. */
async function confirm({ SubscribeURL = "" }: Posted, outside: Outside): Promise<void> {
  const url = amazonUrl(SubscribeURL);
  const response = url && (await call(outside, url.href, { method: "GET", headers: {} }));
  if (response) await readText(response);
}
