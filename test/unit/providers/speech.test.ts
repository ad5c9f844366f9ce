import { describe, expect, it } from "vitest";
import { ssml, twiml } from "../../../src/providers/voice/speech.ts";
import { hostile, rendered } from "../../support/rendered.ts";

const slowly = (...digits: string[]) =>
  `<prosody rate="slow">${digits.map((digit) => `${digit}<break time="600ms"/>`).join("")}</prosody>`;

describe("the markup of a call", () => {
  it("says the digits one by one, slowly, with a pause after each", () => {
    expect(ssml([{ kind: "digits", digits: "0127" }])).toBe(`<speak>${slowly("0", "1", "2", "7")}</speak>`);
  });

  it("says nothing for digits that are none", () => {
    expect(ssml([{ kind: "digits", digits: '1<a href="x">b</a>٣２' }])).toBe(`<speak>${slowly("1")}</speak>`);
  });

  it("is a pause, the words and the digits, and then hangs up", () => {
    const speech = [
      { kind: "pause", ms: 1_000 },
      { kind: "say", text: "Your code is:" },
      { kind: "digits", digits: "12" },
    ] as const;
    expect(twiml(speech, { language: "en-GB", voice: "Polly.Amy" })).toBe(
      `<Response><Say language="en-GB" voice="Polly.Amy"><break time="1000ms"/> Your code is: ${slowly("1", "2")}</Say><Hangup/></Response>`,
    );
  });

  it("takes words for words, whatever they look like", () => {
    const text = `</Say><Dial>+15550100</Dial> & "it's"`;
    expect(ssml([{ kind: "say", text }])).toBe(
      "<speak>&lt;/Say&gt;&lt;Dial&gt;+15550100&lt;/Dial&gt; &amp; &quot;it&apos;s&quot;</speak>",
    );
  });

  it.each(hostile)("holds a whole call of an app called %j, within what vendors take", (appName) => {
    const { speech = [] } = rendered({ channel: "voice", data: { appName } });
    const document = ssml(speech);
    expect(document.length).toBeLessThanOrEqual(1_500);
    const tags = document.match(/<[^>]*>/g) ?? [];
    expect(new Set(tags)).toEqual(
      new Set([
        "<speak>",
        '<break time="1000ms"/>',
        '<prosody rate="slow">',
        '<break time="600ms"/>',
        "</prosody>",
        "</speak>",
      ]),
    );
    expect(tags.filter((tag) => tag.includes("prosody rate"))).toHaveLength(2);
  });
});
