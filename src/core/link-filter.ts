const PATTERNS: readonly RegExp[] = [
  /:\/\//,
  /www\./i,
  /https?:\S/i,
  // Other schemes that work without slashes.
  /(?<![\p{L}\p{N}])(?:mailto|tel|sms|smsto|callto|facetime|sips?|xmpp|geo|magnet|javascript):\S/iu,
  // A mailbox, also one on a host without a dot.
  /[^\s@]@[^\s@]/,
  // A domain: something right before the dot and two letters of any script right after it. "e.g.", "3.5" and "v1.2"
  // are none; "Hello.World" is one to every phone, though its writer only forgot a space.
  /[\p{L}\p{M}\p{N}\p{S}_-]\.\p{L}[\p{L}\p{M}]/u,
  // The same with the full stop of Chinese and Japanese, but between Latin letters only: sentences of those languages
  // have no space after it.
  /[a-z][a-z0-9-]{0,62}。[a-z]{2}/i,
  // An IPv4 address.
  /\p{Nd}(?:\.\p{Nd}{1,3}){3}/u,
  // Seven digits, however they are spaced: a number to call.
  /\p{Nd}(?:[^\p{L}\p{Nd}]{0,4}\p{Nd}){6}/u,
  // An encoded word (RFC 2047): in a header, mail programs would show what is inside.
  /=\?.*\?=/s,
];

/**
 * Whether a mail program or a phone would make something to press of a part of `text`: a link, a mailbox, a number to
 * call. Judged as it looks: after NFKC, full-width letters, digits and dots are their plain twins. Rather refuses too
 * much: whoever wrote the text is told, and can put a space after a full stop.
 */
export function holdsLink(text: string): boolean {
  const plain = text.normalize("NFKC");
  return PATTERNS.some((pattern) => pattern.test(plain));
}
