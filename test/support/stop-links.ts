const STOP_LINK = /https?:\/\/[^/\s]+\/s\?([\w-]+)/;

/** The code of the stop link in a mail's text. */
export function stopCodeIn(mail: { readonly text: string } | undefined): string {
  const code = STOP_LINK.exec(mail?.text ?? "")?.[1];
  if (!code) throw new Error("no stop link in the mail");
  return code;
}
