export const API = "/external/api/v1";

/** Our own page that a mail leads to, where its request named none. */
export const CONFIRM = "/identity/account_verification";
