import { raw } from "hono/html";
import type { FC } from "hono/jsx";
import { smsSegments } from "../messages/sms.ts";
import type { OutboxMessage } from "./outbox.ts";
import { simulations } from "./simulation.ts";

const css = `
:root{color-scheme:light dark;--line:#767676;--soft:#f3f4f6;--accent:#1a56c4}
@media (prefers-color-scheme:dark){:root{--line:#8a8f98;--soft:#22262c;--accent:#8ab4ff}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:56rem;margin-inline:auto;padding:1.5rem 1rem}
h1{margin:0 0 1rem}h2{margin:0 0 .75rem;font-size:1.125rem}
form{display:inline-flex;max-width:100%;flex-wrap:wrap;gap:.5rem;align-items:center;margin:0 1rem 1rem 0}
input,button{font:inherit;min-height:2.75rem;padding:.25rem .75rem;border:1px solid var(--line);border-radius:.375rem}
input{width:20rem;min-width:0;max-width:100%}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
article{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin-block:1rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.25rem 1rem;margin:0 0 1rem}
dt{font-weight:600}dd{margin:0}
.code{font:700 1.5rem/1.2 ui-monospace,monospace;letter-spacing:.1em;user-select:all}
.open{display:inline-block;min-height:1.5rem}
pre{background:var(--soft);padding:.75rem;border-radius:.375rem;white-space:pre-wrap;margin:.5rem 0}
summary{min-height:1.5rem;cursor:pointer}
iframe{display:block;width:100%;height:32rem;border:1px solid var(--line);border-radius:.375rem;margin-block:.5rem;background:Canvas}
`;

const channels = { email: "E-mail", sms: "Text message", voice: "Call" } as const;

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

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

const Facts: FC<{ message: OutboxMessage; now: number }> = ({ message, now }) => (
  <dl>
    <dt>To</dt>
    <dd>
      <bdi dir="ltr">{message.to}</bdi>
    </dd>
    <dt>Channel</dt>
    <dd>
      {channels[message.channel]}
      {message.channel === "sms" && ` (${cost(message.text)})`}
    </dd>
    <dt>Sent</dt>
    <dd>
      <time datetime={message.sent_at}>{age(message.sent_at, now)}</time>
    </dd>
    {message.code !== null && (
      <>
        <dt>Code</dt>
        <dd>
          <bdi class="code" dir="ltr">
            {message.code}
          </bdi>
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

const Message: FC<{ message: OutboxMessage; now: number }> = ({ message, now }) => {
  const title = message.subject ?? `${channels[message.channel]} to ${message.to}`;
  const headers = Object.entries(message.headers);
  return (
    <article aria-labelledby={`m-${message.id}`}>
      <h2 id={`m-${message.id}`}>{title}</h2>
      <Facts message={message} now={now} />
      {/* The page is for looking at what was sent: the text is open, the rest a press away. */}
      <details open>
        <summary>{message.channel === "voice" ? "Transcript" : "Text"}</summary>
        <pre>{message.text}</pre>
      </details>
      {message.html !== null && (
        <details>
          <summary>HTML</summary>
          {/* No scripts, no forms, no window of ours: a mail is somebody else's page. */}
          <iframe title={`HTML of: ${title}`} sandbox="" srcdoc={message.html} loading="lazy" />
        </details>
      )}
      {headers.length > 0 && (
        <details>
          <summary>Headers</summary>
          <pre>{headers.map(([name, value]) => `${name}: ${value}`).join("\n")}</pre>
        </details>
      )}
    </article>
  );
};

const Simulations: FC = () => (
  <section aria-labelledby="simulations">
    <h2 id="simulations">Addresses that try things out</h2>
    <dl>
      {simulations.map(({ to, channels: by, does }) => (
        <>
          <dt>
            <bdi dir="ltr">{to}</bdi>
          </dt>
          <dd>
            {does} ({by.map((channel) => channels[channel].toLowerCase()).join(", ")})
          </dd>
        </>
      ))}
    </dl>
  </section>
);

/** What would have been sent. `messages` newest first; `to` is the filter, empty for none. */
export const OutboxPage: FC<{ messages: readonly OutboxMessage[]; to: string; now: number }> = (props) => {
  const { messages, to, now } = props;
  return (
    <html lang="en" dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>Outbox – Countersign development</title>
        <style>{raw(css)}</style>
      </head>
      <body>
        <main>
          <h1>Outbox</h1>
          <p>Nothing here was sent to anybody. Messages stay for a day.</p>
          <form method="get">
            <label for="to">Sent to</label>
            <input
              id="to"
              name="to"
              type="text"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              value={to}
            />
            <button type="submit">Filter</button>
          </form>
          <form method="post" action="outbox/clear">
            <button type="submit">Delete all messages</button>
          </form>
          <p>{to === "" ? counted(messages.length, "message") : `${counted(messages.length, "message")} to ${to}`}</p>
          {messages.map((message) => (
            <Message message={message} now={now} />
          ))}
          <Simulations />
        </main>
      </body>
    </html>
  );
};
