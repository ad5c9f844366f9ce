const closed = { type: "object", additionalProperties: false } as const;
const text = { type: "string", minLength: 1 } as const;
const addresses = { type: "array", minItems: 1, maxItems: 50, items: { type: "string", pattern: "^[ -~]+$" } } as const;
const content = {
  ...closed,
  required: ["Data"],
  properties: { Data: { type: "string" }, Charset: { const: "UTF-8" } },
} as const;
const switchedOff = { const: "DISABLED" } as const;

/** What SES v2 takes for one simple message. Addresses and headers are ASCII. */
export const sesSendEmail = {
  ...closed,
  required: ["FromEmailAddress", "Destination", "Content"],
  properties: {
    FromEmailAddress: { type: "string", pattern: "^[ -~]+$" },
    Destination: { ...closed, required: ["ToAddresses"], properties: { ToAddresses: addresses } },
    ReplyToAddresses: addresses,
    Content: {
      ...closed,
      required: ["Simple"],
      properties: {
        Simple: {
          ...closed,
          required: ["Subject", "Body"],
          properties: {
            Subject: content,
            Body: { ...closed, required: ["Text"], properties: { Text: content, Html: content } },
            Headers: {
              type: "array",
              maxItems: 15,
              items: {
                ...closed,
                required: ["Name", "Value"],
                properties: {
                  Name: { type: "string", minLength: 1, maxLength: 126, pattern: "^[!-9;-@A-~]+$" },
                  Value: { type: "string", minLength: 1, maxLength: 870, pattern: "^[ -~]*$" },
                },
              },
            },
          },
        },
      },
    },
    ConfigurationSetName: text,
    ConfigurationOverrides: {
      ...closed,
      properties: {
        Tracking: {
          ...closed,
          properties: { OpenTrackingEnabled: switchedOff, ClickTrackingEnabled: switchedOff },
        },
      },
    },
  },
} as const;
