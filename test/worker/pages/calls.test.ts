import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { noLimits, notCode, verified } from "../../conformance/kratos/client.ts";
import { addAccount, type TestOptions, testBed } from "../../support/world.ts";
import { bytes, Reader, sent } from "./bed.ts";

const TEXTED = "Enter the code we texted you";
const CALLED = "Enter the code from our call";
const CALL = "Call me with a code";
const TEXT = "Text me a code";

const withCalls: TestOptions = { channels: ["email", "sms", "voice"], settings: { SMS_COUNTRIES: "US GB" } };

/** The number is nobody's unless an account is told to have it. */
async function texted(options: TestOptions = withCalls, number = "+12065551234") {
  const bed = testBed(options);
  const reader = await new Reader(bed).open("/self-service/verification/browser");
  await reader.open(`${reader.path}&by=phone`);
  await reader.send({ phone: number });
  expect(reader.heading).toBe(TEXTED);
  return { bed, reader, code: (): string => bed.sent.at(-1)?.code ?? "" };
}

const owned = async (options?: TestOptions, number = "+12065551234") => {
  await addAccount([{ kind: "phone", value: number }]);
  return texted(options, number);
};

describe("P37 a number that was texted", () => {
  it("is called by one press, with the newest code, and the one before it is none", async () => {
    const { bed, reader, code } = await owned();
    const first = code();
    expect(reader.html).toContain(CALL);
    expect(reader.html).not.toContain(TEXT);
    await reader.send({ again: "voice", code: "12" });
    expect([reader.status, reader.title]).toEqual([200, `New code sent – ${CALLED} – Acme`]);
    expect(reader.html).toContain("We called");
    expect(reader.html).toContain("Press any key on your phone to hear the code.");
    expect(bed.sent.map(({ channel }) => channel)).toEqual(["sms", "voice"]);
    await reader.send({ code: first });
    expect(reader.status).toBe(422);
    await reader.send({ code: code() });
    expect(reader.heading).toBe("Phone number confirmed");
    expect(await verified()).toEqual(["+12065551234"]);
  });

  it("is called again by the button for a new code, and texted by the other one", async () => {
    const { bed, reader } = await owned({ ...withCalls, ...noLimits });
    await reader.send({ again: "voice" });
    expect(reader.html).toMatch(/<button[^>]* value="voice"[^>]*>Call me again<\/button>/);
    expect(reader.html).toMatch(/<button[^>]* value="sms"[^>]*>Text me a code<\/button>/);
    expect(reader.html).not.toContain(CALL);
    await reader.send({ again: "voice" });
    expect(reader.heading).toBe(CALLED);
    await reader.send({ again: "sms" });
    expect(reader.heading).toBe(TEXTED);
    expect(bed.sent.map(({ channel }) => channel)).toEqual(["sms", "voice", "voice", "sms"]);
  });

  it("P29 waits for the next call as for the next text, each by itself, and keeps what was typed", async () => {
    const { bed, reader } = await owned();
    await reader.send({ again: "voice" });
    bed.wait(20_000);
    await reader.send({ again: "voice", code: "123" });
    expect([reader.status, reader.headers.get("retry-after")]).toEqual([429, "40"]);
    expect(reader.title).toBe(`Wait 40 seconds – ${CALLED} – Acme`);
    expect(reader.html).toContain("You can ask for a new code in 40 seconds<");
    expect(reader.html).toContain('value="123"');
    expect(reader.html).toContain('data-wait="40"');
    bed.wait(41_000);
    await reader.send({ again: "sms" });
    expect(reader.heading).toBe(TEXTED);
    bed.wait(1_000);
    // The wait for another text is none for a call.
    await reader.send({ again: "voice" });
    expect([reader.status, reader.heading]).toEqual([200, CALLED]);
    await reader.send({ again: "sms" });
    expect([reader.status, reader.headers.get("retry-after")]).toEqual([429, "119"]);
    expect(reader.title).toBe(`Wait 119 seconds – ${CALLED} – Acme`);
    expect(reader.html).toContain("Text messages can take a few minutes");
    // What counts down is the button that calls.
    expect(reader.html).toContain('data-wait="120"');
    expect(bed.sent.map(({ channel }) => channel)).toEqual(["sms", "voice", "sms", "voice"]);
  });

  it("is called when too many texts were sent to it, and when its code is worn out", async () => {
    const { bed, reader, code } = await owned();
    for (const waited of [60_000, 120_000, 240_000, 480_000]) {
      bed.wait(waited);
      await reader.send({ again: "sms" });
      expect(reader.heading).toBe(TEXTED);
    }
    await reader.send({ again: "sms" });
    expect([reader.status, reader.heading]).toEqual([429, "Too many codes sent to this number"]);
    expect(reader.html).toContain(CALL);
    await reader.send({ again: "voice" });
    expect(reader.heading).toBe(CALLED);
    for (let tries = 1; tries <= 5; tries += 1) await reader.send({ code: notCode(code(), tries) });
    expect(reader.heading).toBe("That code no longer works");
    expect(reader.html).toContain(TEXT);
  });

  it("that is called in a flow whose every try is used up goes on in a fresh one", async () => {
    const { bed, reader, code } = await owned({ ...withCalls, ...noLimits });
    for (let round = 0; round < 2; round += 1) {
      if (round > 0) await reader.send({ again: "sms" });
      for (let tries = 1; tries <= 5; tries += 1) await reader.send({ code: notCode(code(), tries) });
    }
    const worn = reader.flowId;
    await reader.send({ again: "voice" });
    expect([reader.heading, bed.sent.at(-1)?.channel]).toEqual([CALLED, "voice"]);
    expect(reader.flowId).not.toBe(worn);
  });

  it("looks the same whether or not anybody has it", async () => {
    const pages: string[] = [];
    for (const begin of [texted, owned]) {
      const { reader } = await begin(withCalls, "+12065551299");
      for (const again of ["voice", "voice"]) {
        await reader.send({ again });
        const own = new RegExp(`${reader.flowId}|(?<=name="csrf_token" value=")[^"]*`, "g");
        pages.push(bytes(reader).replaceAll(own, ""));
      }
      await env.DB.exec("DELETE FROM limits");
    }
    const [called, tooSoon, ...ofOwner] = pages;
    expect(ofOwner).toEqual([called, tooSoon]);
    expect(tooSoon).not.toBe(called);
    expect(
      (await env.DB.prepare("SELECT state FROM messages WHERE channel = 'voice' ORDER BY state").all()).results,
    ).toEqual([{ state: "sent" }, { state: "withheld" }]);
  });
});

describe("P37 a call is not offered, and not to be had", () => {
  const refusedACall = async ({ reader, bed }: Pick<Awaited<ReturnType<typeof sent>>, "reader" | "bed">) => {
    const before = bed.sent.length;
    expect(reader.html).not.toContain(CALL);
    await reader.send({ again: "voice" });
    expect([reader.status, bed.sent.length]).toEqual([400, before]);
  };

  it("where nobody is set up to call", async () => {
    await refusedACall(await owned({ ...withCalls, channels: ["email", "sms"] }));
  });

  it("where nobody is set up to call numbers of that country", async () => {
    const routes: TestOptions["routes"] = {
      voice: [
        { sender: { name: "calls", idempotent: true, send: () => Promise.reject(new Error()) }, countries: ["GB"] },
      ],
    };
    await refusedACall(await owned({ ...withCalls, routes }));
    const { reader } = await owned({ ...withCalls, routes }, "+447700900123");
    expect(reader.html).toContain(CALL);
  });

  it("where an e-mail address was written to", async () => {
    await refusedACall(await sent(withCalls));
  });

  it("by whoever calls the API, whose contract has no word for it", async () => {
    const { bed, reader } = await owned({ ...withCalls, ...noLimits });
    const action = `/self-service/verification?flow=${reader.flowId}`;
    const flow = await bed.fetch(`/self-service/verification/flows?id=${reader.flowId}`);
    expect(JSON.stringify(await flow.json())).not.toContain("voice");
    const native = (await (await bed.fetch("/self-service/verification/api")).json()) as { id: string };
    for (const asked of [{}, { again: "voice", channel: "voice", byCall: true }]) {
      await bed.fetch(action.replace(reader.flowId, native.id), {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ method: "code", email: "+12065551234", ...asked }),
      });
    }
    expect(bed.sent.map(({ channel }) => channel)).toEqual(["sms", "sms", "sms"]);
  });
});
