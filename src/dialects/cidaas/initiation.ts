import { localeOf } from "../../copy/choose.ts";
import type { Flow } from "../../core/flow.ts";
import { randomId } from "../../core/ids.ts";
import type { InitiateRequest } from "../../core/initiations.ts";
import type { AskedFrom } from "../../core/message.ts";
import { fail, ok, type Result } from "../../core/result.ts";
import { isForeignId } from "../../core/storable.ts";
import { askedFrom } from "../../http/asked-from.ts";
import { credentials } from "../../http/bearer.ts";
import { clientIp } from "../../http/client-ip.ts";
import type { Services } from "../../services.ts";
import { type CidaasContext, channelOf, DIALECT } from "./context.ts";
import { type Named, readCorrection, readIdentifier, readWay, type Way } from "./contracts.ts";
import { malformed, noRequest, type Refusal, refusalOf, unknown } from "./errors.ts";
import type { Fields } from "./fields.ts";
import { linkTemplateOf } from "./paths.ts";

/** The request of a call, where it did not name one but may have it made: its client, or whom its token is of. */
type Origin = Pick<InitiateRequest, "requestId" | "registering"> & { readonly subject: string | null };

/** An initiation, whatever address it came to. */
export type Asking = {
  readonly fields: Fields;
  readonly headers: Headers;
  /** Where the person asks from, where it is their own browser that does. */
  readonly from: AskedFrom;
  /** Whether a client or a token may stand for the id of a request. */
  readonly legacy: boolean;
};

const deviceIn = ({ device }: AskedFrom): Pick<CidaasContext, "device"> => (device ? { device } : {});

/** The calls that send: each answers the flow it made or went on with, or why it did not. */
export function createInitiation(services: Services) {
  const { settings, initiations, clients, tokens, channels, world } = services;
  const { hostname: host } = new URL(settings.publicUrl);

  const messageOf = ({ processingType, medium }: Way, { locale, from }: { locale: string; from: AskedFrom }) => {
    const channel = channelOf[medium];
    const proof = processingType === "LINK" ? ("link" as const) : ("code" as const);
    return {
      channel,
      proof,
      template: proof === "link" ? ("verification_valid" as const) : ("verification_code_valid" as const),
      data: {
        appName: settings.app.name,
        locale,
        // A mail has both; a text has no room for a link beside its code.
        linkTemplate: channel === "email" || proof === "link" ? linkTemplateOf(settings.publicUrl) : "",
        host,
        transientPayload: null,
        askedFrom: from,
      },
    };
  };

  const isOn = ({ medium }: Way): boolean => channels[channelOf[medium]];
  const switchedOff = ({ medium }: Way): Refusal => malformed(`verificationMedium ${medium} is not switched on`);

  const localeIn = ({ accept_language, locale }: Fields, headers: Headers): string =>
    localeOf(headers, accept_language ?? locale);

  /** Whom a token is of, that came in the place of a request's id. */
  async function originOfToken(token: string): Promise<Result<Origin, Refusal>> {
    const made = { requestId: randomId(world.random) };
    const client = await clients.authenticate(token);
    if (client.ok) {
      const registering = { clientId: client.value.clientId, redirectUri: null, believed: true };
      return ok({ ...made, registering, subject: null });
    }
    const user = await tokens.verify(token);
    if (!user.ok) return fail(unknown("the token is not accepted"));
    return ok({
      ...made,
      registering: { clientId: null, redirectUri: null, believed: true },
      subject: user.value.subject,
    });
  }

  async function originOf({ fields, headers, legacy }: Asking): Promise<Result<Origin, Refusal>> {
    const requestId = fields["requestId"] ?? headers.get("requestid") ?? undefined;
    if (requestId !== undefined && requestId.trim() !== "") {
      return isForeignId(requestId.trim())
        ? ok({ requestId: requestId.trim(), registering: null, subject: null })
        : fail(unknown("invalid requestId"));
    }
    if (!legacy) return fail(noRequest);
    const token = credentials(headers.get("authorization")) ?? headers.get("access_token") ?? undefined;
    if (token) return originOfToken(token);
    const { client_id: clientId, redirect_uri: redirectUri } = fields;
    if (clientId === undefined || redirectUri === undefined) return fail(noRequest);
    return ok({
      requestId: randomId(world.random),
      registering: { clientId, redirectUri, believed: false },
      subject: null,
    });
  }

  /** A user's own token says who is meant; who is named beside it must be the same. */
  function personOf(fields: Fields, hasTrack: boolean, subject: string | null): Result<Named, Refusal> {
    const named = readIdentifier(fields, hasTrack || subject !== null);
    if (!named.ok || subject === null) return named;
    const { identifier } = named.value;
    const isSame = identifier === null || (identifier.by === "handle" && identifier.text === subject);
    return isSame
      ? ok({ identifier: { by: "handle", text: subject }, given: {} })
      : fail(unknown("the identifier is not of the user whose token this is"));
  }

  return {
    async initiate(asking: Asking): Promise<Result<Flow, Refusal>> {
      const { fields, headers } = asking;
      const origin = await originOf(asking);
      if (!origin.ok) return origin;
      const { subject, ...request } = origin.value;
      const way = readWay(fields);
      if (!way.ok) return way;
      const trackId = trackOf(fields, headers);
      const named = personOf(fields, trackId !== null, subject);
      if (!named.ok) return named;
      if (!isOn(way.value)) return fail(switchedOff(way.value));
      const { identifier, given } = named.value;
      const locale = localeIn(fields, headers);
      const context: CidaasContext = {
        processingType: way.value.processingType,
        requestId: request.requestId,
        trackId,
        given,
        locale,
        ...deviceIn(asking.from),
      };
      const begun = await initiations.initiate({
        ...request,
        ...messageOf(way.value, { locale, from: asking.from }),
        appId: settings.app.id,
        dialect: DIALECT,
        trackId,
        identifier,
        context: JSON.stringify(context),
        ip: clientIp(headers),
      });
      return begun.ok ? begun : fail(refusalOf(begun.failure));
    },

    async correct(trackId: string, { fields, headers, from }: Omit<Asking, "legacy">): Promise<Result<Flow, Refusal>> {
      const correction = readCorrection(fields);
      if (!correction.ok) return correction;
      const { address, way } = correction.value;
      if (!isOn(way)) return fail(switchedOff(way));
      const requestId = fields["requestId"]?.trim() ?? null;
      const locale = localeIn(fields, headers);
      const { typed, value } = address;
      const context: CidaasContext = {
        processingType: way.processingType,
        requestId,
        trackId,
        given: { [address.kind === "email" ? "email" : "mobile"]: { typed, value } },
        locale,
        ...deviceIn(from),
      };
      const begun = await initiations.correct({
        ...messageOf(way, { locale, from }),
        appId: settings.app.id,
        dialect: DIALECT,
        trackId,
        requestId,
        address,
        context: JSON.stringify(context),
        ip: clientIp(headers),
      });
      return begun.ok ? begun : fail(refusalOf(begun.failure));
    },

    /** Sends anew for a page of ours, which knows how its flow was begun; in the language of that page (`locale`). */
    async repeat(
      flowId: string,
      way: Way,
      { request, locale }: { readonly request: Request; readonly locale: string },
    ): Promise<ReturnType<typeof initiations.repeat>> {
      const { headers } = request;
      return initiations.repeat({
        ...messageOf(way, { locale, from: askedFrom(request) }),
        appId: settings.app.id,
        dialect: DIALECT,
        flowId,
        ip: clientIp(headers),
      });
    },
  };
}

/** The track of a call, in the spelling that calls have it in or in the one that addresses have. */
export function trackOf(fields: Fields, headers: Headers): string | null {
  const trackId = fields["trackId"] ?? fields["track_id"] ?? headers.get("trackid") ?? "";
  return trackId.trim() === "" ? null : trackId.trim();
}

export type Initiation = ReturnType<typeof createInitiation>;
