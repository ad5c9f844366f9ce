import { Ajv2020, type AnySchemaObject } from "ajv/dist/2020.js";

/** What a vendor takes: every object closed, so that a misspelt key is one too many. */
export type RequestSchema = AnySchemaObject;

/** What of `body` the vendor would not take, each with where it stands; empty if it would take all of it. */
export function misfits(schema: RequestSchema, body: unknown): readonly string[] {
  const validate = new Ajv2020({ allErrors: true, strictTuples: false }).compile(schema);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || "/"} ${message} ${JSON.stringify(params)}`,
  );
}

/** The body of a request as its vendor reads it: JSON, or a form whose fields may repeat. */
export async function bodyIn(request: Request): Promise<unknown> {
  const text = await request.clone().text();
  if (!request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) return JSON.parse(text);
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

/** `body` once for each of its keys at any depth, with that key misspelt. */
export function misspelt(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) {
    return body.flatMap((item, index) => misspelt(item).map((wrong) => body.with(index, wrong)));
  }
  if (typeof body !== "object" || body === null) return [];
  const entries: readonly (readonly [string, unknown])[] = Object.entries(body);
  return entries.flatMap(([key, value]) => {
    const rest = entries.filter(([other]) => other !== key);
    const deeper = misspelt(value).map((wrong) => Object.fromEntries([...rest, [key, wrong]]));
    return [Object.fromEntries([...rest, [`${key}_`, value]]), ...deeper];
  });
}
