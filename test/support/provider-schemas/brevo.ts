import { address, closed, headers } from "./parts.ts";

const name = { type: "string", minLength: 1, maxLength: 70 };
const person = closed({ email: address, name }, ["email"]);

/** POST /v3/smtp/email. */
export const brevoRequest = closed(
  {
    sender: person,
    to: {
      type: "array",
      minItems: 1,
      items: closed({ email: address, name, contactPixelTrackingConsent: { type: "boolean" } }, [
        "email",
        "contactPixelTrackingConsent",
      ]),
    },
    replyTo: person,
    subject: { type: "string" },
    textContent: { type: "string" },
    htmlContent: { type: "string" },
    headers,
    tags: { type: "array", items: { type: "string" } },
  },
  ["sender", "to", "subject", "textContent", "headers"],
);
