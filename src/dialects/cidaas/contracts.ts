import { parseEmail } from "../../core/email.ts";
import type { Address } from "../../core/flow.ts";
import type { Identifier } from "../../core/initiation.ts";
import { parsePhone } from "../../core/phone.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { isForeignId } from "../../core/storable.ts";
import { channelOf, type Given, type Medium, mediums, type ProcessingType, processingTypes } from "./context.ts";
import { malformed, missing, noIdentifier, type Refusal, unknownAction } from "./errors.ts";
import type { Fields } from "./fields.ts";

/** What an initiation may say; whatever else it says is not looked at. */
export const INITIATION_FIELDS = [
  "requestId",
  "trackId",
  "track_id",
  "processingType",
  "verificationMedium",
  "q",
  "sub",
  "email",
  "mobile",
  "phone",
  "username",
  "client_id",
  "redirect_uri",
  "response_type",
  "accept_language",
  "locale",
] as const;

/** With the login that a form of a page waits in, which is then echoed. */
export const VALIDATION_FIELDS = ["accvid", "code", "trackId", "track_id"] as const;

/** How something is to be verified. */
export type Way = { readonly processingType: ProcessingType; readonly medium: Medium };

const sameWord = <Word extends string>(words: readonly Word[], text: string): Word | undefined =>
  words.find((word) => word.toLowerCase() === text.trim().toLowerCase());

/** `mobile` is what some readmes call `sms`. */
const mediumIn = (text: string): Medium | undefined =>
  sameWord(["mobile"], text) === undefined ? sameWord(mediums, text) : "sms";

/** How; `otherwise` stands for a processing type that may be left out. */
export function readWay(
  { processingType: typed, verificationMedium }: Fields,
  otherwise: Partial<Way> = {},
): Result<Way, Refusal> {
  const processingType = typed === undefined ? otherwise.processingType : sameWord(processingTypes, typed);
  if (processingType === undefined) {
    return fail(
      typed === undefined
        ? missing("missing required field: processingType")
        : unknownAction(`processingType must be one of ${processingTypes.join(", ")}`),
    );
  }
  const medium = verificationMedium === undefined ? (otherwise.medium ?? "email") : mediumIn(verificationMedium);
  if (medium === undefined) return fail(malformed(`verificationMedium must be one of ${mediums.join(", ")}`));
  if (medium === "ivr" && processingType === "LINK") return fail(malformed("a call cannot bring a link"));
  return ok({ processingType, medium });
}

/** A plus sign that was not escaped in a form has arrived as a space. */
const withPlus = (typed: string): string => typed.replace(/^ (?=[1-9])/, "+");

export function readMobile(typed: string): Result<Address, Refusal> {
  const parsed = parsePhone(withPlus(typed));
  return parsed.ok ? parsed : fail(malformed("mobile must be a phone number in E.164 form, such as +4915112345678"));
}

export function readEmail(typed: string): Result<Address, Refusal> {
  const parsed = parseEmail(typed);
  return parsed.ok ? parsed : fail(malformed("email must be an e-mail address"));
}

/** Who is named, and what of it is shown back as it was sent. */
export type Named = { readonly identifier: Identifier | null; readonly given: Given };

const nobody: Named = { identifier: null, given: {} };

function byAddress(kind: "email" | "mobile", parsed: Result<Address, Refusal>): Result<Named, Refusal> {
  if (!parsed.ok) return parsed;
  const { typed, value } = parsed.value;
  return ok({ identifier: { by: "address", address: parsed.value }, given: { [kind]: { typed, value } } });
}

function byText(by: "handle" | "username", name: string, typed: string): Result<Named, Refusal> {
  const text = typed.trim();
  return isForeignId(text) ? ok({ identifier: { by, text }, given: {} }) : fail(malformed(`${name} is too long`));
}

/** One name for two fields, of which the older one may be there instead. */
const either = (fields: Fields, name: string, older: string): string | undefined => fields[name] ?? fields[older];
/** Both may be there only if they say the same. */
const differ = (fields: Fields, name: string, older: string): boolean =>
  fields[name] !== undefined && fields[older] !== undefined && fields[name] !== fields[older];

/**
 * Who is named: by one identifier at most, and by one at least where no track tells. `sub` is an older name of `q`,
 * `phone` of `mobile`.
 */
export function readIdentifier(fields: Fields, hasTrack: boolean): Result<Named, Refusal> {
  const q = either(fields, "q", "sub");
  const mobile = either(fields, "mobile", "phone");
  const { email, username } = fields;
  const named = [q, email, mobile, username].filter((text) => text !== undefined);
  const twice = named.length > 1 || differ(fields, "q", "sub") || differ(fields, "mobile", "phone");
  if (twice) return fail(malformed("exactly one of q, email, mobile and username must be given"));
  if (q !== undefined) return byText("handle", "q", q);
  if (username !== undefined) return byText("username", "username", username);
  if (email !== undefined) return byAddress("email", readEmail(email));
  if (mobile !== undefined) return byAddress("mobile", readMobile(mobile));
  return hasTrack ? ok(nobody) : fail(noIdentifier);
}

/** What is put in the place of a mistyped address. */
export function readCorrection(fields: Fields): Result<{ readonly address: Address; readonly way: Way }, Refusal> {
  const mobile = either(fields, "mobile", "phone");
  const { email } = fields;
  if ((email === undefined) === (mobile === undefined)) {
    return fail(
      email === undefined ? missing("missing required field: email or mobile") : malformed("email or mobile, not both"),
    );
  }
  if (differ(fields, "mobile", "phone")) return fail(malformed("mobile and phone must be the same"));
  const address = email === undefined ? readMobile(mobile ?? "") : readEmail(email);
  if (!address.ok) return address;
  const way = readWay(fields, { processingType: "CODE", medium: email === undefined ? "sms" : "email" });
  if (!way.ok) return way;
  const isOfKind = (channelOf[way.value.medium] === "email") === (address.value.kind === "email");
  return isOfKind
    ? ok({ address: address.value, way: way.value })
    : fail(malformed("verificationMedium is for another address"));
}
