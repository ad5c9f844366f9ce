import { Ajv2020 } from "ajv/dist/2020.js";

/** Throws, with what does not fit, unless `body` is what `schema` describes. */
export function expectFits(schema: object, body: unknown): void {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  if (!ajv.validate(schema, body)) throw new Error(ajv.errorsText());
}
