import { describe, expect, it } from "vitest";
import { firstScene, nextScene } from "../../../src/core/scene.ts";
import { lengthOf, ssml } from "../../../src/providers/voice/speech.ts";
import { hostile, rendered } from "../../support/rendered.ts";

const slowly = (...digits: string[]) => `<prosody rate="slow">${digits.join('<break time="500ms"/>')}</prosody>`;
const urlOf = (heard: number): string => `https://verify.example.com/call?heard=${heard}`;

/** A whole call, scene by scene. */
function scenesOf(appName: string) {
  const { speech = [] } = rendered({ channel: "voice", data: { appName } });
  const first = firstScene(speech, urlOf);
  const second = nextScene(speech, { heard: 0, pressed: "5" }, urlOf);
  return [first, second].flatMap(({ lines, question, farewell }) => [lines, question?.lines ?? [], farewell]);
}

describe("the markup of a call", () => {
  it("says the digits one by one, slowly, with pauses between", () => {
    expect(ssml([{ kind: "digits", digits: "0127" }])).toBe(`<speak>${slowly("0", "1", "2", "7")}</speak>`);
  });

  it("says nothing for digits that are none", () => {
    expect(ssml([{ kind: "digits", digits: '1<a href="x">b</a>٣2' }])).toBe(`<speak>${slowly("1", "2")}</speak>`);
  });

  it("is the pauses, the words and the digits in their order", () => {
    const lines = [
      { kind: "pause", ms: 1_000 },
      { kind: "say", text: "Your code is:" },
      { kind: "digits", digits: "12" },
    ] as const;
    expect(ssml(lines)).toBe(`<speak><break time="1000ms"/> Your code is: ${slowly("1", "2")}</speak>`);
  });

  it("takes words for words, whatever they look like", () => {
    const text = `</Say><Dial>+15550100</Dial> & "it's"`;
    expect(ssml([{ kind: "say", text }])).toBe(
      "<speak>&lt;/Say&gt;&lt;Dial&gt;+15550100&lt;/Dial&gt; &amp; &quot;it&apos;s&quot;</speak>",
    );
  });

  it.each(hostile)("holds a whole call of an app called %j, within what vendors take", (appName) => {
    const documents = scenesOf(appName).map(ssml);
    for (const document of documents) expect(document.length).toBeLessThanOrEqual(1_500);
    const tags = documents.join("").match(/<[^>]*>/g) ?? [];
    expect(new Set(tags)).toEqual(
      new Set([
        "<speak>",
        '<break time="1000ms"/>',
        '<break time="2000ms"/>',
        '<prosody rate="slow">',
        '<break time="500ms"/>',
        "</prosody>",
        "</speak>",
      ]),
    );
    expect(tags.filter((tag) => tag.includes("prosody rate"))).toHaveLength(2);
  });
});

describe("the length of a call", () => {
  it("is a minute, or four where keys are waited for", () => {
    const farewell = [{ kind: "say", text: "Goodbye." }] as const;
    expect(lengthOf({ lines: [], question: null, farewell })).toBe(60);
    expect(lengthOf({ lines: [], question: { lines: [], ms: 1, url: "" }, farewell })).toBe(240);
  });
});
