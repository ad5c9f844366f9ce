/** Where links in mails lead, under whichever path the API was called: short, since a mail spells the whole of it. */
export const LINK = "/t";

/** The template of a link in a mail. */
export const linkTemplateOf = (publicUrl: string): string => `${publicUrl}${LINK}?{flow}{token}`;
