/** The fields of a form that SNS takes for one text to a number. */
export const amazonSnsPublish = {
  type: "object",
  additionalProperties: false,
  required: ["Action", "Version", "PhoneNumber", "Message"],
  properties: {
    Action: { const: "Publish" },
    Version: { const: "2010-03-31" },
    PhoneNumber: { type: "string", pattern: "^\\+[1-9][0-9]{6,14}$" },
    Message: { type: "string", minLength: 1, maxLength: 1_600 },
  },
  patternProperties: {
    "^MessageAttributes\\.entry\\.[1-9][0-9]*\\.Name$": {
      enum: ["AWS.SNS.SMS.SMSType", "AWS.SNS.SMS.SenderID"],
    },
    "^MessageAttributes\\.entry\\.[1-9][0-9]*\\.Value\\.DataType$": { const: "String" },
    "^MessageAttributes\\.entry\\.[1-9][0-9]*\\.Value\\.StringValue$": { type: "string", minLength: 1 },
  },
} as const;
