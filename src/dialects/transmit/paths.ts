/** Where a link in a mail leads, below the base path the API was called under. */
export const CONFIRM = "/v1/verification/links/email/confirm";
