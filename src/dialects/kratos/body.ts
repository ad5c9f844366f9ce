import { fail, ok, type Result } from "../../core/result.ts";
import { readBody } from "../../http/body.ts";
import { nestedTooDeep } from "../../http/json-depth.ts";
import { mediaType } from "./negotiation.ts";

/** A body, before anybody asked what its fields mean. Fields that were sent empty count as not sent. */
export type RawFields = Readonly<Record<string, unknown>>;

export type BodyFailure = { readonly reason: "too_large" } | { readonly reason: "undecodable"; readonly text: string };

const undecodable = (text: string): Result<never, BodyFailure> => fail({ reason: "undecodable", text });

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Empty strings are absent ones; keys are copied one by one, so that none of them can reach a prototype. */
function present(entries: Iterable<readonly [string, unknown]>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of entries) if (value !== "") fields.set(name, value);
  return fields;
}

/** Repeated names become a list, which no field accepts: two addresses in one form are nobody's intention. */
function collect(pairs: Iterable<readonly [string, unknown]>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of pairs) fields.set(name, fields.has(name) ? [fields.get(name), value] : value);
  return fields;
}

function parseJson(text: string, what: string): Result<Record<string, unknown>, BodyFailure> {
  if (nestedTooDeep(text)) return undecodable(`The ${what} is nested too deep.`);
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? ok(value) : undecodable(`The ${what} must be a JSON object.`);
  } catch {
    return undecodable(`The ${what} could not be read as JSON.`);
  }
}

/** In a form the payload is JSON in a text field. */
function readPayload(fields: Map<string, unknown>): Result<Map<string, unknown>, BodyFailure> {
  const payload = fields.get("transient_payload");
  if (typeof payload !== "string") return ok(fields);
  const parsed = parseJson(payload, "transient_payload");
  return parsed.ok ? ok(fields.set("transient_payload", parsed.value)) : parsed;
}

/** Merges query and body as Kratos does: over JSON the query wins, over a form the body does. */
export async function readFields(request: Request, query: URLSearchParams): Promise<Result<RawFields, BodyFailure>> {
  const contentType = request.headers.get("content-type") ?? "";
  const media = mediaType(contentType);
  const charset = /charset="?([^";\s]+)/i.exec(contentType)?.[1]?.toLowerCase();
  if (charset && charset !== "utf-8" && charset !== "utf8") return undecodable("The request body must be UTF-8.");
  const body = await readBody(request);
  if (!body.ok) {
    return body.failure.reason === "too_large"
      ? fail({ reason: "too_large" })
      : undecodable("The request body must be UTF-8.");
  }
  if (body.value.text === "") return undecodable("The request has no body.");
  const inQuery = present(collect(query));
  inQuery.delete("flow");

  if (media === "application/json") {
    const parsed = parseJson(body.value.text, "request body");
    return parsed.ok ? ok(Object.fromEntries([...present(Object.entries(parsed.value)), ...inQuery])) : parsed;
  }
  if (media === "application/x-www-form-urlencoded") {
    const fields = readPayload(present(collect(new URLSearchParams(body.value.text))));
    return fields.ok ? ok(Object.fromEntries([...inQuery, ...fields.value])) : fields;
  }
  if (media === "multipart/form-data") {
    const form = await new Response(body.value.bytes, { headers: { "content-type": contentType } })
      .formData()
      .catch(() => undefined);
    if (!form) return undecodable("The request body could not be read as a form.");
    const fields = readPayload(present(collect(form.entries())));
    return fields.ok ? ok(Object.fromEntries([...inQuery, ...fields.value])) : fields;
  }
  return undecodable(
    "The Content-Type must be application/json, application/x-www-form-urlencoded or multipart/form-data.",
  );
}
