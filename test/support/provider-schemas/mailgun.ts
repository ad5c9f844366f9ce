import { address, mailbox } from "./parts.ts";

const yesOrNo = { enum: ["yes", "no", "true", "false"] };
const line = { type: "string", pattern: "^[^\\r\\n]*$" };

/** POST /v3/DOMAIN/messages, as a form. */
export const mailgunRequest = {
  type: "object",
  additionalProperties: false,
  required: ["from", "to", "subject", "text", "o:tracking", "o:deliver-within"],
  properties: {
    from: mailbox,
    to: address,
    subject: line,
    text: { type: "string" },
    html: { type: "string" },
    "o:tag": { type: "string" },
    "o:tracking": { enum: [...yesOrNo.enum, "htmlonly"] },
    "o:deliver-within": { type: "string", pattern: "^(?:[5-9]m|[1-5][0-9]m|[1-9][0-9]?h(?:[1-5]?[0-9]m)?)$" },
    "o:require-tls": yesOrNo,
    "o:testmode": { enum: ["yes"] },
  },
  patternProperties: { "^h:[A-Za-z][A-Za-z0-9-]*$": line },
};
