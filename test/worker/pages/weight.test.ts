import { afterAll, expect, it } from "vitest";
import { script } from "../../../src/pages/script.ts";
import { cssOf } from "../../../src/pages/style.ts";
import { noLimits, notCode, withTexts } from "../../conformance/kratos/client.ts";
import { testBed } from "../../support/world.ts";
import { linkOf, MINUTE, Reader, sent } from "./bed.ts";

const KIB = 1_024;
/** Of a page with all that it needs, compressed. More than one of it would still fit into a first round trip. */
const MOST = { page: 6 * KIB, css: 3 * KIB, script: KIB } as const;

async function compressed(text: string): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

const sizes: (readonly [state: string, bytes: number])[] = [];
afterAll(() => console.log(sizes.map(([state, bytes]) => `${String(bytes).padStart(6)}  ${state}`).join("\n")));

async function weigh(state: string, text: string): Promise<number> {
  const bytes = await compressed(text);
  sizes.push([state, bytes]);
  return bytes;
}

const code = async (): Promise<Reader> => (await sent()).reader;

const states: Readonly<Record<string, () => Promise<Reader>>> = {
  "address asked for": () => new Reader(testBed(withTexts)).open("/self-service/verification/browser"),
  "country asked for": async () => {
    const reader = await new Reader(testBed(withTexts)).open("/self-service/verification/browser");
    await reader.open(`${reader.path}&by=phone`);
    return reader.send({ phone: "0206 555 1234" });
  },
  "code asked for": code,
  "wrong code": async () => {
    const { reader, code: right } = await sent();
    return reader.send({ code: notCode(right()) });
  },
  "new code sent": async () => (await sent(noLimits)).reader.send({ again: "1" }),
  "wait for a new code": async () => (await sent()).reader.send({ again: "1" }),
  "code too old": async () => {
    const { bed, reader } = await sent();
    bed.wait(10 * MINUTE);
    return reader.open(reader.path);
  },
  "another address": async () => {
    const reader = await code();
    return reader.open(reader.path.replace("?", "/change?"));
  },
  done: async () => {
    const { reader, code: right } = await sent();
    return reader.send({ code: right() });
  },
  "link sent": async () => (await sent({}, "?method=link")).reader,
  "link opened": async () => {
    const { bed, reader } = await sent({}, "?method=link");
    return reader.open(linkOf(bed));
  },
  "link dead": () => new Reader(testBed()).open("/identity/dead-link"),
};

it.each(Object.keys(states))("P52 the page weighs at most 6 KiB: %s", async (state) => {
  const { html } = (await states[state]?.()) ?? { html: "" };
  expect(html).toContain("</html>");
  expect(await weigh(state, html)).toBeLessThanOrEqual(MOST.page);
});

it("P52 its script weighs at most 1 KiB, its stylesheet 3", async () => {
  expect(await weigh("(script)", script)).toBeLessThanOrEqual(MOST.script);
  expect(await weigh("(stylesheet)", cssOf(null))).toBeLessThanOrEqual(MOST.css);
});

it("P58 the stylesheet names no side of the screen", () => {
  expect(cssOf(null)).not.toMatch(/(?:left|right)\b/);
});
