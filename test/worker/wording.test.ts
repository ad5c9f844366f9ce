import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { parseAddress } from "../../src/core/address.ts";
import { readEmailWording } from "../../src/core/email-wording.ts";
import type { SendFailure } from "../../src/core/message.ts";
import { fail, ok } from "../../src/core/result.ts";
import type { Wording } from "../../src/core/wording.ts";
import { images } from "../support/images.ts";
import { addAccount, type TestBed, testBed } from "../support/world.ts";

const GUARD = "secret-guard";
const unreachable: SendFailure = { kind: "transient", scope: "provider", reason: "unreachable" };

/** Sends a code to somebody known, in the words that the call brought along. */
async function sendWorded(bed: TestBed, to: string, wording: Wording): Promise<void> {
  const address = parseAddress(to);
  if (!address.ok) throw new Error("not an address");
  const { kind, value } = address.value;
  await addAccount([{ kind, value }]);
  const about = { appId: "default", dialect: "test", proof: "code", ip: "192.0.2.1" } as const;
  const started = await bed.services.verification.start({ ...about, guard: GUARD, context: "{}" });
  if (!started.ok) throw new Error(started.failure.reason);
  const sent = await bed.services.verification.send({
    ...about,
    flowId: started.value.id,
    guards: [GUARD],
    address: address.value,
    channel: kind === "email" ? "email" : "sms",
    template: "verification_code_valid",
    templateIfUnknown: null,
    data: {
      appName: "Acme",
      locale: "en",
      linkTemplate: "",
      host: "verify.example.com",
      transientPayload: null,
      wording,
    },
  });
  if (!sent.ok) throw new Error(sent.failure.reason);
  await bed.settle();
}

const text: Wording = { text: "{app}: your code is {otp}", senderId: "ACMECORP" };

describe("wording that a call brought along", () => {
  it("reaches the provider of mails with the name of its sender", async () => {
    const bed = testBed();
    const read = readEmailWording(
      { subject: "Confirm your address", base64logo: images.png, senderName: "Acme Sign-up" },
      "email_content",
    );
    if (!read.ok) throw new Error(read.failure.problem);
    await sendWorded(bed, "jane@example.org", { email: read.value, senderId: "ACMECORP" });
    expect(bed.sent).toMatchObject([{ subject: "Confirm your address", senderName: "Acme Sign-up" }]);
    expect(bed.sent[0]).not.toHaveProperty("senderId");
    expect(bed.sent[0]?.html).toContain(`src="data:image/png;base64,${images.png}"`);
  });

  it("reaches the provider of texts with the id of its sender", async () => {
    const bed = testBed({ channels: ["sms"], policy: { countries: "*" } });
    await sendWorded(bed, "+447700900123", text);
    const [{ code } = { code: "" }] = bed.sent;
    expect(bed.sent).toMatchObject([{ senderId: "ACMECORP" }]);
    expect(bed.sent[0]?.text).toBe(`Acme: your code is ${code}\n\n@verify.example.com #${code}`);
    expect(bed.sent[0]).not.toHaveProperty("senderName");
  });

  it("is said again when the message is tried again, by whoever takes it up", async () => {
    const first = testBed({ channels: ["sms"], policy: { countries: "*" } });
    first.answer(async () => fail(unreachable));
    await sendWorded(first, "+447700900123", text);
    const other = testBed({ channels: ["sms"] });
    other.answer(async ({ id }) => ok({ providerMessageId: id }));
    other.wait(60_000);
    expect(await other.services.courier.sendDue()).toBe(1);
    const { text: said, senderId, idempotencyKey } = first.sent[0] ?? {};
    expect(other.sent).toMatchObject([{ text: said, senderId, idempotencyKey }]);
    expect(senderId).toBe("ACMECORP");
  });

  it("is stored with its places empty: no code is", async () => {
    const bed = testBed({ channels: ["sms"], policy: { countries: "*" } });
    await sendWorded(bed, "+447700900123", text);
    const row = await env.DB.prepare("SELECT data FROM messages").first<{ data: string }>();
    expect(JSON.parse(row?.data ?? "")).toMatchObject({ wording: text });
    expect(row?.data).not.toMatch(new RegExp(`(?<![0-9])${bed.sent[0]?.code}(?![0-9])`));
  });

  it("leaves an envelope as it was where nothing was brought", async () => {
    const bed = testBed();
    await sendWorded(bed, "jane@example.org", {});
    expect(Object.keys(bed.sent[0] ?? {})).not.toContain("senderName");
    expect(Object.keys(bed.sent[0] ?? {})).not.toContain("senderId");
  });
});
