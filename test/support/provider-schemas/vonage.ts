/** E.164 without its plus sign. */
const digits = { type: "string", pattern: "^[1-9][0-9]{6,14}$" };
const address = { type: "string", pattern: "^https://" };

/** A text (Messages API, version 1), as far as we use it. */
export const vonageMessage = {
  type: "object",
  additionalProperties: false,
  required: ["message_type", "channel", "to", "from", "text"],
  properties: {
    message_type: { const: "text" },
    channel: { const: "sms" },
    to: digits,
    from: { type: "string", pattern: "^(?:[0-9]{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 _&+-]{1,11})$" },
    text: { type: "string", minLength: 1, maxLength: 1000 },
    client_ref: { type: "string", maxLength: 100 },
    webhook_url: address,
    webhook_version: { enum: ["v0.1", "v1"] },
    // Seconds, and not milliseconds as in the older interface.
    ttl: { type: "integer", minimum: 1800, maximum: 259_200 },
    sms: {
      type: "object",
      additionalProperties: false,
      properties: { encoding_type: { enum: ["unicode", "text", "auto"] } },
    },
  },
};

const phone = {
  type: "object",
  additionalProperties: false,
  required: ["type", "number"],
  properties: { type: { const: "phone" }, number: digits },
};

const talk = {
  type: "object",
  additionalProperties: false,
  required: ["action", "text"],
  properties: {
    action: { const: "talk" },
    text: { type: "string", minLength: 1, maxLength: 1500 },
    language: { type: "string", pattern: "^[a-z]{2,3}-[A-Z]{2}$" },
    style: { type: "integer", minimum: 0 },
    loop: { type: "integer", minimum: 0 },
    bargeIn: { type: "boolean" },
  },
};

const input = {
  type: "object",
  additionalProperties: false,
  required: ["action", "type", "dtmf", "eventUrl"],
  properties: {
    action: { const: "input" },
    type: { type: "array", minItems: 1, items: { const: "dtmf" } },
    dtmf: {
      type: "object",
      additionalProperties: false,
      properties: {
        maxDigits: { type: "integer", minimum: 1, maximum: 20 },
        timeOut: { type: "integer", minimum: 0, maximum: 10 },
        submitOnHash: { type: "boolean" },
      },
    },
    eventUrl: { type: "array", minItems: 1, maxItems: 1, items: address },
    eventMethod: { enum: ["GET", "POST"] },
  },
};

/** What is done in a call, as far as we use it. */
export const vonageActions = { type: "array", minItems: 1, items: { oneOf: [talk, input] } };

/** A call (Voice API, version 1), as far as we use it. */
export const vonageCallRequest = {
  type: "object",
  additionalProperties: false,
  required: ["to", "from", "ncco"],
  properties: {
    to: { type: "array", minItems: 1, maxItems: 1, items: phone },
    from: phone,
    ncco: vonageActions,
    event_url: { type: "array", minItems: 1, maxItems: 1, items: address },
    event_method: { enum: ["GET", "POST"] },
    ringing_timer: { type: "integer", minimum: 1, maximum: 120 },
    length_timer: { type: "integer", minimum: 1, maximum: 7200 },
    machine_detection: { enum: ["continue", "hangup"] },
  },
};
