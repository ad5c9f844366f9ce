import type { Child, FC } from "hono/jsx";
import type { Channel } from "../core/flow.ts";
import { smsSegments } from "../messages/sms.ts";
import { toMime } from "./mime.ts";
import type { OutboxEntry, OutboxFailure, OutboxMessage } from "./outbox.ts";

export const channelNames: Readonly<Record<Channel, string>> = { email: "E-mail", sms: "Text message", voice: "Call" };

/** How many there are of something, in English: "1 message", "2 messages". */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

function age(sentAt: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(sentAt)) / 1_000));
  if (seconds < 60) return `${counted(seconds, "second")} ago`;
  if (seconds < 3_600) return `${counted(Math.floor(seconds / 60), "minute")} ago`;
  return `${counted(Math.floor(seconds / 3_600), "hour")} ago`;
}

function cost(text: string): string {
  const { encoding, units, segments } = smsSegments(text);
  return `${counted(segments, "segment")}, ${counted(units, "unit")} of ${encoding}`;
}

const Status: FC<{ failure: OutboxFailure }> = ({ failure }) =>
  failure === null ? <>Sent</> : <span class="failed">Not delivered: {failure}</span>;

const Facts: FC<{ entry: OutboxEntry; now: number }> = ({ entry: { message, failure }, now }) => (
  <dl>
    <dt>To</dt>
    <dd>
      <bdi dir="ltr">{message.to}</bdi>
    </dd>
    <dt>Channel</dt>
    <dd>
      {channelNames[message.channel]}
      {message.channel === "sms" && ` (${cost(message.text)})`}
    </dd>
    <dt>Status</dt>
    <dd>
      <Status failure={failure} />, <time datetime={message.sent_at}>{age(message.sent_at, now)}</time>
    </dd>
    {message.code !== null && (
      <>
        <dt>Code</dt>
        <dd>
          <bdi class="code" dir="ltr">
            {message.code}
          </bdi>
          {/* For the script of the page to show: without it the code is marked whole by one press. */}
          <button type="button" data-copy={message.code} hidden>
            Copy code
          </button>
        </dd>
      </>
    )}
    {message.link !== null && (
      <>
        <dt>Link</dt>
        <dd>
          <a class="open" href={message.link}>
            Open link
          </a>
        </dd>
      </>
    )}
  </dl>
);

const View: FC<{ name: string; open?: boolean; children: Child }> = ({ name, open = false, children }) => (
  <details open={open}>
    <summary>{name}</summary>
    {children}
  </details>
);

const Views: FC<{ message: OutboxMessage; title: string }> = ({ message, title }) => {
  const { channel, html, text } = message;
  const headers = Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <>
      {/* The page is for looking at what was sent: the text is open, the rest a press away. */}
      <View name={channel === "voice" ? "Transcript" : "Text"} open>
        <pre>{text}</pre>
      </View>
      {html !== null && (
        <View name="HTML">
          {/* No scripts, no forms, no window of ours: a mail is somebody else's page. */}
          <iframe title={`HTML of: ${title}`} sandbox="" srcdoc={html} loading="lazy" />
        </View>
      )}
      {headers.length > 0 && (
        <View name="Headers">
          <pre>{headers.join("\n")}</pre>
        </View>
      )}
      {channel === "email" && (
        <View name="Raw source">
          <pre>{toMime(message)}</pre>
        </View>
      )}
    </>
  );
};

/** One message, with everything there is to see of it; `index` tells messages of the same subject apart. */
export const Entry: FC<{ entry: OutboxEntry; index: number; now: number }> = ({ entry, index, now }) => {
  const { message } = entry;
  const title = message.subject ?? `${channelNames[message.channel]} to ${message.to}`;
  const id = `message-${index}`;
  return (
    <article aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <Facts entry={entry} now={now} />
      <Views message={message} title={`${title} (${index})`} />
    </article>
  );
};
