import * as z from "zod/mini";
import en from "zod/v4/locales/en.js";

/** What zod says where a schema says nothing, for operators to read: what this was given instead of what. */
export const inWords = { error: en().localeError };

/** What is wrong with a value, or with what is at `path` inside it. A `code` is for answers that name faults by one. */
export type Fault = {
  readonly message: string;
  readonly path?: readonly PropertyKey[];
  readonly params?: { readonly code: string };
};

/** Says what is wrong. What is returned after it is thrown away. */
export type Refuse = (fault: Fault) => never;

/** What `schema` lets through, made into something else, or refused. */
export const transformed = <Schema extends z.core.SomeType, Output>(
  schema: Schema,
  to: (value: z.core.output<Schema>, refuse: Refuse) => Output,
) =>
  z.pipe(
    schema,
    z.transform((input: z.core.output<Schema>, { issues }) =>
      to(input, ({ message, path = [], params = {} }) => {
        issues.push({ code: "custom", input, message, path: [...path], params });
        return z.NEVER;
      }),
    ),
  );
