/** What one call wants an e-mail to say in place of our own words. Every text in it has passed `readFreeText`. */
export type EmailWording = {
  readonly subject: string;
  /** `#RGB` or `#RRGGBB`. */
  readonly primaryColor?: string;
  /** A PNG, JPEG or GIF in base64. */
  readonly base64logo?: string;
  readonly headerText?: string;
  readonly bodyText?: string;
  /** The label of the button. */
  readonly linkText?: string;
  readonly infoText?: string;
  readonly footerText?: string;
  /** Shown in place of the configured name of the sender. */
  readonly senderName?: string;
};

/** What one call wants said its own way. Stored with the message, so that every try of it says the same. */
export type Wording = {
  readonly email?: EmailWording;
  /** A text message with a code, with `{otp}` and `{app}` where these go. */
  readonly text?: string;
  /** An alphanumeric sender for text messages. */
  readonly senderId?: string;
};

/** Why wording was refused. `problem` follows the name of the field in a sentence: "must be a text". */
export type WordingFailure = { readonly field: string; readonly problem: string };
