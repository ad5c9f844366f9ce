import type { Translator } from "../../../copy/translator.ts";
import { maskAddress, parseAddress } from "../../../core/address.ts";
import type { Channel, Flow } from "../../../core/flow.ts";
import type { Look } from "../../../core/look.ts";
import type { PhoneWays } from "../../../pages/sending.tsx";
import type { Services } from "../../../services.ts";
import { type KratosContext, readContext } from "../context.ts";
import { maskSecret } from "../csrf.ts";
import { known, type Notice, readNotice } from "../messages.ts";
import { holdsGuard, type Visitor } from "../visitor.ts";

export const FLOW_PAGE = "/identity/verification";
export const CHANGE_PAGE = `${FLOW_PAGE}/change`;

/** By which kind of address somebody wants to be reached. */
export type By = "email" | "phone";

/** What a form said that is shown again, or is wrong. */
export type Typed = {
  readonly code?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly country?: string | undefined;
};

/** Everything that a page of a flow is made from. */
export type Shown = {
  readonly words: Translator;
  readonly look: Look;
  readonly context: KratosContext;
  /** Whether the visitor holds the flow's guard: else they are told no address, and how the code stands neither. */
  readonly whole: boolean;
  /** Whether the flow was started in this browser. */
  readonly startedHere: boolean;
  readonly visitor: Visitor;
  readonly notice: Notice | undefined;
  /** The form's token; null where the flow has none. */
  readonly csrf: string | null;
  readonly appName: string;
  readonly digits: number;
  /** Countries that texts go to. */
  readonly countries: readonly string[] | "*";
  /** Whether a phone is a way at all. */
  readonly byPhone: boolean;
  /** How the flow's own number can be reached; of anything else, not at all. */
  readonly phoneWays: PhoneWays;
  readonly continueUrl: string;
  readonly now: number;
};

/** By what something was sent last: a number that was texted can be called since. */
export const channelOf = ({ look }: Pick<Shown, "look">): Channel =>
  look.issue?.channel ?? look.flow.address?.channel ?? "email";

/** By what was typed alone: whose number it is, or nobody's, makes no difference. */
export function phoneWaysTo(value: string, reaches: Services["reaches"]): PhoneWays {
  const parsed = parseAddress(value);
  if (!parsed.ok) return { texts: false, calls: false };
  return { texts: reaches("sms", parsed.value), calls: reaches("voice", parsed.value) };
}

const phoneWaysOf = ({ address }: Flow, reaches: Services["reaches"]): PhoneWays =>
  phoneWaysTo(address?.value ?? "", reaches);

/** A flow as this visitor may see it. */
export function shownTo(
  visitor: Visitor,
  { look, words, services }: { readonly look: Look; readonly words: Translator; readonly services: Services },
): Shown {
  const { flow } = look;
  const { settings, channels, reaches, world } = services;
  const whole = holdsGuard(flow, visitor);
  const context = readContext(flow.context);
  const pad = context.type === "browser" ? context.pad : undefined;
  return {
    words,
    look,
    context,
    whole,
    startedHere: visitor.guard === flow.guard,
    visitor,
    notice: whole ? readNotice(flow.notice) : known(visitor.brought?.told),
    csrf: pad === undefined || visitor.secret === undefined ? null : maskSecret(visitor.secret, pad),
    appName: settings.app.name,
    digits: settings.policy.codeDigits,
    countries: settings.policy.countries,
    byPhone: channels.sms && flow.proof === "code" && settings.policy.countries.length > 0,
    phoneWays: phoneWaysOf(flow, reaches),
    continueUrl: settings.continueUrl(context.returnTo),
    now: world.now(),
  };
}

/**
 * Where something was sent, as this browser may be told: in full where it was typed, masked to whoever else may act on
 * the flow, not at all to others.
 */
export function addressFor({
  look,
  whole,
  startedHere,
}: Pick<Shown, "look" | "whole" | "startedHere">): string | undefined {
  const { address } = look.flow;
  if (address === null || !whole) return undefined;
  return startedHere ? address.value : maskAddress(address.channel === "email" ? "email" : "phone", address.value);
}

/** A page of a flow; `more` of its query starts with `&`. */
export const pageOf = ({ look }: Pick<Shown, "look">, path = FLOW_PAGE, more = ""): string =>
  `${path}?flow=${look.flow.id}${more}`;

/** Whether this browser may have something sent: a native flow takes sends from its app alone. */
export const maySend = ({ whole, context }: Pick<Shown, "whole" | "context">): boolean =>
  whole && context.type === "browser";

/** Where the same journey starts anew, with its way back. */
export function startAgainUrl({ requestUrl }: Pick<KratosContext, "requestUrl">): string | undefined {
  return URL.parse(requestUrl)?.pathname.endsWith("/browser") ? requestUrl : undefined;
}
