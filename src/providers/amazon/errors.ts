import { type Verdict, verdicts } from "../reply.ts";

/** The errors that any service of Amazon may answer with. Their status says little: throttling may be a 400 too. */
const common: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ["Throttling", verdicts.throttled],
  ["Throttled", verdicts.throttled],
  ["ThrottlingException", verdicts.throttled],
  ["ThrottledException", verdicts.throttled],
  ["TooManyRequestsException", verdicts.throttled],
  ["RequestLimitExceeded", verdicts.throttled],
  ["InternalError", verdicts.unreachable],
  ["InternalFailure", verdicts.unreachable],
  ["InternalServerException", verdicts.unreachable],
  ["ServiceUnavailable", verdicts.unreachable],
  ["ServiceUnavailableException", verdicts.unreachable],
  ["AccessDenied", verdicts.unauthorized],
  ["AccessDeniedException", verdicts.unauthorized],
  ["AuthorizationError", verdicts.unauthorized],
  ["ExpiredToken", verdicts.unauthorized],
  ["ExpiredTokenException", verdicts.unauthorized],
  ["IncompleteSignature", verdicts.unauthorized],
  ["IncompleteSignatureException", verdicts.unauthorized],
  ["InvalidClientTokenId", verdicts.unauthorized],
  ["InvalidSignatureException", verdicts.unauthorized],
  ["MissingAuthenticationToken", verdicts.unauthorized],
  ["MissingAuthenticationTokenException", verdicts.unauthorized],
  ["OptInRequired", verdicts.unauthorized],
  ["RequestExpired", verdicts.unauthorized],
  ["SignatureDoesNotMatch", verdicts.unauthorized],
  ["UnrecognizedClientException", verdicts.unauthorized],
]);

/** What an error means by its name, if its name says; what a service says of its `own` errors comes first. */
export const namedVerdict = (name: string, own: ReadonlyMap<string, Verdict>): Verdict | undefined =>
  own.get(name) ?? common.get(name);

/** The bare name of an error: services write a namespace before it (`…#Name`) or an address behind it (`Name:…`). */
export const errorName = (written: string): string => written.split(":")[0]?.split("#").at(-1) ?? "";
