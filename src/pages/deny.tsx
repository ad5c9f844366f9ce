import type { Translator } from "../copy/translator.ts";

/** Where requests are stopped: short, since its whole address stands in mails. */
export const STOP = "/s";

/** The name of the form's field. */
export const STOP_FIELD = "stop";

export type DenyFormProps = {
  readonly words: Translator;
  readonly code: string;
  /** What the button says, if not that nobody asked for this. */
  readonly label?: string;
};

/** The button for who did not ask for this. It changes something, so it is a form of its own, which works without script. */
export const DenyForm = ({ words, code, label = words.say("link.ask.no") }: DenyFormProps) => (
  <form method="post" action={STOP} novalidate>
    <input type="hidden" name={STOP_FIELD} value={code} />
    <button type="submit" class="quiet">
      {label}
    </button>
  </form>
);
