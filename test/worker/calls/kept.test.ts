import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { check } from "../../support/journey.ts";
import { call, codesIn, NUMBER, phoneBed, phoneVendors } from "../../support/phone-calls.ts";
import { scriptedProviders, textedFlow, undeliverable } from "../../support/providers.ts";
import { addAccount } from "../../support/world.ts";

const vendor = phoneVendors[0]?.[1];
if (vendor === undefined) throw new Error("no vendor");

/** The real vault, and for how long it was told to keep what. */
function timedVault() {
  const kept: [string, number | undefined][] = [];
  const CODES = new Proxy(env.CODES, {
    get(target, name) {
      if (name !== "put") return Reflect.get(target, name).bind(target);
      return (key: string, value: string, options: KVNamespacePutOptions) => {
        kept.push([key.split(":").at(-1) ?? "", options.expirationTtl]);
        return target.put(key, value, options);
      };
    },
  });
  return { kept, bindings: { DB: env.DB, CODES } };
}

const forget = async () => {
  const { keys } = await env.CODES.list();
  await Promise.all(keys.map(({ name }) => env.CODES.delete(name)));
};

beforeEach(async () => {
  await addAccount([{ kind: "phone", value: NUMBER }]);
});

describe("the code of a call", () => {
  it("is kept until it expires, for whoever presses the key late", async () => {
    const { kept, bindings } = timedVault();
    await call(phoneBed(vendor, { bindings }));
    expect(kept).toEqual([["voice", 600]]);
  });

  it("is said where the call stands in for a text that was refused at once", async () => {
    const { route, tell, asked } = scriptedProviders();
    tell("texts", undeliverable);
    const { kept, bindings } = timedVault();
    const settings = { SMS_FALLBACK: "voice" };
    const phone = phoneBed(vendor, { bindings, settings, routes: { sms: [route("texts")] } });
    const flow = await textedFlow(phone.bed, NUMBER);
    const [code = ""] = codesIn(await phone.press(phone.begins(), "5"));
    expect(code).toBe(asked[0]?.code);
    expect(kept.toSorted()).toEqual([
      ["sms", 600],
      ["voice", 600],
    ]);
    expect((await check(phone.bed, flow.id, code)).ok).toBe(true);
  });

  it("is said where it took the place of one that was lost before the call was placed", async () => {
    let isDown = true;
    const phone = phoneBed(vendor, {
      http: async (request) => {
        if (isDown) return new Response(null, { status: 500 });
        bodies.push(new TextDecoder().decode(await request.arrayBuffer()));
        return Response.json({ sid: "CA1" }, { status: 201 });
      },
    });
    const bodies: string[] = [];
    const flow = await call(phone);
    await forget();
    isDown = false;
    phone.bed.wait(60_000);
    expect(await phone.bed.services.courier.sendDue()).toBe(1);
    const begins = vendor.hears(vendor.placed(bodies[0] ?? ""));
    const [code = ""] = codesIn(await phone.press(begins, "5"));
    expect((await check(phone.bed, flow.id, code)).ok).toBe(true);
  });
});
