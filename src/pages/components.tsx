import type { Child } from "hono/jsx";
import type { Translator } from "../copy/translator.ts";

/** What is wrong with what a page was sent, and at which field. */
export type Fault = { readonly text: string; readonly field?: string | undefined };

/** What went wrong, first in `main`, read out at once and focused with or without script. */
export function Problem({ words, fault }: { readonly words: Translator; readonly fault: Fault }) {
  const { text, field } = fault;
  return (
    <div class="problem" role="alert" tabindex={-1} autofocus aria-labelledby="problem-heading">
      <h2 id="problem-heading">{words.say("page.problem")}</h2>
      <ul>
        <li>{field === undefined ? text : <a href={`#${field}`}>{text}</a>}</li>
      </ul>
    </div>
  );
}

/** Where a script says what changed by itself: there from the start, or no screen reader listens to it. */
export const Live = () => <p class="status screen" id="live" role="status" />;

/** What just happened, after a press that did what it should. */
export const Status = ({ children }: { readonly children: unknown }) => (
  <p class="status" role="status">
    {/* A sentence in pieces is a list, which the types of JSX do not take as what stands between two tags. */}
    {children as Child}
  </p>
);

const MASK = "•••";

/** What a screen reader says in place of the bullets of a mask. */
function spoken(words: Translator, masked: string): string {
  const start = masked.slice(0, masked.indexOf(MASK)).trim();
  const end = masked.slice(masked.lastIndexOf(MASK) + MASK.length).trim();
  if (masked.startsWith("+")) {
    return start === "+" ? words.say("mask.number_end", { end }) : words.say("mask.number", { start, end });
  }
  if (end === "") return words.say("mask.start", { start });
  return start === "" ? words.say("mask.end", { end }) : words.say("mask.both", { start, end });
}

/** An address, written from left to right in any language. What a mask hides is said, not spelled as bullets. */
export function Address({ words, value }: { readonly words: Translator; readonly value: string }) {
  if (!value.includes(MASK)) {
    return (
      <bdi class="address" dir="ltr">
        {value}
      </bdi>
    );
  }
  return (
    <>
      <bdi class="address" dir="ltr" aria-hidden="true">
        {value}
      </bdi>
      <span class="vh">{spoken(words, value)}</span>
    </>
  );
}

const DAY_IS_CLEAR_MS = 12 * 3_600_000;

/** Whether a time of day alone says which moment is meant. */
export const isDayClear = (at: number, now: number): boolean => Math.abs(at - now) <= DAY_IS_CLEAR_MS;

/** A time of day with its zone, until a script that knows the reader's clock rewrites it; `day` adds the day. */
export const Moment = ({ words, at, day = false }: { readonly words: Translator; at: number; day?: boolean }) => (
  <time datetime={new Date(at).toISOString()} data-clock={day ? "day" : ""}>
    {day ? words.moment(at) : words.clock(at)}
  </time>
);

const MINUTE_MS = 60_000;
const LONGEST_IN_MINUTES = 90;

type LifetimeProps = {
  readonly words: Translator;
  readonly from: number;
  readonly until: number;
  /** What works that long; a code unless told otherwise. */
  readonly of?: "code" | "link";
};

/** How long something works, and until when. */
export function Lifetime({ words, from, until, of = "code" }: LifetimeProps) {
  const minutes = Math.max(1, Math.floor((until - from) / MINUTE_MS));
  const time = <Moment words={words} at={until} day={minutes > LONGEST_IN_MINUTES} />;
  return (
    <>
      {minutes > LONGEST_IN_MINUTES
        ? words.pieces(`works.${of}.hours`, { n: Math.floor(minutes / 60), time })
        : words.pieces(`works.${of}.minutes`, { n: minutes, time })}
    </>
  );
}

/** A link that looks like the button it is as good as. */
export const ButtonLink = ({
  href,
  id,
  children,
}: {
  readonly href: string;
  id?: string;
  readonly children: Child;
}) => (
  <p>
    <a class="button" id={id} href={href}>
      {children}
    </a>
  </p>
);

export const TextLink = ({ href, children }: { readonly href: string; readonly children: Child }) => (
  <p>
    <a href={href}>{children}</a>
  </p>
);
