import type { Line, SpeechPart } from "./message.ts";

/** What is said in a call in one go, until a key is pressed or nothing is left to say. */
export type Scene = {
  /** Said to the end, whatever is pressed meanwhile. */
  readonly lines: readonly Line[];
  readonly question: {
    /** A key that is pressed while these are said counts, and ends them. */
    readonly lines: readonly Line[];
    /** How long a key is waited for after them. */
    readonly ms: number;
    /** Whom the provider is to ask what is said next. */
    readonly url: string;
  } | null;
  /** Said where no key was pressed, or none was asked for. Then the call is over. */
  readonly farewell: readonly Line[];
};

/** Where it is asked what is said next, by how often the code was heard before. */
type UrlOf = (heard: number) => string;

/** A call, or the rest of one, in which no key is waited for. */
export const justSaid = (farewell: readonly Line[]): Scene => ({ lines: [], question: null, farewell });

const isLine = (part: SpeechPart): part is Line => part.kind !== "key" && part.kind !== "repeat";
const say = (text: string): Line => ({ kind: "say", text });

/** The script of a call, taken apart at its keys. */
function actsOf(speech: readonly SpeechPart[]) {
  const key = speech.find((part) => part.kind === "key");
  const repeat = speech.find((part) => part.kind === "repeat");
  const afterKey = key === undefined ? 0 : speech.indexOf(key) + 1;
  const atRepeat = repeat === undefined ? speech.length : speech.indexOf(repeat);
  return {
    key,
    repeat,
    before: speech.slice(0, afterKey).filter(isLine),
    after: speech.slice(afterKey, atRepeat).filter(isLine),
    farewell: speech.slice(atRepeat + 1).filter(isLine),
  };
}

/** How a call begins: nothing that follows its key is in it but the farewell. One that asks for no key is said whole. */
export function firstScene(speech: readonly SpeechPart[], urlOf: UrlOf): Scene {
  const { key, before, after, farewell } = actsOf(speech);
  if (key === undefined) return justSaid([...after, ...farewell]);
  return { lines: [], question: { lines: [...before, say(key.text)], ms: key.ms, url: urlOf(0) }, farewell };
}

/** How a call goes on after `pressed`, the code heard so often before. */
export function nextScene(
  speech: readonly SpeechPart[],
  { heard, pressed }: { readonly heard: number; readonly pressed: string | null },
  urlOf: UrlOf,
): Scene {
  const { repeat, after, farewell } = actsOf(speech);
  const times = repeat?.times ?? 0;
  const isWanted = pressed !== null && (heard === 0 || pressed === repeat?.key);
  if (!isWanted || heard > times) return justSaid(farewell);
  const question = repeat && heard < times ? { lines: [say(repeat.text)], ms: repeat.ms, url: urlOf(heard + 1) } : null;
  return { lines: after, question, farewell };
}
