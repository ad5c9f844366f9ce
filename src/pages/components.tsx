import type { Child } from "hono/jsx";

/** What went wrong, first in `main`, read out at once and focused with or without script. */
export function Problem({ field, children }: { readonly field?: string | undefined; readonly children: Child }) {
  return (
    <div class="problem" role="alert" tabindex={-1} autofocus aria-labelledby="problem-heading">
      <h2 id="problem-heading">There is a problem</h2>
      <p>{field === undefined ? children : <a href={`#${field}`}>{children}</a>}</p>
    </div>
  );
}

export type FieldProps = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly type: "text" | "email" | "tel";
  readonly inputmode?: "numeric" | undefined;
  readonly autocomplete: "one-time-code" | "email" | "tel";
  readonly value?: string | undefined;
};

/** One labelled field. No `maxlength`, `pattern` or `required`: they cut what people paste and say why badly. */
export function Field({ name, label, hint, error, type, inputmode, autocomplete, value }: FieldProps) {
  const described = [error ? `${name}-error` : "", hint ? `${name}-hint` : ""].filter(Boolean).join(" ");
  return (
    <>
      <label for={name}>{label}</label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${name}-error`}>
          <span class="vh">Error: </span>
          {error}
        </p>
      )}
      <input
        id={name}
        name={name}
        type={type}
        inputmode={inputmode}
        autocomplete={autocomplete}
        autocapitalize="off"
        spellcheck={false}
        dir="ltr"
        aria-describedby={described || undefined}
        aria-invalid={error ? "true" : undefined}
        value={value}
      />
    </>
  );
}

const MASK = "•••";

/** An address, written from left to right in any language. What a mask hides is said, not spelled as bullets. */
export function Address({ value }: { readonly value: string }) {
  if (!value.includes(MASK))
    return (
      <bdi class="address" dir="ltr">
        {value}
      </bdi>
    );
  const [start = "", end = ""] = value.split(MASK);
  return (
    <>
      <bdi class="address" dir="ltr" aria-hidden="true">
        {value}
      </bdi>
      <span class="vh">
        the address that {start && `starts with ${start} and `}ends with {end}
      </span>
    </>
  );
}

const WITHOUT_QUERY = "history.replaceState(null, document.title, location.pathname)";

/**
 * Takes the query out of the address of a page whose form holds what was in it: a token need not stay in the address
 * bar, or in the history of a browser that others use.
 */
export const ForgetQuery = ({ nonce }: { readonly nonce: string }) => <script nonce={nonce}>{WITHOUT_QUERY}</script>;

/** An instant by the clock of UTC: the server knows no other one for sure. */
export function Moment({ at }: { readonly at: string }) {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(at));
  return <time datetime={at}>{`${day} at ${at.slice(11, 16)} UTC`}</time>;
}
