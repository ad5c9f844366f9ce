import { raw } from "hono/html";
import type { FC } from "hono/jsx";
import type { OutboxEntry } from "./outbox.ts";
import { channelNames, counted, Entry } from "./outbox-entry.tsx";
import { css } from "./outbox-style.ts";
import { simulations } from "./simulation.ts";
import { TEST_CODE } from "./test-code.ts";

const Simulations: FC = () => (
  <section aria-labelledby="simulations">
    <h2 id="simulations">Addresses that try things out</h2>
    <p>
      The code sent to any address at <bdi dir="ltr">verify.test</bdi>, and to the numbers from{" "}
      <bdi dir="ltr">+12015550100</bdi> to <bdi dir="ltr">+12015550109</bdi>, is {TEST_CODE.slice(0, 6)}, and goes on in
      that way where codes are longer.
    </p>
    <dl>
      {simulations.map(({ to, channels: by, does }) => (
        <>
          <dt>
            <bdi dir="ltr">{to}</bdi>
          </dt>
          <dd>
            {does} ({by.map((channel) => channelNames[channel].toLowerCase()).join(", ")})
          </dd>
        </>
      ))}
    </dl>
  </section>
);

// Where no script runs, its buttons stay hidden.
const script = `
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.getElementById("copied").textContent = "Copied " + button.dataset.copy;
  });
}
`;

type OutboxPageProps = {
  /** Newest first. */
  readonly entries: readonly OutboxEntry[];
  /** Whose messages these are; empty: everybody's. */
  readonly to: string;
  readonly now: number;
  readonly nonce: string;
};

/** What was sent, or would have been. */
export const OutboxPage: FC<OutboxPageProps> = ({ entries, to, now, nonce }) => (
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
          <input id="to" name="to" type="text" autocomplete="off" autocapitalize="off" spellcheck={false} value={to} />
          <button type="submit">Filter</button>
        </form>
        <form method="post" action="outbox/clear">
          <button type="submit">Delete all messages</button>
        </form>
        <p>{to === "" ? counted(entries.length, "message") : `${counted(entries.length, "message")} to ${to}`}</p>
        <p id="copied" role="status" />
        {entries.map((entry, index) => (
          <Entry entry={entry} index={entries.length - index} now={now} />
        ))}
        <Simulations />
      </main>
      <script type="module" nonce={nonce}>
        {raw(script)}
      </script>
    </body>
  </html>
);
