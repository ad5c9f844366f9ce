import type { Translator } from "../copy/translator.ts";

export type FieldProps = {
  readonly words: Translator;
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with it, in the words of the summary. */
  readonly error?: string | undefined;
  readonly value?: string | undefined;
};

type InputProps = FieldProps & {
  readonly type: "text" | "email" | "tel";
  readonly autocomplete: "one-time-code" | "email" | "tel";
  readonly inputmode?: "numeric" | undefined;
};

/** One labelled field. No `maxlength`, `pattern` or `required`: they cut what people paste and say why badly. */
export function Field({ words, name, label, hint, error, type, inputmode, autocomplete, value }: InputProps) {
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
          <span class="vh">{words.say("page.error")} </span>
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

type ValueProps = Pick<FieldProps, "words" | "error" | "value">;

/** The field for a code: one, whatever the code's length, so that it can be pasted and filled in by the browser. */
export const CodeField = ({ words, digits, ...rest }: ValueProps & { readonly digits: number }) => (
  <Field
    {...rest}
    words={words}
    name="code"
    label={words.say("code.label", { digits })}
    hint={words.say("code.hint")}
    type="text"
    inputmode="numeric"
    autocomplete="one-time-code"
  />
);

export const EmailField = ({ words, ...rest }: ValueProps) => (
  <Field {...rest} words={words} name="email" label={words.say("ask.email.label")} type="email" autocomplete="email" />
);

export type Country = { readonly code: string; readonly name: string };

export type PhoneFieldProps = ValueProps & {
  /** To choose from, where the number alone does not tell its country; else none. */
  readonly countries?: readonly Country[];
  /** The one that is chosen already. */
  readonly country?: string | undefined;
};

/** The field for a phone number, written as people write it, and the country where it cannot be told. */
export function PhoneField({ words, error, value, countries = [], country }: PhoneFieldProps) {
  return (
    <>
      <Field
        words={words}
        error={error}
        value={value}
        name="phone"
        label={words.say("ask.phone.label")}
        hint={words.say("ask.phone.hint")}
        type="tel"
        autocomplete="tel"
      />
      {countries.length > 0 && (
        <>
          <label for="country">{words.say("ask.phone.country")}</label>
          <select id="country" name="country" autocomplete="country">
            <option value="">{words.say("ask.phone.choose")}</option>
            {countries.map(({ code, name }) => (
              <option value={code} selected={code === country}>
                {name}
              </option>
            ))}
          </select>
        </>
      )}
    </>
  );
}
