import type { Flow } from "../../core/flow.ts";
import { kindOf } from "../../core/initiations.ts";
import type { Settings } from "../../env.ts";
import { mediumKindOf, mediumOf, readContext } from "./context.ts";
import type { Refusal } from "./errors.ts";
import { mask } from "./mask.ts";
import { reasonPhrase } from "./replies.ts";

/** `page` with these parameters in its query, those that have a value; what it has already stays. */
export function withQuery(page: string, parameters: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const query = new URLSearchParams(given).toString();
  return query === "" ? page : `${page}${page.includes("?") ? "&" : "?"}${query}`;
}

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
  if (given[name]?.value !== flow.address.value) shown[name] = mask(kind, flow.address.value);
  return shown;
}

/** Where browsers are sent. */
export function createLocations({ pages }: Settings["cidaas"]) {
  const echoed = ({ requestId, trackId }: Echo) => ({ requestId, track_id: trackId });

  return {
    /** The page that a verification goes on at: for its code, or for whoever waits that its link is opened. */
    complete(flow: Flow, more: Readonly<Record<string, string>> = {}): string {
      const context = readContext(flow);
      const { processingType } = context;
      return withQuery(pages.complete, {
        ...(processingType === "LINK" ? {} : { accvid: flow.id }),
        ...shownAddresses(flow),
        processingType,
        ...echoed(context),
        type: flow.address ? mediumOf(flow.address.channel) : null,
        ...more,
      });
    },

    /** The same page for whoever has pressed the button of a link: the id of the code is nothing for them. */
    confirmedByLink(flow: Flow): string {
      return withQuery(pages.complete, {
        processingType: "LINK",
        ...echoed(readContext(flow)),
        type: flow.address ? mediumOf(flow.address.channel) : null,
      });
    },

    /** The page at which a waiting login's person begins. */
    init: ({ requestId, trackId }: Echo): string => withQuery(pages.init, { track_id: trackId, trackId, requestId }),

    error: (refusal: Refusal, echo: Echo): string =>
      withQuery(pages.error, { ...errorParameters(refusal), ...echoed(echo) }),
  };
}

export type Locations = ReturnType<typeof createLocations>;

export const errorParameters = ({ status, code, description }: Refusal) => ({
  error: reasonPhrase(status),
  error_code: code,
  error_description: description,
});
