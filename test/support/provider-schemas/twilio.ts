const e164 = { type: "string", pattern: "^\\+[1-9][0-9]{6,14}$" };
const flag = { enum: ["true", "false"] };
/** A host with an underscore is refused. */
const address = { type: "string", pattern: "^https://[A-Za-z0-9.:-]+(?:/|$)" };
const seconds = (most: string) => ({ type: "string", pattern: most });
const sid = (prefix: string) => ({ type: "string", pattern: `^${prefix}[0-9a-fA-F]{32}$` });

/** The form of a new message (Programmable Messaging, 2010-04-01), as far as we use it. */
export const twilioMessageForm = {
  type: "object",
  additionalProperties: false,
  required: ["To", "Body"],
  oneOf: [
    { type: "object", properties: { From: true }, required: ["From"] },
    { type: "object", properties: { MessagingServiceSid: true }, required: ["MessagingServiceSid"] },
  ],
  properties: {
    To: e164,
    From: { type: "string", pattern: "^(?:\\+[1-9][0-9]{6,14}|[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 _&+-]{1,11})$" },
    MessagingServiceSid: sid("MG"),
    Body: { type: "string", minLength: 1, maxLength: 1600 },
    // 1 to 36,000.
    ValidityPeriod: seconds("^(?:[1-9][0-9]{0,3}|[12][0-9]{4}|3[0-5][0-9]{3}|36000)$"),
    StatusCallback: address,
    SmartEncoded: flag,
    ContentRetention: { enum: ["retain", "discard"] },
    AddressRetention: { enum: ["retain", "obfuscate"] },
  },
};

/** The form of a new call (Programmable Voice, 2010-04-01), as far as we use it. `Url` would win over `Twiml`. */
export const twilioCallForm = {
  type: "object",
  additionalProperties: false,
  required: ["To", "From", "Twiml"],
  properties: {
    To: e164,
    From: e164,
    Twiml: { type: "string", maxLength: 4000, pattern: "^<Response>.+</Response>$" },
    // 1 to 600.
    Timeout: seconds("^(?:[1-9][0-9]?|[1-5][0-9]{2}|600)$"),
    TimeLimit: seconds("^[1-9][0-9]{0,4}$"),
    StatusCallback: address,
    StatusCallbackEvent: { enum: ["initiated", "ringing", "answered", "completed"] },
    StatusCallbackMethod: { enum: ["GET", "POST"] },
  },
};
