import type { Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import type { Settings } from "../../env.ts";
import { withParameters } from "../../http/with-parameter.ts";
import { givenFor, mediumKindOf, mediumOf, readContext } from "./context.ts";
import type { Refusal } from "./errors.ts";
import { mask } from "./mask.ts";
import { reasonPhrase } from "./replies.ts";

/** Which request and track an answer belongs to, as far as it is known. */
export type Echo = { readonly requestId?: string | null | undefined; readonly trackId?: string | null | undefined };

/** The address that a flow was sent to, and one that its caller sent along: unmasked where the caller itself sent it. */
export function shownAddresses(flow: Flow): { readonly email?: string; readonly mobile?: string } {
  const { given } = readContext(flow);
  const shown: { email?: string; mobile?: string } = {};
  for (const name of ["email", "mobile"] as const) {
    const own = given[name];
    if (own) shown[name] = own.typed;
  }
  if (!flow.address) return shown;
  const kind = kindOf(flow.address.channel);
  const name = mediumKindOf(kind);
  // What was put right since is sent to where it was put, whatever the caller calls it still.
  if (!givenFor(flow)) shown[name] = mask(kind, flow.address.value);
  return shown;
}

/** By which the error page knows that it was a link that led there. */
export const ABOUT = "about";
export const ABOUT_LINK = "link";

/** Where browsers are sent. */
export function createLocations({ pages }: Settings["cidaas"]) {
  const echoed = ({ requestId, trackId }: Echo) => ({ requestId, track_id: trackId });

  return {
    /**
     * The page that a verification goes on at: for its code, or for whoever waits that its link is opened. `trackId` is
     * what the caller itself named: whoever has only read the message is not told whose login waits for it.
     */
    complete(
      flow: Flow,
      trackId: Echo["trackId"],
      more: Readonly<Record<string, string | null | undefined>> = {},
    ): string {
      const { processingType, requestId } = readContext(flow);
      return withParameters(pages.complete, {
        ...(processingType === "LINK" ? {} : { accvid: flow.id }),
        ...shownAddresses(flow),
        processingType,
        ...echoed({ requestId, trackId }),
        type: flow.address ? mediumOf(flow.address.channel) : null,
        ...more,
      });
    },

    /** The same page for whoever has pressed the button of a link: neither the code nor the login is theirs by that. */
    confirmedByLink(flow: Flow): string {
      return withParameters(pages.complete, {
        processingType: "LINK",
        ...echoed({ requestId: readContext(flow).requestId }),
        type: flow.address ? mediumOf(flow.address.channel) : null,
      });
    },

    /** The page at which a waiting login's person begins. */
    init: ({ requestId, trackId }: Echo): string =>
      withParameters(pages.init, { track_id: trackId, trackId, requestId }),

    error: (refusal: Refusal, echo: Echo): string =>
      withParameters(pages.error, { ...errorParameters(refusal), ...echoed(echo) }),

    /** The error page for whoever opened a link that leads nowhere. */
    deadLink: (refusal: Refusal): string =>
      withParameters(pages.error, { ...errorParameters(refusal), [ABOUT]: ABOUT_LINK }),
  };
}

export type Locations = ReturnType<typeof createLocations>;

export const errorParameters = ({ status, code, description }: Refusal) => ({
  error: reasonPhrase(status),
  error_code: code,
  error_description: description,
});
