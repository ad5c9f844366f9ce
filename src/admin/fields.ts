import * as z from "zod/mini";
import { transformed } from "../schema.ts";

export const isAccountId = (text: string): boolean => /^[0-9a-f]{24}$/.test(text);

export const accountId = z.lazy(() =>
  z
    .string()
    .check(z.refine(isAccountId, { message: "24 lower-case hexadecimal digits.", params: { code: "id_malformed" } })),
);

/** How many of a list are wanted at once. */
export const limit = ({ most, initially }: { readonly most: number; readonly initially: number }) =>
  z._default(
    transformed(z.string().check(z.regex(/^[0-9]{1,4}$/)), Number).check(
      z.refine((wanted) => wanted >= 1 && wanted <= most, {
        message: `1 to ${most}.`,
        params: { code: "out_of_range" },
      }),
    ),
    initially,
  );
