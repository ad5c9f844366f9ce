import { withFittingName } from "./app-name.ts";
import type { Words } from "./emails.ts";
import { gsmOnly, smsSegments } from "./sms.ts";

/** As much of the name as leaves the text in one segment, and no character of it that would halve a segment. */
function oneSegment(app: string, build: (app: string) => string): string {
  // A language that needs UCS-2 anyway keeps its names as they are.
  const name = smsSegments(build("")).encoding === "GSM-7" ? gsmOnly(app) : app;
  return withFittingName(name, { build, fits: (text) => smsSegments(text).segments === 1 });
}

/** The text message with a code. The last line stands alone, with nothing after it, or phones do not see it. */
export const codeText = (
  { copy, app, times: { length } }: Words,
  { code, lastLine }: { readonly code: string; readonly lastLine: string | undefined },
): string =>
  oneSegment(app, (name) =>
    [copy.text.code({ app: name, code, length }), ...(lastLine === undefined ? [] : [lastLine])].join("\n\n"),
  );

/** The text message with a link. It may need two segments: links are long. */
export const linkText = ({ copy, app, times: { length } }: Words, link: string): string =>
  copy.text.link({ app: gsmOnly(app), link, length });

/** The text message to a number that nobody has. */
export const strangerText = ({ copy, app }: Words): string => oneSegment(app, copy.text.stranger);

/** What a call says. Digits stand apart, so that no voice reads them as one number. */
export function codeCall({ copy, app }: Words, code: string): string {
  return copy.call.code({ app, digits: [...code].join(", ") });
}

/** What a call to a number that nobody has says. */
export const strangerCall = ({ copy, app }: Words): string => copy.call.stranger(app);
