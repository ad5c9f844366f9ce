import type { Child } from "hono/jsx";
import type { Translator } from "../copy/translator.ts";
import type { PageView } from "./pages.tsx";

export type TypoProps = {
  readonly words: Translator;
  readonly typed: string;
  /** What is meant, most likely. */
  readonly meant: string;
  /** The id of the form that the buttons belong to. */
  readonly form: string;
  /** That form, with what it sends besides the address; that nobody is to be asked again is said by a field of it. */
  readonly children: Child;
};

/** An address whose domain is nearly a common one: both ways on, and nothing to type again. */
export function typoPage({
  words,
  typed,
  meant,
  form,
  children,
}: TypoProps): Pick<PageView, "status" | "title" | "body"> {
  const use = (address: string, quiet: boolean) => (
    <button type="submit" form={form} name="email" value={address} class={quiet ? "quiet" : undefined}>
      {words.say("typo.use", { address })}
    </button>
  );
  const mark = (address: string) => (
    <bdi class="address" dir="ltr">
      {address}
    </bdi>
  );
  return {
    status: 422,
    title: words.say("typo.title"),
    body: (
      <>
        <p role="alert">{words.pieces("typo.question", { typed: mark(typed), meant: mark(meant) })}</p>
        {children}
        <p>
          {use(meant, false)}
          {use(typed, true)}
        </p>
      </>
    ),
  };
}
