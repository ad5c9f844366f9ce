import { fail, ok, type Result } from "../../core/result.ts";
import { isForeignId } from "../../core/storable.ts";
import { credentials } from "../../http/bearer.ts";
import type { Services } from "../../services.ts";
import { DIALECT } from "./context.ts";
import { type Refusal, refusalOf, unauthorized, wrongKindOfToken } from "./errors.ts";

/** Whom a call acts for. */
export type Caller = {
  /** The person: `sub` in the app's own identity system. */
  readonly subject: string;
  /** How the person knows the app. */
  readonly appName: string;
  /** Whether it is the person's own app or browser that calls, and no server for them. */
  readonly inPerson: boolean;
};

/** What the token of an app's own server may say to act for any of its users. */
const ANY_APP = ["apps:execute", "auth:execute"];

/** When to come again while an issuer does not tell its keys: it may be only this isolate that has not read them. */
const KEYS_AGAIN_MS = 5_000;

/** Reads and checks the access token of a request. */
export function createCallers({ tokens, settings, world }: Pick<Services, "tokens" | "settings" | "world">) {
  async function tokenOf(headers: Headers) {
    const token = credentials(headers.get("authorization"));
    if (token === undefined) return fail<Refusal>(unauthorized());
    const verified = await tokens.verify(token);
    if (verified.ok) return verified;
    if (verified.failure.reason === "keys_unavailable") {
      const retryAt = world.now() + KEYS_AGAIN_MS;
      return fail<Refusal>({ status: 503, message: "The keys of the token's issuer cannot be read now", retryAt });
    }
    world.log({ event: "token_refused", dialect: DIALECT, detail: verified.failure.detail });
    return fail<Refusal>(unauthorized("invalid_token"));
  }

  const isServer = (permissions: readonly string[], appId: string | null): boolean =>
    [...ANY_APP, `${appId ?? settings.app.id}:execute`].some((permission) => permissions.includes(permission));

  return {
    /** The user whose own token this is. */
    async user(headers: Headers): Promise<Result<Caller, Refusal>> {
      const token = await tokenOf(headers);
      if (!token.ok) return token;
      const { subject, appId, appName, permissions } = token.value;
      if (isServer(permissions, appId)) return fail(wrongKindOfToken("This is for the user's own access token"));
      return ok({ subject, appName: appName ?? settings.app.name, inPerson: true });
    },

    /** The user that a server of the app names, with a token of its own. */
    async server(headers: Headers, userId: string): Promise<Result<Caller, Refusal>> {
      const token = await tokenOf(headers);
      if (!token.ok) return token;
      const { appId, appName, permissions } = token.value;
      if (!isServer(permissions, appId)) return fail(wrongKindOfToken("This is for a client access token"));
      // A user is called nothing here that a token of theirs could not call them.
      if (!isForeignId(userId)) return fail(refusalOf({ reason: "account_not_found" }, "email"));
      return ok({ subject: userId, appName: appName ?? settings.app.name, inPerson: false });
    },
  };
}
