/** How long a message may still be delivered, in the whole seconds that a vendor allows. */
export const secondsLeft = (
  { expiresAt }: { readonly expiresAt: number },
  { now, least, most }: { readonly now: number; readonly least: number; readonly most: number },
): number => Math.min(Math.max(Math.floor((expiresAt - now) / 1_000), least), most);
