import { address, closed, mailbox } from "./parts.ts";

/** POST /email. */
export const postmarkRequest = closed(
  {
    From: mailbox,
    To: address,
    ReplyTo: mailbox,
    Subject: { type: "string" },
    Tag: { type: "string", maxLength: 1000 },
    TextBody: { type: "string" },
    HtmlBody: { type: "string" },
    MessageStream: { type: "string", pattern: "^[a-z0-9_-]+$" },
    TrackOpens: { type: "boolean" },
    TrackLinks: { enum: ["None", "HtmlAndText", "HtmlOnly", "TextOnly"] },
    Headers: { type: "array", items: closed({ Name: { type: "string", minLength: 1 }, Value: { type: "string" } }) },
    Metadata: {
      type: "object",
      maxProperties: 10,
      propertyNames: { maxLength: 20 },
      additionalProperties: { type: "string", maxLength: 80 },
    },
    InlineCss: { type: "boolean" },
  },
  // The last two may be left out, and then a server's own settings decide: ours must not leave them out.
  ["From", "To", "Subject", "TextBody", "TrackOpens", "TrackLinks"],
);
