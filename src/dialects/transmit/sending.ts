import { localeOf, localeSaid } from "../../copy/choose.ts";
import type { ClaimFailure } from "../../core/claims.ts";
import type { Address, Channel, Flow, Proof } from "../../core/flow.ts";
import type { AskedFrom } from "../../core/message.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import type { Wording } from "../../core/wording.ts";
import { askedFrom } from "../../http/asked-from.ts";
import type { Services } from "../../services.ts";
import type { Caller } from "./caller.ts";
import { DIALECT, type TransmitContext } from "./context.ts";
import { readEmail, readPhone, readWording } from "./contracts.ts";
import { badRequest, type Refusal, refusalOf } from "./errors.ts";
import { linkTemplateOf } from "./paths.ts";

/** A call that sends: who asks, with which request, and under which path the API was reached. */
export type Asking = { readonly caller: Caller; readonly request: Request };

type EmailFields = Parameters<typeof readEmail>[0] & {
  readonly email_content?: unknown;
  readonly update_primary?: boolean | undefined;
};
type LinkFields = EmailFields & { readonly redirect_uri?: string | undefined };
type TextFields = Parameters<typeof readPhone>[0] & { readonly custom_message?: unknown; readonly sender_id?: unknown };

/** What is different about each way to send. */
type Sending = {
  readonly address: Address;
  readonly channel: Channel;
  readonly proof: Proof;
  readonly wording: Wording | undefined;
  readonly redirectUri: string | null;
  readonly makePrimary: boolean;
};

/**
 * Where a user asks from, if it is a browser that asks: one that is not named may be a server with the user's token, of
 * which nothing is worth telling.
 */
function fromOf({ inPerson }: Caller, request: Request): AskedFrom {
  const from = inPerson ? askedFrom(request) : {};
  return from.device ? from : {};
}

/** The ways to send a passcode or a link. Each answers nothing, or why nothing was sent. */
export function createSending({ claims, settings }: Pick<Services, "claims" | "settings">) {
  const { hostname: host } = new URL(settings.publicUrl);
  const { createUnknownAccounts, customMessages, redirectUris } = settings.transmit;

  const wordingOf = (fields: EmailFields | TextFields) => readWording(fields, { allowed: customMessages });

  async function send({ caller, request }: Asking, sending: Sending): Promise<Result<undefined, Refusal>> {
    const { address, proof, wording, redirectUri, ...how } = sending;
    const { appName, subject } = caller;
    const from = fromOf(caller, request);
    const device = from.device ? { device: from.device } : {};
    const context: TransmitContext = { redirectUri, appName, ...device, ...localeSaid(request.headers) };
    const sent: Result<Flow, ClaimFailure> = await claims.send({
      ...how,
      appId: settings.app.id,
      dialect: DIALECT,
      subject,
      address,
      proof,
      template: proof === "code" ? "verification_code_valid" : "verification_valid",
      data: {
        appName,
        locale: localeOf(request.headers),
        linkTemplate: proof === "code" ? "" : linkTemplateOf(settings.publicUrl),
        host,
        transientPayload: null,
        askedFrom: from,
        ...(wording === undefined ? {} : { wording }),
      },
      context: JSON.stringify(context),
      createAccount: createUnknownAccounts,
    });
    return sent.ok ? ok(undefined) : fail(refusalOf(sent.failure, address.kind));
  }

  return {
    async emailLink(asking: Asking, fields: LinkFields): Promise<Result<undefined, Refusal>> {
      const address = readEmail(fields);
      if (!address.ok) return address;
      if (fields.redirect_uri === undefined) return fail(badRequest("redirect_uri: This field is missing."));
      const redirectUri = redirectUris.allows(fields.redirect_uri, "exact");
      if (redirectUri === undefined)
        return fail(badRequest("redirect_uri is not one of those registered for this app"));
      const wording = wordingOf(fields);
      if (!wording.ok) return wording;
      return send(asking, {
        address: address.value,
        channel: "email",
        proof: "link",
        wording: wording.value,
        redirectUri,
        makePrimary: fields.update_primary ?? false,
      });
    },

    async emailPasscode(asking: Asking, fields: EmailFields): Promise<Result<undefined, Refusal>> {
      const address = readEmail(fields);
      if (!address.ok) return address;
      const wording = wordingOf(fields);
      if (!wording.ok) return wording;
      return send(asking, {
        address: address.value,
        channel: "email",
        proof: "code",
        wording: wording.value,
        redirectUri: null,
        makePrimary: fields.update_primary ?? false,
      });
    },

    async textPasscode(asking: Asking, fields: TextFields): Promise<Result<undefined, Refusal>> {
      const address = readPhone(fields);
      if (!address.ok) return address;
      const wording = wordingOf(fields);
      if (!wording.ok) return wording;
      return send(asking, {
        address: address.value,
        channel: "sms",
        proof: "code",
        wording: wording.value,
        redirectUri: null,
        makePrimary: false,
      });
    },
  };
}
