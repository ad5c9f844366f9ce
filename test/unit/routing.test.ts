import { describe, expect, it } from "vitest";
import type { Attempt } from "../../src/core/message.ts";
import type { Route } from "../../src/core/message-store.ts";
import { ok } from "../../src/core/result.ts";
import { routesFor } from "../../src/core/routing.ts";

const BRITON = "+447700900123";
const AMERICAN = "+12025550123";

/** A provider by its name; one that ends in `!` drops repeats. */
const route = (name: string, countries: Route["countries"] = "*"): Route => ({
  sender: { name, idempotent: name.endsWith("!"), send: async () => ok({ providerMessageId: null }) },
  countries,
});

/** Tries as `provider:kind`, in order. */
const attempts = (...tries: readonly string[]): readonly Attempt[] =>
  tries.map((text, index) => {
    const [provider = "", kind = ""] = text.split(":");
    return {
      id: `${index}`,
      provider,
      kind: kind as Attempt["kind"],
      scope: "provider",
      reason: "unreachable",
      status: null,
      vendorCode: null,
      at: index,
    };
  });

const names = (routes: readonly Route[]): string => routes.map(({ sender }) => sender.name).join(" ");

describe("the countries that providers carry to", () => {
  const routes = [route("uk", ["GB", "IE"]), route("us", ["US"]), route("all")];

  it.each([
    [BRITON, "uk all"],
    [AMERICAN, "us all"],
    ["+4915123456789", "all"],
    ["jane@example.org", "all"],
    ["not a number", "all"],
  ])("choose for %s: %s", (recipient, want) => {
    expect(names(routesFor(routes, { recipient, attempts: [] }))).toBe(want);
  });

  it("may leave nobody", () => {
    expect(routesFor([route("us", ["US"])], { recipient: BRITON, attempts: [] })).toEqual([]);
  });
});

describe("the order of providers", () => {
  it.each<[string, string, readonly string[], string]>([
    ["is as configured at first", "a b c", [], "a b c"],
    ["stays so after failures that are certain", "a b c", ["a:transient", "b:permanent"], "a b c"],
    ["puts last who may have it and would send it twice", "a b c", ["a:ambiguous"], "b c a"],
    ["puts first who may have it and drops repeats", "a b! c", ["a:transient", "b!:ambiguous"], "b! a c"],
    ["repeats that a second time", "a! b", ["a!:ambiguous", "a!:ambiguous"], "a! b"],
    ["but not a third", "a! b", ["a!:ambiguous", "a!:ambiguous", "a!:ambiguous"], "b a!"],
    ["counts the doubts of one provider alone", "a b! c", ["a:ambiguous", "c:ambiguous", "b!:ambiguous"], "b! a c"],
    ["forgets a doubt that a later answer has settled", "a b c", ["a:ambiguous", "b:transient"], "a b c"],
    ["knows nobody who is no more configured", "a b", ["gone:ambiguous"], "a b"],
    ["has nobody else to offer where there is one", "a", ["a:ambiguous"], "a"],
  ])("%s: %s", (_, configured, tries, want) => {
    const routes = configured.split(" ").map((name) => route(name));
    expect(names(routesFor(routes, { recipient: BRITON, attempts: attempts(...tries) }))).toBe(want);
  });

  it("does not offer who may have it where it carries no more to that country", () => {
    const routes = [route("a", ["US"]), route("b")];
    expect(names(routesFor(routes, { recipient: BRITON, attempts: attempts("a:ambiguous") }))).toBe("b");
  });
});
