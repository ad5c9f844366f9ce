import { describe, expect, it } from "vitest";
import { firstScene, justSaid, nextScene } from "../../src/core/scene.ts";
import { rendered } from "../support/rendered.ts";

const { speech = [] } = rendered({ channel: "voice" });
const urlOf = (heard: number): string => `https://verify.example.com/call?heard=${heard}`;
const say = (text: string) => ({ kind: "say", text }) as const;
const digits = { kind: "digits", digits: "012345" } as const;
const goodbye = say("If you did not ask for it, hang up. Goodbye.");

describe("a call with a code", () => {
  it("begins with everything up to the key, and ends without one, the code unsaid", () => {
    const scene = firstScene(speech, urlOf);
    expect(scene).toEqual({
      lines: [],
      question: {
        lines: [
          { kind: "pause", ms: 1_000 },
          say("Hello. This is Acme with the code you asked for."),
          say("To hear it, press any key."),
        ],
        ms: 10_000,
        url: urlOf(0),
      },
      farewell: [goodbye],
    });
    expect(JSON.stringify(scene)).not.toContain("012345");
  });

  it.each(["0", "1", "9", "#", "*"])("goes on with the code, twice, after %s, and offers it again", (pressed) => {
    expect(nextScene(speech, { heard: 0, pressed }, urlOf)).toEqual({
      lines: [
        { kind: "pause", ms: 1_000 },
        say("Your code is:"),
        digits,
        { kind: "pause", ms: 2_000 },
        say("Again:"),
        digits,
        { kind: "pause", ms: 1_000 },
      ],
      question: { lines: [say("To hear it again, press 1.")], ms: 10_000, url: urlOf(1) },
      farewell: [goodbye],
    });
  });

  it("is repeated three times, and no more", () => {
    const again = (heard: number) => nextScene(speech, { heard, pressed: "1" }, urlOf);
    const offers = [1, 2, 3].map((heard) => again(heard).question?.url);
    expect(offers).toEqual([urlOf(2), urlOf(3), undefined]);
    for (const heard of [1, 2, 3]) expect(again(heard).lines).toContainEqual(digits);
    expect(again(4)).toEqual(justSaid([goodbye]));
    expect(again(9)).toEqual(justSaid([goodbye]));
  });

  it.each([
    ["no key", 0, null],
    ["no key for a repeat", 1, null],
    ["another key than the one for a repeat", 1, "2"],
    ["another key than the one for a repeat", 3, "#"],
  ])("ends after %s (heard %i times)", (_, heard, pressed) => {
    expect(nextScene(speech, { heard, pressed }, urlOf)).toEqual(justSaid([goodbye]));
  });
});

describe("a call without a key", () => {
  it("is said whole, at once", () => {
    const whole = rendered({ template: "verification_code_invalid", channel: "voice" });
    expect(firstScene(whole.speech ?? [], urlOf)).toEqual(justSaid([{ kind: "pause", ms: 1_000 }, say(whole.text)]));
  });

  it("keeps what would follow a repeat", () => {
    const repeat = { kind: "repeat", key: "1", text: "Press 1.", ms: 1, times: 1 } as const;
    expect(firstScene([say("a"), repeat, say("b")], urlOf)).toEqual(justSaid([say("a"), say("b")]));
  });

  it("is not repeated where that is not offered", () => {
    const key = { kind: "key", text: "Press.", ms: 1 } as const;
    expect(nextScene([key, digits], { heard: 0, pressed: "5" }, urlOf)).toEqual({
      lines: [digits],
      question: null,
      farewell: [],
    });
    expect(nextScene([key, digits], { heard: 1, pressed: "1" }, urlOf)).toEqual(justSaid([]));
  });
});
