import { parseAddress } from "../../../core/address.ts";
import { readCode } from "../../../core/code.ts";
import { didYouMean } from "../../../core/did-you-mean.ts";
import type { Channel } from "../../../core/flow.ts";
import { wholeSeconds } from "../../../core/seconds.ts";
import type { PageView } from "../../../pages/pages.tsx";
import { readEmail, readPhone } from "../../../pages/read-address.ts";
import type { UiText } from "../messages.ts";
import { messageIds } from "../messages.ts";
import type { WireFlow } from "../wire.ts";
import { type AskProps, askView, changeView, typoView } from "./ask-view.tsx";
import { type FlowFault, tooSoon, unreadableCode, wrongCode } from "./faults.ts";
import { sentView, viewOf } from "./flow-view.tsx";
import { guessLaterView } from "./limit-view.tsx";
import { type By, maySend, type Shown, type Typed } from "./shown.ts";
import { staleLinkView } from "./stale-link-view.tsx";

/** The form of a page, as it was sent. */
export type Posted = ReadonlyMap<string, string>;

const LONGEST_FIELD = 1_024;

/** Of a field that was sent twice the first counts; one that no person types is as good as empty. */
export function readPosted(body: string): Posted {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (!fields.has(name)) fields.set(name, value.length <= LONGEST_FIELD ? value : "");
  }
  return fields;
}

/** How the API answered what a form was for. */
export type Answer = {
  readonly status: number;
  readonly flow: WireFlow | undefined;
  readonly retryAfterMs: number | undefined;
};

/** What a page needs to answer its form. */
export type PostPorts = {
  /** Has the API do it, which holds all the rules; `byCall`: but for calls, which only pages ask for. */
  submit(fields: Readonly<Record<string, string>>, byCall?: boolean): Promise<Answer>;
  /** The same for a flow that takes the place of one which takes nothing any more. */
  submitAnew(fields: Readonly<Record<string, string>>, byCall: boolean): Promise<Outcome>;
  /** Whether that is a number that can be called. */
  canCall(address: string): boolean;
  /** The flow as it now stands, if it is to be seen. */
  look(): Promise<Shown | undefined>;
  /** Where the request seems to come from. */
  readonly country: string | undefined;
};

/**
 * The flow has gone on; or a page says why not; or there is no such flow for this visitor. `spent`: what the visitor
 * brought from a message to this flow does nothing any more, and is taken back.
 */
export type Outcome =
  | { readonly did: "went_on"; readonly flowId?: string }
  | { readonly did: "told"; readonly view: PageView; readonly spent?: Shown }
  /** By the API, before it looked at the flow. */
  | { readonly did: "refused"; readonly status: number }
  | { readonly did: "nothing" };

const WENT_ON: Outcome = { did: "went_on" };

const errorIn = (flow: WireFlow): UiText | undefined =>
  [...(flow.ui.messages ?? []), ...flow.ui.nodes.flatMap(({ messages }) => messages)].find(
    ({ type }) => type === "error",
  );

/** Why nothing is sent to an address. A country is the one thing that the API has no words of its own for. */
const textOf = (error: UiText, { words }: Shown, address: string): string =>
  error.id === messageIds.generic && !address.includes("@") ? words.say("phone.country_off") : error.text;

const withStatus = (view: PageView, status: number, waitMs?: number): PageView => ({
  ...view,
  status: view.status ?? status,
  headers:
    waitMs === undefined || view.headers !== undefined
      ? { ...view.headers }
      : { "Retry-After": String(wholeSeconds(waitMs)) },
});

async function tell(ports: PostPorts, view: (shown: Shown) => PageView): Promise<Outcome> {
  const shown = await ports.look();
  return shown ? { did: "told", view: view(shown) } : { did: "nothing" };
}

/** What the API says of a flow that is over, or has gone on meanwhile. */
const GONE = 410;

/** What the flow has come to meanwhile, in place of what was asked of it. */
async function asItStands(ports: PostPorts, status: number): Promise<Outcome> {
  if (status !== GONE) return { did: "refused", status };
  const shown = await ports.look();
  if (shown?.look.flow.state === "verified") return WENT_ON;
  const view = shown && viewOf(shown, undefined);
  return view ? { did: "told", view: withStatus(view, 422) } : { did: "nothing" };
}

/** A code that was not looked at. Only whom the flow belongs to is told more of that than that it is not the one. */
async function noMore(code: string, ports: PostPorts): Promise<Outcome> {
  const shown = await ports.look();
  if (!shown || shown.whole || shown.look.flow.state === "verified") return asItStands(ports, GONE);
  return { did: "told", view: withStatus(sentView(shown, { fault: wrongCode(shown), typed: code }), 422) };
}

async function check(code: string, digits: number, ports: PostPorts): Promise<Outcome> {
  if (readCode(code, digits) === undefined) {
    return tell(ports, (shown) =>
      withStatus(sentView(shown, { fault: unreadableCode(shown, code), typed: code }), 422),
    );
  }
  const { flow, status, retryAfterMs } = await ports.submit({ method: "code", code });
  if (!flow) return status === GONE ? noMore(code, ports) : { did: "refused", status };
  const error = errorIn(flow);
  if (!error) return WENT_ON;
  return tell(ports, (shown) =>
    retryAfterMs === undefined
      ? withStatus(sentView(shown, { fault: wrongCode(shown), typed: code }), 422)
      : guessLaterView(shown, shown.now + retryAfterMs),
  );
}

/** The button of a link's page. A link that confirms nothing is taken back, or its page would come again for ever. */
async function confirm(token: string, ports: PostPorts): Promise<Outcome> {
  const { flow, status, retryAfterMs } = await ports.submit({ method: "link", token });
  if (flow && !errorIn(flow)) return WENT_ON;
  if (flow && retryAfterMs !== undefined)
    return tell(ports, (shown) => guessLaterView(shown, shown.now + retryAfterMs));
  const shown = !flow && status !== GONE ? undefined : await ports.look();
  if (!shown?.whole || shown.look.flow.proof !== "link" || shown.look.flow.state !== "sent") {
    return asItStands(ports, flow ? GONE : status);
  }
  const why = shown.look.issue?.standing === "good" ? "link_replaced" : "link_old";
  const address = maySend(shown) ? (shown.look.flow.address?.value ?? null) : null;
  return { did: "told", view: staleLinkView(shown, why, address), spent: shown };
}

type Resend = {
  readonly fields: Readonly<Record<string, string>> & { readonly email: string };
  readonly code: string | undefined;
  /** By what it is to come, as the button says. */
  readonly again: string;
};

const channels: readonly string[] = ["email", "sms", "voice"] satisfies Channel[];
const isChannel = (text: string): text is Channel => channels.includes(text);

/** A new code or link to the same address. What was typed meanwhile stays where it is. */
async function sendAgain({ fields, code, again }: Resend, ports: PostPorts): Promise<Outcome> {
  const byCall = again === "voice";
  if (byCall && !ports.canCall(fields.email)) return { did: "refused", status: 400 };
  const { flow, status, retryAfterMs } = await ports.submit(fields, byCall);
  if (flow) {
    const error = errorIn(flow);
    if (!error) return WENT_ON;
    if (retryAfterMs === undefined) {
      return tell(ports, (shown) =>
        withStatus(sentView(shown, { fault: { text: textOf(error, shown, fields.email) }, typed: code }), 422),
      );
    }
    const asked = isChannel(again) ? again : undefined;
    return tell(ports, (shown) =>
      withStatus(sentView(shown, { fault: tooSoon(shown, retryAfterMs, asked), typed: code }), 429, retryAfterMs),
    );
  }
  const shown = status === GONE ? await ports.look() : undefined;
  return shown?.look.flow.state === "locked" ? ports.submitAnew(fields, byCall) : asItStands(ports, status);
}

/** Whether the flow is at this address already: then the same form was sent twice, and both lead to the same page. */
async function isSentTo(typed: string, ports: PostPorts): Promise<boolean> {
  const flow = (await ports.look())?.look.flow;
  if (flow?.state !== "sent" || flow.address === null) return false;
  const [one, other] = [parseAddress(typed), parseAddress(flow.address.value)];
  return one.ok && other.ok && one.value.kind === other.value.kind && one.value.key === other.value.key;
}

/** A first or another address: read as people write theirs, and asked about where it looks like a slip. */
async function sendTo(posted: Posted, fields: Readonly<Record<string, string>>, ports: PostPorts): Promise<Outcome> {
  const by: By = posted.get("by") === "phone" ? "phone" : "email";
  const [email = "", phone = ""] = [posted.get("email"), posted.get("phone")];
  const country = posted.get("country");
  const shown = await ports.look();
  if (!shown) return { did: "nothing" };

  const typed: Typed = { email, phone, ...(country === undefined ? {} : { country }) };
  const again = (fault: FlowFault, extra: Partial<AskProps> = {}): PageView => {
    const props = { shown, by, fault, typed, ...extra };
    return posted.get("from") === "change" ? changeView(props) : askView(props);
  };
  const read = by === "email" ? readEmail(shown, email) : readPhone(shown, phone, country);
  if (!read.ok) {
    const guess = read.failure.field === "country" ? { typed: { ...typed, country: country || ports.country } } : {};
    return { did: "told", view: withStatus(again(read.failure, guess), 422) };
  }
  const meant = by === "email" && posted.get("sure") === undefined ? didYouMean(read.value) : undefined;
  if (meant !== undefined) {
    return { did: "told", view: typoView({ shown, typed: read.value, meant, from: posted.get("from") }) };
  }
  const { flow, status, retryAfterMs } = await ports.submit({ ...fields, email: read.value });
  if (!flow) return asItStands(ports, status);
  const error = errorIn(flow);
  if (!error || (retryAfterMs !== undefined && (await isSentTo(read.value, ports)))) return WENT_ON;
  if (retryAfterMs !== undefined) {
    const view = again({ ...tooSoon(shown, retryAfterMs, by === "email" ? "email" : "sms"), field: by });
    return { did: "told", view: withStatus(view, 429, retryAfterMs) };
  }
  const text = textOf(error, shown, read.value);
  return { did: "told", view: withStatus(again({ text, field: by }), 422) };
}

/** Does what the form of a page was sent for. */
export function answerForm(posted: Posted, digits: number, ports: PostPorts): Promise<Outcome> {
  const token = posted.get("token");
  if (token !== undefined) return confirm(token, ports);
  const method = posted.get("method") === "link" ? "link" : "code";
  const fields = { method, csrf_token: posted.get("csrf_token") ?? "" };
  const [again, to = "", code] = [posted.get("again"), posted.get("to"), posted.get("code")];
  if (again !== undefined) return sendAgain({ fields: { ...fields, email: to }, code, again }, ports);
  if (posted.has("email") || posted.has("phone")) return sendTo(posted, fields, ports);
  return check(code ?? "", digits, ports);
}
