import type { Context } from "hono";
import { isUuid } from "../../core/ids.ts";
import { addressOf, missingOf, type Track } from "../../core/track.ts";
import { clientIp } from "../../http/client-ip.ts";
import { withParameter } from "../../http/with-parameter.ts";
import type { Services } from "../../services.ts";
import { mediumKindOf, readContext } from "./context.ts";
import { malformed, missing, type Refusal, tooMany, unknown } from "./errors.ts";
import { fromOf, readFields } from "./fields.ts";
import type { Initiation } from "./initiation.ts";
import type { Locations } from "./locations.ts";
import { mask } from "./mask.ts";
import { done, redirect } from "./replies.ts";

/** What a precheck of these mediums is called in an app's settings at cidaas. */
const prechecks: Readonly<Record<string, string>> = {
  email: "email_verification_required",
  phone: "mobile_verification_required",
};

const precheckOf = ({ required }: Track): string =>
  required.length > 1 ? "mobile_and_email_verification_required" : (prechecks[required[0] ?? ""] ?? "none");

/** What a waiting login's page is told: the mediums, and masked addresses; never who it is. */
function toMetadata(track: Track) {
  const missing = missingOf(track);
  const addresses = (["email", "phone"] as const).flatMap((kind) => {
    const address = addressOf(track, kind);
    return address ? [[mediumKindOf(kind), mask(kind, address.value)] as const] : [];
  });
  return {
    track_id: track.id,
    requestId: track.requestId,
    communication_medium_verification: precheckOf(track),
    required: track.required.map(mediumKindOf),
    verified: track.required.filter((kind) => !missing.includes(kind)).map(mediumKindOf),
    ...Object.fromEntries(addresses),
    expires_at: new Date(track.expiresAt).toISOString(),
  };
}

type Wiring = {
  readonly services: Services;
  readonly initiation: Initiation;
  readonly locations: Locations;
  readonly refused: (c: Context, refusal: Refusal) => Response;
};

/** The calls about login requests and tracks, and about a person's mediums. */
export function createTrackCalls({ services, initiation, locations, refused }: Wiring) {
  const { settings, tracks, accounts } = services;
  const { continueUrls } = settings.cidaas;

  return {
    /** E7. Whether a user has verified; of somebody who is not known, that nothing is. */
    async status(c: Context): Promise<Response> {
      const handle = c.req.param("sub") ?? "";
      const account = await accounts.find({ by: "handle", text: handle });
      const isVerified = (kind: "email" | "phone"): boolean =>
        account?.addresses.some((address) => address.kind === kind && address.verifiedAt !== null) ?? false;
      return done({
        EMAIL: isVerified("email"),
        MOBILE: isVerified("phone"),
        USER_NAME: typeof account?.username === "string",
      });
    },

    /** E8. */
    async metadata(c: Context): Promise<Response> {
      const id = c.req.param("track_id") ?? "";
      const track = isUuid(id) ? await tracks.waiting(id) : undefined;
      if (!track) return new Response(null, { status: 204, headers: { "Cache-Control": "no-store" } });
      return done(toMetadata(track));
    },

    /** E9. On to the login server, or back to where there is something to verify still. */
    async goOn(c: Context): Promise<Response> {
      const id = c.req.param("track_id") ?? "";
      const unknownTrack = (): Response => redirect(locations.error(unknown("invalid trackId"), {}));
      if (!isUuid(id)) return unknownTrack();
      const gone = await tracks.goOn(id);
      if (!gone.ok) {
        if (gone.failure.reason === "track_unknown") return unknownTrack();
        const { id: trackId, requestId } = gone.failure.track;
        return redirect(locations.init({ requestId, trackId }));
      }
      const { track, result } = gone.value;
      // Registered still, or it is nobody's to be sent to.
      const target = continueUrls.allows(track.continueUrl);
      if (target === undefined) {
        const echo = { requestId: track.requestId, trackId: track.id };
        return redirect(locations.error(unknown("the login cannot go on: its address is not registered"), echo));
      }
      return redirect(withParameter(target, track.answer, result));
    },

    /** E10. Puts a mistyped address right, and sends to it. */
    async correct(c: Context): Promise<Response> {
      const trackId = c.req.param("track_id") ?? "";
      const names = [
        "email",
        "mobile",
        "phone",
        "processingType",
        "verificationMedium",
        "requestId",
        "locale",
        "accept_language",
      ];
      const body = await readFields(c.req.raw, names);
      if (!body.ok) return refused(c, body.failure);
      const { fields, asForm } = body.value;
      if (!isUuid(trackId)) return refused(c, unknown("invalid trackId"));
      const corrected = await initiation.correct(trackId, {
        fields,
        headers: c.req.raw.headers,
        from: fromOf(c.req.raw),
      });
      if (asForm) {
        const echo = { requestId: fields["requestId"], trackId };
        return redirect(
          corrected.ok ? locations.complete(corrected.value, trackId) : locations.error(corrected.failure, echo),
        );
      }
      if (!corrected.ok) return refused(c, corrected.failure);
      return done(readContext(corrected.value).processingType === "LINK" ? {} : { accvid: corrected.value.id });
    },

    /** E11. The id of a request, for a client and a redirect URI of its own. */
    async request(c: Context): Promise<Response> {
      const body = await readFields(c.req.raw, ["client_id", "redirect_uri"]);
      if (!body.ok) return refused(c, body.failure);
      const { client_id: clientId, redirect_uri: redirectUri } = body.value.fields;
      if (clientId === undefined) return refused(c, missing("missing required field: client_id"));
      if (redirectUri === undefined) return refused(c, missing("missing required field: redirect_uri"));
      const registered = await tracks.register({ clientId, redirectUri, ip: clientIp(c.req.raw.headers) });
      if (registered.ok) return done({ requestId: registered.value.requestId });
      switch (registered.failure.reason) {
        case "client_unknown":
          return refused(c, unknown("invalid client_id"));
        case "redirect_not_allowed":
          return refused(c, malformed("redirect_uri is not one of the client's"));
        case "too_soon":
          return refused(c, tooMany(registered.failure.retryAt));
      }
    },
  };
}
