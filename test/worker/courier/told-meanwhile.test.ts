import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { fail } from "../../../src/core/result.ts";
import { JANE, send, start } from "../../support/journey.ts";
import { addAccount, testBed } from "../../support/world.ts";

it("leaves a message as its provider has told it to be, while another try of it came to nothing", async () => {
  const bed = testBed();
  await addAccount([{ kind: "email", value: JANE }]);
  bed.answer(async () => {
    // As a callback does that comes in the middle of a second try, about the first.
    await env.DB.exec("UPDATE messages SET state = 'delivered'");
    return fail({ kind: "transient", scope: "provider", reason: "unreachable" });
  });
  await send(bed, await start(bed));
  await bed.settle();
  const row = await env.DB.prepare("SELECT state, owner, dispatches FROM messages").first<Record<string, string>>();
  expect([row?.["state"], row?.["owner"]]).toEqual(["delivered", null]);
  expect(JSON.parse(row?.["dispatches"] ?? "")).toMatchObject([{ kind: "transient" }]);
});
