import { Ajv2020 } from "ajv/dist/2020.js";

/** Fails with everything in which `body` is not what `schema` allows. */
export function expectFits(schema: object, body: unknown): void {
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  if (ajv.validate(schema, body)) return;
  throw new Error(ajv.errorsText(ajv.errors, { separator: "\n", dataVar: "body" }));
}
