import type { Translator } from "../../../copy/translator.ts";
import { ButtonLink } from "../../../pages/components.tsx";
import type { PageView } from "../../../pages/pages.tsx";
import type { ErrorKind } from "../errors.ts";

const START = "/self-service/verification/browser";

type Explained = { readonly title: string; readonly text: string };

/** In words for people; the API's words are for programs. */
function explain(kind: Exclude<ErrorKind, "link_dead"> | "expired", words: Translator): Explained {
  const told = (key: "old" | "broken" | "stopped" | "off" | "browser" | "origin" | "large"): Explained => ({
    title: words.say(`${key}.title`),
    text: words.say(`${key}.text`),
  });
  switch (kind) {
    case "expired":
      return told("old");
    case "flow_param":
    case "flow_not_found":
    case "bad_request":
    case "return_to":
      return told("broken");
    case "flow_cancelled":
      return told("stopped");
    case "disabled":
    case "strategy_disabled":
    case "method_disabled":
      return told("off");
    case "csrf_no_cookies":
    case "csrf_no_cookie":
    case "csrf_mismatch":
      return told("browser");
    case "csrf_origin":
      return told("origin");
    case "too_soon":
      return { title: words.say("limit.start.title"), text: words.say("limit.start.text") };
    case "too_large":
      return told("large");
    case "unavailable":
    case "server_error":
      return { title: words.say("server.title"), text: words.say("server.code") };
  }
}

export type ProblemProps = {
  readonly words: Translator;
  readonly kind: Exclude<ErrorKind, "link_dead"> | "expired";
  readonly status: number;
  /** What a person can name when they ask for help. */
  readonly reference?: string | undefined;
  /** Where the same journey starts anew. */
  readonly restart?: string | undefined;
};

/** The page of what is no state of a flow. */
export function problemView({ words, kind, status, reference, restart = START }: ProblemProps): PageView {
  const { title, text } = explain(kind, words);
  return {
    status,
    title,
    body: (
      <>
        <p>{text}</p>
        <ButtonLink href={restart}>{words.say("page.start_again")}</ButtonLink>
        {reference !== undefined && <p>{words.say("page.reference", { id: reference })}</p>}
      </>
    ),
  };
}
