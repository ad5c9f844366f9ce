import { fail, ok, type Result } from "../../core/result.ts";
import { readBody } from "../../http/body.ts";
import { checkContentType } from "../../http/content-type.ts";
import { nestedTooDeep } from "../../http/json-depth.ts";
import { invalidParameter, type Refusal } from "./errors.ts";
import type { Parameters } from "./parameters.ts";

const notJson: Refusal = {
  status: 400,
  code: "json_parser_error",
  message: "The request body could not be parsed as valid json",
};

function onlyKnown(parameters: Parameters, names: readonly string[]): Result<Parameters, Refusal> {
  const unknown = Object.keys(parameters).filter((name) => !names.includes(name));
  if (unknown.length === 0) return ok(parameters);
  return fail({ status: 400, code: "unknown_parameter", message: `Unknown parameters: ${unknown.join(", ")}` });
}

function parseObject(text: string): Parameters | undefined {
  if (nestedTooDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Parameters) : undefined;
  } catch {
    return undefined;
  }
}

/** The parameters of a JSON body, all of them among `names`, or the first thing that is wrong with it. */
export async function parametersOfBody(
  request: Request,
  names: readonly string[],
): Promise<Result<Parameters, Refusal>> {
  if (!checkContentType(request.headers, ["application/json"]).ok) {
    const message = "The requests Content-Type header isn't set to application/json";
    return fail({ status: 400, code: "invalid_content_type_error", message });
  }
  const body = await readBody(request);
  if (!body.ok && body.failure.reason === "too_large") {
    return fail({ status: 413, code: "request_too_large", message: "The request body may have 16 KiB at most" });
  }
  const parameters = body.ok ? parseObject(body.value.text) : undefined;
  return parameters === undefined ? fail(notJson) : onlyKnown(parameters, names);
}

/** The parameters of a query, all of them among `names` and each there once. */
export function parametersOfQuery({ url }: Request, names: readonly string[]): Result<Parameters, Refusal> {
  const { searchParams } = new URL(url);
  const parameters = onlyKnown(Object.fromEntries(searchParams), names);
  const repeated = names.find((name) => searchParams.getAll(name).length > 1);
  if (!parameters.ok || repeated === undefined) return parameters;
  return fail(invalidParameter(repeated, "Parameter must be given once"));
}
