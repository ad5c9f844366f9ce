import { address, closed, headers, mailbox } from "./parts.ts";

const tag = { type: "string", pattern: "^[A-Za-z0-9_-]{1,256}$" };

/** POST /emails. */
export const resendRequest = closed(
  {
    from: mailbox,
    to: { type: "array", minItems: 1, maxItems: 50, items: address },
    reply_to: { oneOf: [mailbox, { type: "array", items: mailbox }] },
    subject: { type: "string" },
    text: { type: "string" },
    html: { type: "string" },
    headers,
    tags: { type: "array", items: closed({ name: tag, value: tag }) },
    scheduled_at: { type: "string" },
  },
  ["from", "to", "subject", "text"],
);
