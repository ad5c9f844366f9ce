/**
 * Where links in mails lead, below the base path the API was called under: short, since their whole address stands in
 * a mail.
 */
export const LINK = "/t";

/** The template of a link in a mail; `base` is the public address with that base path. */
export const linkTemplateOf = (base: string): string => `${base}${LINK}?{flow}{token}`;
