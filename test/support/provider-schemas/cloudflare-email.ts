import { address, closed } from "./parts.ts";

const person = { oneOf: [address, closed({ email: address, name: { type: "string" } })] };

/** What the binding's `send` takes, with those headers of ours it lets through. */
export const cloudflareEmailRequest = closed(
  {
    from: person,
    to: address,
    replyTo: person,
    subject: { type: "string", maxLength: 998 },
    text: { type: "string" },
    html: { type: "string" },
    headers: {
      type: "object",
      additionalProperties: false,
      patternProperties: { "^(?:X-[A-Za-z0-9-]+|Auto-Submitted|In-Reply-To|List-[A-Za-z-]+)$": { type: "string" } },
    },
  },
  ["from", "to", "subject", "text"],
);
