export const INITIATION = "/verification-actions-srv/account/initiation";
export const VALIDATION = "/verification-actions-srv/account";
/** Where links in messages lead: short, since their whole address stands in a mail. */
export const LINK = "/c";
/** The same under a path of the API's own, in which the flow and the token are spelled out. */
export const LONG_LINK = "/verification-actions-srv/account/link";
export const OLD_INITIATION = "/verification-srv/account/initiate";
export const OLD_SDK_INITIATION = "/verification-srv/account/initiate/sdk";
export const OLD_VALIDATION = "/verification-srv/account/verify";
export const STATUS = "/users-srv/user/communication/status";
export const METADATA = "/token-srv/prelogin/metadata";
export const CONTINUE = "/login-srv/precheck/continue";
export const CORRECTION = "/useractions-srv/communication/medium/track";
export const REQUESTS = "/authz-srv/authrequest/authz/generate";

/** Our own pages. The first three can be replaced by pages of the app's own. */
export const INIT_PAGE = "/identity/verification_init";
export const COMPLETE_PAGE = "/identity/verification_complete";
export const ERROR_PAGE = "/identity/error";
export const RESEND_PAGE = "/identity/verification_resend";
export const CHANGE_PAGE = "/identity/verification_change";
export const STATUS_PAGE = "/identity/verification_status";

/** The template of a link in a message. */
export const linkTemplateOf = (publicUrl: string): string => `${publicUrl}${LINK}?{flow}{token}`;
