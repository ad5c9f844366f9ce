import type { Child } from "hono/jsx";
import type { Translator } from "../copy/translator.ts";
import type { Device } from "../http/user-agent.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The four reasons why a link does not work, without saying which: to whoever has no part in the request. */
export function DeadLink({ words, lifetimeMs }: { readonly words: Translator; readonly lifetimeMs: number }) {
  const old =
    lifetimeMs % HOUR_MS === 0 && lifetimeMs > HOUR_MS
      ? words.say("link.dead.old_hours", { n: lifetimeMs / HOUR_MS })
      : words.say("link.dead.old_minutes", { n: Math.round(lifetimeMs / MINUTE_MS) });
  return (
    <>
      <p>{words.say("link.dead.may")}</p>
      <ul>
        <li>{words.say("link.dead.used")}</li>
        <li>{words.say("link.dead.replaced")}</li>
        <li>{words.say("link.dead.stopped")}</li>
        <li>{old}</li>
      </ul>
      <p>{words.say("link.dead.copied")}</p>
      <p>{words.say("link.dead.restart")}</p>
    </>
  );
}

export type AskedProps = {
  readonly words: Translator;
  readonly app: string;
  /** Which address, as far as it is told; undefined: not at all. */
  readonly address: Child | undefined;
  readonly time: Child;
  /** What somebody asked with, where it was their own browser that did. */
  readonly device: Device | undefined;
  /** Whether they were signed in, and want the address added to their account. */
  readonly signedIn?: boolean;
};

/** Who asked for what, when and with what: for whoever is to say whether that was them. */
export function Asked({ words, app, address, time, device, signedIn = false }: AskedProps) {
  if (address === undefined) return <p>{words.pieces("link.ask.text_somewhere", { app, time })}</p>;
  const key = signedIn ? "link.ask.claim" : "link.ask.text";
  return (
    <p>
      {device === undefined
        ? words.pieces(key, { app, address, time })
        : words.pieces(`${key}_from`, { app, address, time, ...device })}
    </p>
  );
}

export type ConfirmFormProps = {
  readonly words: Translator;
  readonly action: string;
  /** What the link carries, sent on by the press. */
  readonly fields: Readonly<Record<string, string>>;
  /** How to say "No, I did not ask for this"; without it the page says that closing it is enough. */
  readonly deny?: Child;
};

/** The buttons of a link's page. Nothing but a press of one of them does anything. */
export function ConfirmForm({ words, action, fields, deny }: ConfirmFormProps) {
  return (
    <>
      <form method="post" action={action} novalidate>
        {Object.entries(fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button type="submit">{words.say("link.ask.yes")}</button>
      </form>
      {deny ?? <p>{words.say("link.ask.close")}</p>}
    </>
  );
}
