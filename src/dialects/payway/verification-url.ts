import type { RedirectPolicy } from "../../core/redirect.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { invalidParameter, type Refusal } from "./errors.ts";
import { type Parameters, readText } from "./parameters.ts";

const NAME = "verification_url";
const LONGEST = 1_024;

/** What a link adds to the query of its page. */
const ADDED = /^(?:account_id|confirmation_code)(?:=|$)/;

/** The page that a mail is to lead to, spelled by the URL parser; null where the call leaves that to us. */
export function readVerificationUrl(
  parameters: Parameters,
  allowed: Pick<RedirectPolicy, "allows">,
): Result<string | null, Refusal> {
  const text = readText(parameters, NAME);
  if (!text.ok || text.value === null) return text;
  if (text.value.length > LONGEST) {
    return fail(invalidParameter(NAME, `Parameter must be at most ${LONGEST} characters`));
  }
  const url = allowed.allows(text.value);
  return url === undefined
    ? fail(invalidParameter(NAME, "Parameter must be an absolute URL, http or https, of a page that is allowed"))
    : ok(url);
}

/**
 * The template of a link to `page`: its query and fragment stay, but for what the link itself has to say. Braces of the
 * page's own are escaped, as a template's braces are places where a secret is put in.
 */
export function linkTemplateOf(page: string, accountId: string): string {
  const plain = page.replaceAll("{", "%7B").replaceAll("}", "%7D");
  const [, base = "", query = "", fragment = ""] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(plain) ?? [];
  const kept = query.split("&").filter((pair) => pair !== "" && !ADDED.test(pair));
  return `${base}?${[...kept, `account_id=${accountId}`, "confirmation_code={token}"].join("&")}${fragment}`;
}
