/** A text (version 2), as far as we use it. A name as the sender needs a messaging profile. */
export const telnyxMessage = {
  type: "object",
  additionalProperties: false,
  required: ["to", "from", "text"],
  properties: {
    from: { type: "string", minLength: 1 },
    to: { type: "string", pattern: "^\\+[1-9][0-9]{6,14}$" },
    text: { type: "string", minLength: 1 },
    type: { enum: ["SMS", "MMS"] },
    encoding: { enum: ["auto", "gsm7", "ucs2"] },
    messaging_profile_id: { type: "string", minLength: 1 },
    webhook_url: { type: "string", pattern: "^https://", maxLength: 2000 },
    use_profile_webhooks: { type: "boolean" },
  },
  if: { type: "object", properties: { from: { type: "string", pattern: "[A-Za-z]" } } },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON schema has this name.
  then: { type: "object", properties: { messaging_profile_id: true }, required: ["messaging_profile_id"] },
};
