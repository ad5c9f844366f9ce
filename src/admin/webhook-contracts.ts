import * as z from "zod/mini";
import { eventTypes } from "../core/events.ts";
import { isUuid } from "../core/ids.ts";
import { type OutboundProblem, outboundProblem } from "../core/outbound-url.ts";
import { typesOf } from "../core/webhook-bodies.ts";
import type { DeliveryState, WebhookFormat } from "../core/webhooks.ts";
import { transformed } from "../schema.ts";
import { eventNumber } from "./events.ts";
import { limit } from "./fields.ts";

const urlProblems: Readonly<Record<OutboundProblem, string>> = {
  url_malformed: "This is not an absolute URL.",
  url_not_https: "Only https, and only on its own port.",
  url_has_password: "No name or password in it: requests are signed instead.",
  url_not_public: "Only a host with a name that everybody can resolve.",
  url_is_ours: "This is the address of this service.",
};

const ANY = "*";

/** What `POST /admin/webhooks` takes, of a deployment with this app and origin. */
export const webhookBody = ({ appId, own, development }: { appId: string; own: string; development: boolean }) =>
  transformed(
    z.strictObject({
      url: z.string().check(
        z.superRefine((url, context) => {
          const code = outboundProblem(url, { own, development });
          if (code) context.addIssue({ code: "custom", message: urlProblems[code], params: { code } });
        }),
      ),
      events: z.array(z.enum([ANY, ...eventTypes])).check(z.minLength(1), z.maxLength(eventTypes.length + 1)),
      app_id: z.optional(
        z
          .string()
          .check(
            z.refine((given) => given === appId, { message: "There is no such app.", params: { code: "app_unknown" } }),
          ),
      ),
      format: z._default(z.enum(["standard", "payway"]), "standard"),
    }),
    ({ url, events, format }, refuse) => {
      const spoken: readonly string[] | undefined = typesOf[format satisfies WebhookFormat];
      const wanted = events.includes(ANY) ? (spoken ?? [ANY]) : [...new Set<string>(events)];
      const mute = spoken === undefined ? -1 : events.findIndex((type) => type !== ANY && !spoken.includes(type));
      if (mute >= 0) {
        const message = "This format has no words for it.";
        return refuse({ path: ["events", mute], message, params: { code: "not_in_format" } });
      }
      return { url, events: wanted, format, dialect: format === "payway" ? "payway" : null };
    },
  );

/** A delivery by its name on the wire: the webhook, and the event. */
const delivery = z.lazy(() =>
  transformed(z.string(), (text, refuse) => {
    const [webhookId = "", seq = "", rest] = text.split("_");
    const number = eventNumber.safeParse(seq);
    if (isUuid(webhookId) && number.success && rest === undefined) return { webhookId, seq: number.data };
    return refuse({ message: "Not the id of a delivery.", params: { code: "id_malformed" } });
  }),
);

export const ReplayBody = z.lazy(() =>
  z.strictObject({ after: z.optional(eventNumber), delivery_id: z.optional(delivery) }).check(
    z.refine(({ after, delivery_id }) => (after === undefined) !== (delivery_id === undefined), {
      message: "Exactly one of after and delivery_id.",
      params: { code: "one_of" },
    }),
  ),
);

/** What operators need not tell apart is one state to them. */
export const statesOf: Readonly<Record<"pending" | "delivered" | "dead", readonly DeliveryState[]>> = {
  pending: ["waiting", "pending", "sending"],
  delivered: ["delivered"],
  dead: ["dead"],
};

const MOST = 200;

export const DeliveryQuery = z.lazy(() =>
  z.strictObject({
    state: z.optional(z.enum(["pending", "delivered", "dead"])),
    limit: limit({ most: MOST, initially: 50 }),
    cursor: z._default(eventNumber, Number.MAX_SAFE_INTEGER),
  }),
);
