import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { wiredDatabase } from "../../support/wired-database.ts";
import { testBed } from "../../support/world.ts";
import { codeOf, JANE, knownPeople, native, notCode, type Reply, spa, tokenOf } from "./client.ts";

/** A bed that counts how often an answer waited for the database. */
function countingBed() {
  const trips = { count: 0 };
  const DB = wiredDatabase((send) => {
    trips.count += 1;
    return send();
  });
  const bed = testBed({ bindings: { DB, CODES: env.CODES } });
  const during = async (work: () => Promise<Reply | object>): Promise<number> => {
    const before = trips.count;
    await work();
    return trips.count - before;
  };
  return { bed, during };
}

it("goes to the database once for each step of a verification", async () => {
  const { bed, during } = countingBed();
  await knownPeople();
  for (const client of [spa(bed), native(bed)]) {
    // Whether any webhook wants to be told is looked up after an answer, and then known for a while.
    bed.services.webhooks.deliverSoon();
    await bed.settle();
    expect(await during(() => client.init())).toBe(1);
    const unknown = await client.init();
    // Nobody's address: what follows a known one's answer, the provider's receipt, is a trip nobody waits for.
    expect(await during(() => client.send(unknown, "stranger@example.org"))).toBe(1);
    expect(await during(() => client.read(unknown.id))).toBe(1);

    const flow = await client.init();
    await client.send(flow, JANE);
    expect(await during(() => client.post(flow, { code: notCode(codeOf(bed)) }))).toBe(1);
    expect(await during(() => client.ask(`/self-service/verification?code=1&flow=${flow.id}`))).toBe(1);
    expect(await during(() => client.post(flow, { code: codeOf(bed) }))).toBe(1);

    bed.wait(3_600_000);
    const link = await client.init("?method=link");
    await client.send(link, JANE, "link");
    const { searchParams } = new URL(bed.sent.at(-1)?.link ?? "");
    expect(await during(() => spa(bed).ask(`/self-service/verification?${searchParams}`))).toBe(1);
    expect(await during(() => client.post(link, { method: "link", token: tokenOf(bed) }))).toBe(1);
    bed.wait(3_600_000);
  }
});
