import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { linkCodeOf } from "../../../src/core/link-code.ts";
import { parsePhone } from "../../../src/core/phone.ts";
import { standard } from "../../../src/core/policy.ts";
import { kvCodeVault } from "../../../src/stores/codes.ts";
import { addSubject, sendClaim } from "../../support/claims.ts";
import { deny, lastStopCode } from "../../support/denials.ts";
import { check, count, JANE, reasons, send, sentFlow, start } from "../../support/journey.ts";
import { addAccount, type TestBed, testBed } from "../../support/world.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const jane = () => addAccount([{ kind: "email", value: JANE }]);
/** A flow and its first message, from a network that nothing else comes from. */
const another = async (bed: TestBed, index: number, email = JANE) => {
  const ip = `198.51.100.${index}`;
  const flow = await start(bed, "code", ip);
  const sent = await send(bed, flow, email, ip);
  await bed.settle();
  return sent;
};
const waitOf = async (bed: TestBed, index: number): Promise<number> => {
  const sent = await another(bed, index);
  if (sent.ok || sent.failure.reason !== "too_soon") throw new Error("was sent");
  return (sent.failure.retryAt - bed.now()) / MINUTE;
};

describe("after its owner said no, under the standard policy, an address", () => {
  it("is sent nothing for ten minutes, from whichever network it is asked for, and then again", async () => {
    const bed = testBed();
    await jane();
    await sentFlow(bed);
    expect(await waitOf(bed, 1)).toBe(1);
    await deny(bed, lastStopCode(bed));
    expect(await waitOf(bed, 2)).toBe(10);
    bed.wait(10 * MINUTE - 1);
    expect(reasons([await another(bed, 3)])).toEqual({ too_soon: 1 });
    bed.wait(1);
    expect((await another(bed, 4)).ok).toBe(true);
  });

  it("waits twice as long each time, and never more than an hour", async () => {
    const bed = testBed();
    await jane();
    const waits: number[] = [];
    for (let round = 1; round <= 6; round += 1) {
      expect((await another(bed, round)).ok).toBe(true);
      expect((await deny(bed, lastStopCode(bed))).ok).toBe(true);
      const wait = await waitOf(bed, 100 + round);
      waits.push(wait);
      bed.wait(wait * MINUTE);
    }
    expect(waits).toEqual([10, 20, 40, 60, 60, 60]);
  });

  it("is slowed less again when nobody has said no for a day", async () => {
    const bed = testBed();
    await jane();
    for (const round of [1, 2]) {
      await another(bed, round);
      await deny(bed, lastStopCode(bed));
      bed.wait(20 * MINUTE);
    }
    bed.wait(DAY);
    await another(bed, 3);
    await deny(bed, lastStopCode(bed));
    expect(await waitOf(bed, 4)).toBe(10);
  });

  it("loses none of the messages of its day, so that the owner is late and not shut out", async () => {
    const bed = testBed();
    await jane();
    await another(bed, 1);
    await deny(bed, lastStopCode(bed));
    const { sustained } = standard.sends?.sendsPerAddress.email ?? { sustained: 0 };
    for (let message = 2; message <= sustained; message += 1) {
      bed.wait(60 * MINUTE);
      expect((await another(bed, message)).ok, `message ${message}`).toBe(true);
    }
    expect(
      (
        await check(
          bed,
          (await env.DB.prepare("SELECT flow_id FROM messages ORDER BY id DESC").first<string>("flow_id")) ?? "",
          bed.sent.at(-1)?.code ?? "",
        )
      ).ok,
    ).toBe(true);
  });

  it("keeps a longer wait that it has already", async () => {
    const bed = testBed();
    await jane();
    await another(bed, 1);
    const until = bed.now() + 50 * MINUTE;
    await env.DB.prepare("UPDATE limits SET next_at = ? WHERE key LIKE 'email|%'").bind(until).run();
    await deny(bed, lastStopCode(bed));
    expect(await waitOf(bed, 2)).toBe(50);
  });

  it("is another one than its neighbour, whom nothing slows", async () => {
    const bed = testBed();
    await jane();
    await addAccount([{ kind: "email", value: "john@example.org" }]);
    await another(bed, 1);
    await deny(bed, lastStopCode(bed));
    expect((await another(bed, 2, "john@example.org")).ok).toBe(true);
  });

  it("is not slowed by a no that came too late, or in development", async () => {
    const bed = testBed();
    await jane();
    const { flow, code } = await sentFlow(bed);
    await check(bed, flow.id, code);
    await deny(bed, lastStopCode(bed));
    expect(await waitOf(bed, 1)).toBe(1);
    const relaxed = testBed({ policy: { sends: null } });
    await addAccount([{ kind: "email", value: "dev@example.org" }]);
    await another(relaxed, 2, "dev@example.org");
    await deny(relaxed, lastStopCode(relaxed));
    expect((await another(relaxed, 3, "dev@example.org")).ok).toBe(true);
    expect(await count("SELECT count(*) AS n FROM limits WHERE key LIKE 'denied|%'")).toBe(0);
  });
});

describe("a number whose owner said no", () => {
  it("gets neither texts nor calls for a while", async () => {
    const bed = testBed({ settings: { SMS_COUNTRIES: "GB" }, channels: ["sms", "voice"] });
    const parsed = parsePhone("+447700900123");
    if (!parsed.ok) throw new Error("not a number");
    const by = async (channel: "sms" | "voice", subject: string) => {
      const claim = { appId: "default", dialect: "test", subject: await addSubject(subject), address: parsed.value };
      return sendClaim(bed, claim, { channel });
    };
    const sent = await by("sms", "caller");
    await bed.settle();
    // No text carries a stop link: this is for a dialect that shows the token of a text's link.
    const issue = await env.DB.prepare("SELECT id FROM issues").first<string>("id");
    const kept = await kvCodeVault(env.CODES, bed.services.keyring).take(issue ?? "", "sms");
    const flowId = sent.ok ? sent.value.id : "";
    expect((await deny(bed, linkCodeOf(flowId, kept?.linkToken ?? ""))).ok).toBe(true);
    for (const [channelTried, subject] of [
      ["sms", "second"],
      ["voice", "third"],
    ] as const) {
      const refused = await by(channelTried, subject);
      expect(refused.ok ? "" : refused.failure).toMatchObject({ reason: "too_soon", retryAt: bed.now() + 10 * MINUTE });
    }
  });
});
