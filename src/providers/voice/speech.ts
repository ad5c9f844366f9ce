import type { Line } from "../../core/message.ts";
import type { Scene } from "../../core/scene.ts";

const DIGIT_PAUSE_MS = 500;

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&apos;"],
]);

/** Text as it may stand in markup and in an attribute of it. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities.get(character) ?? "");

const pause = (ms: number): string => `<break time="${Math.round(ms)}ms"/>`;

/** One by one, and with the pauses written out: what voices make of "say these as digits" is too fast to write down. */
const spelled = (digits: string): string =>
  `<prosody rate="slow">${[...digits.replace(/\D/g, "")].join(pause(DIGIT_PAUSE_MS))}</prosody>`;

function markedLine(line: Line): string {
  switch (line.kind) {
    case "say":
      return escaped(line.text);
    case "pause":
      return pause(line.ms);
    case "digits":
      return spelled(line.digits);
  }
}

/** What is said, in the markup of voices (W3C Speech Synthesis Markup Language 1.1). */
export const marked = (lines: readonly Line[]): string => lines.map(markedLine).join(" ");

/** The same as a whole document. */
export const ssml = (lines: readonly Line[]): string => `<speak>${marked(lines)}</speak>`;

/**
 * How long a call may last, in seconds: one without a key is a few sentences, one with a key may be heard four times by
 * somebody who takes the time that each key leaves.
 */
export const lengthOf = ({ question }: Scene): number => (question === null ? 60 : 240);
