import type { Secret } from "./code.ts";
import type { Attempt, Envelope, Message } from "./message.ts";
import type { Render } from "./message-store.ts";

/** What a message is sent with. */
export type Found = {
  readonly secret: Secret;
  /** Who put it in the place of the one that earlier tries carried: each claim anew; null: it is that one. */
  readonly rotatedBy: string | null;
  readonly attempts: readonly Attempt[];
};

/** Providers drop what they have seen under a key, and refuse other content under it. */
function keyOf({ id }: Message, { rotatedBy, attempts }: Found): string {
  // Taken once, and sent again on an operator's word: it is to go out a second time.
  const taken = attempts.filter(({ kind }) => kind === "accepted").length;
  return [id, ...(taken > 0 ? [`again${taken}`] : []), ...(rotatedBy === null ? [] : [rotatedBy])].join("-");
}

/** What every provider of a channel is handed alike. */
export type Unaddressed = Omit<Envelope, "callbackUrl" | "scene">;

export async function envelopeOf(render: Render, message: Message, found: Found): Promise<Unaddressed> {
  const { subject, html, headers, speech, senderName, senderId, ...rendered } = await render(message, found.secret);
  return {
    id: message.id,
    idempotencyKey: keyOf(message, found),
    appId: message.appId,
    channel: message.channel,
    to: message.recipient,
    locale: message.data.locale,
    appName: message.data.appName,
    expiresAt: message.data.expiresAt,
    ...rendered,
    ...(subject === undefined ? {} : { subject }),
    ...(html === undefined ? {} : { html }),
    ...(headers === undefined ? {} : { headers }),
    ...(speech === undefined ? {} : { speech }),
    ...(senderName === undefined ? {} : { senderName }),
    ...(senderId === undefined ? {} : { senderId }),
  };
}
