/**
 * A text of the catalogue: a whole sentence or more, with `{name}` where something goes. One that counts is a whole
 * sentence for each plural category of its language (Unicode CLDR), chosen by `{n}`.
 */
export type Text = string | ({ readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>);

/** What another language has to say of what English says. */
export type Translated<English> = { readonly [Key in keyof English]: Text };

type NamesIn<Sentence> = Sentence extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** The names of what goes into a text. */
export type Names<T> = T extends string ? NamesIn<T> : NamesIn<T[keyof T]>;

/** The sentence of a text for a count; a category that is not spelled out says what `other` says. */
export const sentenceOf = (text: Text, categoryOf: () => Intl.LDMLPluralRule): string =>
  typeof text === "string" ? text : (text[categoryOf()] ?? text.other);

/** A sentence in pieces, with `values` where their names stood, in one pass: what is put in is not read again. */
export const fillPieces = <Value>(
  sentence: string,
  values: Readonly<Record<string, Value>>,
): readonly (string | Value)[] =>
  // Split by a pattern with a group, every second piece is what the group held.
  sentence.split(/\{(\w+)\}/).map((piece, index) => (index % 2 === 0 ? piece : (values[piece] ?? "")));
