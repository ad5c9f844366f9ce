import { closed, headers } from "./parts.ts";

const text = { type: "string", minLength: 1 };
const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" };

const ms = { type: "integer", minimum: 0 };

const speech = {
  type: "array",
  items: {
    oneOf: [
      closed({ kind: { const: "say" }, text }),
      closed({ kind: { const: "pause" }, ms }),
      closed({ kind: { const: "digits" }, digits: { type: "string", pattern: "^\\d+$" } }),
      closed({ kind: { const: "key" }, text, ms }),
      closed({
        kind: { const: "repeat" },
        key: { type: "string", pattern: "^[0-9]$" },
        text,
        ms,
        times: { type: "integer", minimum: 1 },
      }),
    ],
  },
};

/** What receivers of our own webhook may count on. */
export const webhookRequest = closed({
  type: { const: "message.send" },
  timestamp: time,
  data: closed(
    {
      id: text,
      app_id: text,
      channel: { enum: ["email", "sms", "voice"] },
      to: text,
      locale: text,
      app_name: text,
      sender_name: text,
      sender_id: text,
      subject: text,
      text,
      html: text,
      headers,
      speech,
      code: text,
      link: text,
      expires_at: time,
    },
    ["id", "app_id", "channel", "to", "locale", "app_name", "text", "expires_at"],
  ),
});
