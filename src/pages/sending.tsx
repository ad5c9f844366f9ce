import type { Translator } from "../copy/translator.ts";
import type { Channel } from "../core/flow.ts";

/** What was sent, and by what: what a person may wait for. */
export type Sent = { readonly proof: "code" | "link"; readonly channel: Channel };

/** What to look at when nothing arrives; `other` says whether there is another way to be reached. */
export function NotGotIt({ words, sent, other }: { readonly words: Translator; sent: Sent; other: boolean }) {
  const { channel, proof } = sent;
  const byMail = channel === "email";
  const reasons = byMail
    ? [
        words.say("help.spam"),
        words.say("help.spelling"),
        words.say(proof === "code" ? "help.wait_code" : "help.wait_link"),
        ...(other ? [words.say("help.phone_instead")] : []),
      ]
    : [
        words.say("help.number"),
        words.say("help.signal"),
        words.say(channel === "sms" ? "help.slow" : "help.callers"),
        ...(channel === "voice" ? [words.say("help.wait_call")] : []),
        ...(other ? [words.say("help.email_instead")] : []),
      ];
  return (
    <>
      <h2>{words.say(`help.title.${channel}`)}</h2>
      <ul>
        {reasons.map((reason) => (
          <li>{reason}</li>
        ))}
      </ul>
    </>
  );
}

/** Who can be reached by phone at all: by a text, by a call. */
export type PhoneWays = { readonly texts: boolean; readonly calls: boolean };

/** The other way to a number: one that was texted can be called, and the other way round. A call brings no link. */
export function otherWay({ proof, channel }: Sent, { texts, calls }: PhoneWays): "sms" | "voice" | undefined {
  if (proof === "link") return undefined;
  if (channel === "sms" && calls) return "voice";
  return channel === "voice" && texts ? "sms" : undefined;
}

/** The button that has the newest code sent in another way; `name` and `value` are how its form says which. */
export const SendBy = ({
  words,
  way,
  ...button
}: {
  readonly words: Translator;
  readonly way: Channel;
  readonly form: string;
  readonly formaction?: string;
  readonly name: string;
  readonly value: string;
}) => (
  <p>
    <button type="submit" class="quiet" {...button}>
      {words.say(`way.${way}`)}
    </button>
  </p>
);

export type SendAgainProps = {
  readonly words: Translator;
  readonly sent: Sent;
  /** The id of the form it belongs to, so that what was typed there travels along. */
  readonly form: string;
  /** Where the form goes by this button, if not where it goes by its own. */
  readonly action?: string | undefined;
  /** How many seconds until it works; the server holds to them with or without script. */
  readonly waitSeconds?: number | undefined;
  /** Whether it is what the page is for. */
  readonly main?: boolean;
};

/** The button that has a new code or link sent. */
export function SendAgain({ words, sent, form, action, waitSeconds = 0, main = false }: SendAgainProps) {
  const keys = sent.proof === "link" ? linkKeys : sent.channel === "voice" ? callKeys : codeKeys;
  const waiting =
    waitSeconds > 0
      ? {
          "data-wait": String(waitSeconds),
          "data-text": words.say(keys.waiting, { seconds: "{seconds}" }),
          "data-ready": words.say(keys.ready),
        }
      : {};
  return (
    <p>
      <button
        type="submit"
        form={form}
        formaction={action}
        name="again"
        value={sent.channel}
        id="again"
        class={main ? undefined : "quiet"}
        {...waiting}
      >
        {words.say(keys.press)}
      </button>
    </p>
  );
}

const codeKeys = { press: "code.again", waiting: "code.again_in", ready: "code.again_ready" } as const;
const callKeys = { ...codeKeys, press: "code.call_again" } as const;
const linkKeys = { press: "sent.resend", waiting: "sent.resend_in", ready: "sent.resend_ready" } as const;

export type PollProps = {
  readonly words: Translator;
  /** Answers JSON with a member `state`, for whoever has the page's cookies. */
  readonly statusUrl: string;
  /** How that says that all is done. */
  readonly state: string;
  /** How many seconds there is any use in asking. */
  readonly secondsLeft: number;
  /** Where the page goes then. */
  readonly next: string;
};

/** Has the script look whether the address was confirmed elsewhere. */
export const Poll = ({ words, statusUrl, state, secondsLeft, next }: PollProps) => (
  <p
    class="status screen"
    id="live"
    role="status"
    data-poll={statusUrl}
    data-state={state}
    data-left={String(secondsLeft)}
    data-moved={words.say("done.moving")}
    data-next={next}
  />
);
