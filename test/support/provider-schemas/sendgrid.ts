import { address, closed, headers } from "./parts.ts";

const person = closed({ email: address, name: { type: "string" } }, ["email"]);
const enable = { type: "boolean" };
const text = { type: "string", minLength: 1 };

/** POST /v3/mail/send. */
export const sendgridRequest = closed(
  {
    personalizations: {
      type: "array",
      minItems: 1,
      maxItems: 1000,
      items: closed({ to: { type: "array", minItems: 1, items: person }, subject: text, headers }, ["to"]),
    },
    from: person,
    reply_to: person,
    subject: text,
    content: {
      type: "array",
      minItems: 1,
      // Plain text must come before HTML.
      prefixItems: [closed({ type: { const: "text/plain" }, value: text })],
      items: closed({ type: { const: "text/html" }, value: text }),
    },
    headers,
    categories: { type: "array", uniqueItems: true, maxItems: 10, items: { type: "string", maxLength: 255 } },
    tracking_settings: closed({
      click_tracking: closed({ enable, enable_text: enable }),
      open_tracking: closed({ enable }),
      subscription_tracking: closed({ enable }),
      ganalytics: closed({ enable }),
    }),
  },
  ["personalizations", "from", "subject", "content", "tracking_settings"],
);
