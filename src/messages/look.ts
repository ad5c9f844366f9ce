import { readableOn } from "../core/contrast.ts";
import { imageType } from "../core/image.ts";
import type { EmailWording } from "../core/wording.ts";

/** The little of a mail's looks that a caller may choose. */
export type Look = {
  /** The colours of the button, as CSS. */
  readonly button: string;
  /** What is added to the style of the code. */
  readonly code: string;
  /** A `data:` address, or null for none. */
  readonly logo: string | null;
};

const OWN_COLOUR = "#1d5fd1";

const colours = (background: string): string => `background:${background};color:${readableOn(background)}`;

function logoOf(base64: string | undefined): string | null {
  const type = base64 === undefined ? undefined : imageType(base64);
  return type === undefined ? null : `data:${type};base64,${base64}`;
}

/**
 * How a mail looks. A colour is only ever behind text that can be read on it: in front of the reader's own background,
 * light or dark, a caller's colour could hide the code.
 */
export const lookOf = ({ primaryColor, base64logo }: Partial<EmailWording> = {}): Look => ({
  button: colours(primaryColor ?? OWN_COLOUR),
  code:
    primaryColor === undefined
      ? ""
      : `;display:inline-block;padding:4px 16px;border-radius:6px;${colours(primaryColor)}`,
  logo: logoOf(base64logo),
});
