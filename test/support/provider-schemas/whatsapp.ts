const code = {
  type: "array",
  minItems: 1,
  maxItems: 1,
  items: {
    type: "object",
    additionalProperties: false,
    required: ["type", "text"],
    properties: { type: { const: "text" }, text: { type: "string", minLength: 1, maxLength: 15 } },
  },
};

const body = {
  type: "object",
  additionalProperties: false,
  required: ["type", "parameters"],
  properties: { type: { const: "body" }, parameters: code },
};

const button = {
  type: "object",
  additionalProperties: false,
  required: ["type", "sub_type", "index", "parameters"],
  properties: {
    type: { const: "button" },
    sub_type: { enum: ["quick_reply", "url", "catalog"] },
    index: { type: "string", pattern: "^[0-9]$" },
    parameters: code,
  },
};

/** A message of an authentication template (Cloud API, version 23). */
export const whatsappTemplateMessage = {
  type: "object",
  additionalProperties: false,
  required: ["messaging_product", "recipient_type", "to", "type", "template"],
  properties: {
    messaging_product: { const: "whatsapp" },
    recipient_type: { enum: ["individual", "group"] },
    to: { type: "string", pattern: "^[1-9][0-9]{6,14}$" },
    type: { const: "template" },
    template: {
      type: "object",
      additionalProperties: false,
      required: ["name", "language", "components"],
      properties: {
        name: { type: "string", pattern: "^[a-z0-9_]+$" },
        language: {
          type: "object",
          additionalProperties: false,
          required: ["policy", "code"],
          properties: {
            policy: { const: "deterministic" },
            code: { type: "string", pattern: "^[a-z]{2,3}(?:_[A-Z]{2})?$" },
          },
        },
        components: { type: "array", prefixItems: [body, button], minItems: 2, maxItems: 2 },
      },
    },
  },
};
