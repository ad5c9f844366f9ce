import type * as z from "zod/mini";
import { isStorable } from "../core/storable.ts";
import type { FieldError } from "./problem.ts";

/** More than a person reads, and a bound on what a hostile body can make us answer. */
const MOST_ERRORS = 20;

type Path = readonly PropertyKey[];
type Fault = { readonly path: Path; readonly code: string; readonly message: string };

/** RFC 6901. */
const toPointer = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function valueAt(input: unknown, path: Path): unknown {
  let value = input;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

/** What a schema found, in codes and words of ours: zod's may change with its version. */
function toFaults(issue: z.core.$ZodIssue, input: unknown): readonly Fault[] {
  const { path, message } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        code: "unknown_field",
        message: "There is no such field.",
      }));
    case "invalid_type":
      return valueAt(input, path) === undefined
        ? [{ path, code: "required", message: "This field is missing." }]
        : [{ path, code: "wrong_type", message: `This must be of type ${issue.expected}.` }];
    case "too_big":
      return [{ path, code: "too_long", message: `At most ${issue.maximum}.` }];
    case "too_small":
      return [{ path, code: "too_short", message: `At least ${issue.minimum}.` }];
    case "invalid_value":
      return valueAt(input, path) === undefined
        ? [{ path, code: "required", message: "This field is missing." }]
        : [{ path, code: "not_allowed", message: `One of: ${issue.values.map(String).join(", ")}.` }];
    case "custom":
      return [{ path, code: String(issue.params?.["code"] ?? "invalid"), message }];
    default:
      return [{ path, code: "invalid", message: "This value cannot be used." }];
  }
}

const faultsOf = (error: z.core.$ZodError, input: unknown): readonly Fault[] =>
  error.issues.flatMap((issue) => toFaults(issue, input)).slice(0, MOST_ERRORS);

/** What is wrong with a body. */
export const bodyErrors = (error: z.core.$ZodError, input: unknown): readonly FieldError[] =>
  faultsOf(error, input).map(({ path, code, message }) => ({ pointer: toPointer(path), code, message }));

/** What is wrong with a query. */
export const queryErrors = (error: z.core.$ZodError, input: unknown): readonly FieldError[] =>
  faultsOf(error, input).map(({ path, code, message }) => ({ parameter: path.map(String).join("."), code, message }));

/** Strings and names anywhere in a parsed body that must not be stored. */
export function unstorable(value: unknown, path: Path = []): readonly FieldError[] {
  if (typeof value === "string") {
    if (isStorable(value)) return [];
    const message = "Control characters and lone surrogates are not allowed.";
    return [{ pointer: toPointer(path), code: "bad_characters", message }];
  }
  if (typeof value !== "object" || value === null) return [];
  const found: FieldError[] = [];
  for (const [name, member] of Object.entries(value)) {
    const inside = isStorable(name) ? unstorable(member, [...path, name]) : unstorable(name, path);
    found.push(...inside);
    if (found.length >= MOST_ERRORS) return found.slice(0, MOST_ERRORS);
  }
  return found;
}
