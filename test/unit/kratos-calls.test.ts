import { expect, it } from "vitest";
import { sentAgain, standing, tooSoon } from "../../src/dialects/kratos/messages.ts";

const called = { proof: "code", address: { channel: "voice", value: "+12065551234" } } as const;

it("a number that a page had called is told of by the ids that a texted one has", () => {
  const flow = (state: "sent" | "verified") => standing({ ...called, state } as Parameters<typeof standing>[0]);
  expect([flow("sent")?.id, flow("verified")?.id]).toEqual([1080004, 1080005]);
  expect(sentAgain({ proof: "code", channel: "voice" }).id).toBe(1080004);
  // What the API sends next is a text.
  expect(tooSoon(60_000, 0, "voice")).toEqual(tooSoon(60_000, 0, "sms"));
});
