import type { Child } from "hono/jsx";
import { pageOf, type Shown } from "./shown.ts";

export const FORM = "verify";

/** The form of a flow's page, which the page itself answers. */
export function Form({
  shown,
  hidden = {},
  otp = false,
  children,
}: {
  readonly shown: Shown;
  readonly hidden?: Readonly<Record<string, string | undefined>>;
  /** Whether a script may ask for the code of a text message. */
  readonly otp?: boolean;
  readonly children?: Child;
}) {
  const { csrf, context, look, words } = shown;
  const fields = {
    csrf_token: csrf ?? undefined,
    method: look.flow.proof,
    mount: context.mount || undefined,
    lang: words.lang,
    ...hidden,
  };
  return (
    <form method="post" action={pageOf(shown)} id={FORM} novalidate data-otp={otp ? "" : undefined}>
      {Object.entries(fields).map(
        ([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />,
      )}
      {children}
    </form>
  );
}
