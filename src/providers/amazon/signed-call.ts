import { AwsV4Signer } from "aws4fetch";
import * as z from "zod/mini";
import type { Outside } from "../provider.ts";
import { call } from "../reply.ts";
import { apiKey } from "../settings.ts";

/** The settings that every service of Amazon needs. */
export const amazonSettings = {
  AWS_ACCESS_KEY_ID: apiKey,
  AWS_SECRET_ACCESS_KEY: apiKey,
  AWS_SESSION_TOKEN: z.optional(apiKey),
  AWS_REGION: z.string().check(z.trim(), z.regex(/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/, "write it like eu-west-1")),
};

export type AmazonSettings = z.output<z.ZodMiniObject<typeof amazonSettings>>;

/**
 * One signed POST; undefined when no answer came. `base` may hold `{region}`. The signature covers the instant, so the
 * same request of the same instant is the same to the byte.
 */
export async function signedCall(
  outside: Outside,
  { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION }: AmazonSettings,
  {
    service,
    base,
    path,
    headers,
    body,
  }: {
    /** As Signature Version 4 calls it, which is not always how its host does. */
    readonly service: "ses" | "sms-voice" | "sns";
    readonly base: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  },
): Promise<Response | undefined> {
  const url = base.replace("{region}", AWS_REGION) + path;
  // Only its signature: its own `fetch` would repeat a message up to ten times.
  const signed = await new AwsV4Signer({
    method: "POST",
    url,
    headers,
    body,
    service,
    region: AWS_REGION,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    datetime: basicDate(outside.now()),
    // Else it leaves out the type of the content.
    allHeaders: true,
  }).sign();
  return call(outside, url, { method: "POST", headers: Object.fromEntries(signed.headers), body });
}

/** ISO 8601 without punctuation: `20261121T200000Z`. */
const basicDate = (at: number): string => new Date(at).toISOString().replace(/[:-]|\.\d{3}/g, "");
