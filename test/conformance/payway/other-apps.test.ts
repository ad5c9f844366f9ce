import { expect, it } from "vitest";
import { addAccount, testBed } from "../../support/world.ts";
import { apiOn } from "./bed.ts";

it("answers about another app's account exactly as about none", async () => {
  const bed = testBed();
  const api = await apiOn(bed);
  const foreign = await addAccount([{ kind: "email", value: "theirs@example.org" }], {
    appId: "other",
    status: "created",
  });
  const nobody = "f".repeat(24);
  const answersAbout = async (id: string) => {
    const code = "0b6f1c0e-6a0c-4b7e-9f55-2f3a1f6d9c11";
    const answers = [
      await api.create(id),
      await api.pending(id),
      await api.verify(id, code),
      await api.ask(`/accounts/status?id=${id}`),
      await api.ask(`/accounts?id=${id}`),
    ];
    return answers.map(({ status, body, headers }) => [status, body, [...headers.keys()].sort()]);
  };
  const about = await answersAbout(foreign);
  expect(about).toEqual(await answersAbout(nobody));
  expect(about.map(([status]) => status)).toEqual([404, 404, 404, 404, 404]);
  await bed.settle();
  expect(bed.sent).toEqual([]);
});
