const resource = { type: "string", minLength: 1, maxLength: 256, pattern: "^[A-Za-z0-9_:/+-]+$" } as const;

/** What End User Messaging takes for one text. */
export const amazonSmsSendTextMessage = {
  type: "object",
  additionalProperties: false,
  required: ["DestinationPhoneNumber", "OriginationIdentity", "MessageBody", "MessageType", "TimeToLive"],
  properties: {
    DestinationPhoneNumber: { type: "string", maxLength: 20, pattern: "^\\+?[1-9][0-9]{1,18}$" },
    OriginationIdentity: resource,
    MessageBody: { type: "string", minLength: 1, maxLength: 1_600, pattern: "\\S" },
    MessageType: { enum: ["TRANSACTIONAL", "PROMOTIONAL"] },
    ConfigurationSetName: resource,
    ProtectConfigurationId: resource,
    TimeToLive: { type: "integer", minimum: 5, maximum: 259_200 },
    // Up to five names that the sender makes up: ours is this one.
    Context: {
      type: "object",
      additionalProperties: false,
      properties: { message: { type: "string", minLength: 1, maxLength: 800, pattern: "^\\S([^]*\\S)?$" } },
    },
  },
} as const;
