/** A text (version 1), as far as we use it. One number or name, or a pool of numbers: never both. */
export const plivoMessage = {
  type: "object",
  additionalProperties: false,
  required: ["dst", "text"],
  oneOf: [
    { type: "object", properties: { src: true }, required: ["src"] },
    { type: "object", properties: { powerpack_uuid: true }, required: ["powerpack_uuid"] },
  ],
  properties: {
    src: { type: "string", pattern: "^(?:[0-9]{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 _&+-]{1,11})$" },
    powerpack_uuid: { type: "string", minLength: 1 },
    // Several numbers would be joined by "<".
    dst: { type: "string", pattern: "^[1-9][0-9]{6,14}$" },
    text: { type: "string", minLength: 1 },
    log: { type: "boolean" },
    message_expiry: { type: "integer", minimum: 5, maximum: 10_800 },
    url: { type: "string", pattern: "^https://" },
    method: { enum: ["GET", "POST"] },
  },
};
