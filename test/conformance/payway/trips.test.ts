import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { fromOurPage } from "../../support/form.ts";
import { wiredDatabase } from "../../support/wired-database.ts";
import { testBed } from "../../support/world.ts";
import { apiOn, codeIn, lastLink, newAccount } from "./bed.ts";

it("goes to the database once for each call", async () => {
  let trips = 0;
  const DB = wiredDatabase((send) => {
    trips += 1;
    return send();
  });
  const bed = testBed({ bindings: { DB, CODES: env.CODES }, policy: { sends: null } });
  /** Before the answer: what a provider said is written down after it. */
  async function during(work: () => Promise<{ readonly status: number }>): Promise<readonly [number, number]> {
    const before = trips;
    const { status } = await work();
    return [status, trips - before];
  }

  const { id, email } = await newAccount();
  const [api, me] = [await apiOn(bed), await apiOn(bed, { person: id })];
  // The first request with a token in a fresh isolate also reads which clients are revoked.
  await api.pending(id);

  expect(await during(() => api.pending(id))).toEqual([200, 1]);
  expect(await during(() => me.ask("/me/pending_verification_request"))).toEqual([200, 1]);
  expect(await during(() => api.ask(`/accounts/status?email=${email}`))).toEqual([200, 1]);
  expect(await during(() => api.ask(`/accounts?id=${id}`))).toEqual([200, 1]);
  expect(await during(() => api.create("f".repeat(24)))).toEqual([404, 1]);
  expect(await during(() => api.create("zz"))).toEqual([400, 0]);
  expect(await during(() => api.verify(id, crypto.randomUUID()))).toEqual([400, 1]);

  // One before the answer, and the provider's receipt after it.
  expect(await during(() => api.create(id))).toEqual([201, 2]);
  expect(await during(() => me.ask("/me/create_verification_request", {}))).toEqual([201, 2]);
  const link = lastLink(bed);
  const { pathname, search } = link;
  expect(await during(() => bed.fetch(pathname + search))).toEqual([200, 1]);
  expect(await during(() => api.verify(id, crypto.randomUUID()))).toEqual([400, 1]);
  expect(await during(() => me.ask("/me/verify_account", { confirmation_code: codeIn(link) }))).toEqual([200, 1]);
  expect(await during(() => api.create(id))).toEqual([409, 1]);

  const other = await newAccount();
  await api.create(other.id);
  const pressed = () => bed.fetch(pathname, fromOurPage(lastLink(bed).searchParams));
  expect(await during(pressed)).toEqual([200, 1]);
});
