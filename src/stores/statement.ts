/** What D1 can bind; booleans are refused on purpose, since D1 would store the text `1.0` in a text column. */
export type Bindable = string | number | null;

/** A statement with its values, ready for one batch. */
export type Bound = { readonly sql: string; readonly values: readonly Bindable[] };

const PARAMETER = /:([a-z][A-Za-z]*)/g;

type Numbered = { readonly sql: string; readonly names: readonly string[] };

function numberedOf(text: string): Numbered {
  const names: string[] = [];
  // The text travels with every request, so it travels without its layout. No literal here holds white space.
  const sql = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(PARAMETER, (_, name: string) => {
      if (!names.includes(name)) names.push(name);
      return `?${names.indexOf(name) + 1}`;
    });
  return { sql, names };
}

/**
 * SQL with `:named` values, numbered once when it is first used, so that a request only picks the values. The texts
 * here are constants of ours; nothing a caller sends is ever part of one.
 */
export function statement<Names extends string>(text: string): (values: Readonly<Record<Names, Bindable>>) => Bound {
  let numbered: Numbered | undefined;
  return (values) => {
    numbered ??= numberedOf(text);
    return {
      sql: numbered.sql,
      values: numbered.names.map((name) => {
        const value = (values as Record<string, Bindable | undefined>)[name];
        if (value === undefined) throw new TypeError(`no value for :${name}`);
        return value;
      }),
    };
  };
}
