import * as z from "zod";

/** The name of this dialect in stored rows and logs. */
export const DIALECT = "kratos";

const Shared = {
  /** The path the dialect was reached under: links and form actions stay under it. */
  mount: z.string(),
  /** The address of the request that started it, as the client sees us. */
  requestUrl: z.string(),
  returnTo: z.string().nullable(),
};

const Context = z.discriminatedUnion("type", [
  z.object({ type: z.literal("api"), ...Shared }),
  z.object({ type: z.literal("browser"), ...Shared, /** Masks the CSRF secret, base64. */ pad: z.string() }),
]);

/** What this dialect remembers with a flow. */
export type KratosContext = z.infer<typeof Context>;

/** Reads back what `JSON.stringify` of a context was stored as. */
export const readContext = (stored: string): KratosContext => Context.parse(JSON.parse(stored));
