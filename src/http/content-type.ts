import { fail, ok, type Result } from "../core/result.ts";
import type { Refusal } from "./problem.ts";

const MEDIA_TYPE = /^([a-z0-9.+-]{1,40}\/[a-z0-9.+-]{1,80})(?: *; *charset="?([a-z0-9-]{1,20})"?)? *$/;

/** Whether the body is said to be of one of `types`, in UTF-8 and not compressed. Two headers are none of them. */
export function checkContentType(headers: Headers, types: readonly string[]): Result<undefined, Refusal> {
  const [, type = "", charset = "utf-8"] = MEDIA_TYPE.exec((headers.get("content-type") ?? "").toLowerCase()) ?? [];
  const encoding = headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (types.includes(type) && charset === "utf-8" && encoding === "identity") return ok(undefined);
  return fail({ code: "unsupported_media_type", detail: `The body must be ${types.join(" or ")} in UTF-8.` });
}
