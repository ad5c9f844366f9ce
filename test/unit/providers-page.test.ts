import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { orders } from "../../src/providers/index.ts";
import type { Provider } from "../../src/providers/provider.ts";
import { isSecret } from "../../src/settings/problems.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/providers.md"), "utf8");
const headings = { email: "## E-mail\n", sms: "## Texts\n", voice: "## Calls\n" } as const;

const providers = (["email", "sms", "voice"] as const).flatMap((channel) =>
  orders[channel].providers.map((provider) => ({ channel, name: provider.name, provider })),
);

/** What the page says of a provider, column by column. */
function rowOf(channel: keyof typeof headings, name: string) {
  const section = page.split(headings[channel])[1]?.split("\n## ")[0] ?? "";
  const row = section.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
  const [, , required = "", optional = "", callbacks = "", notes] = row.split("|").map((cell) => cell.trim());
  return { required, optional, callbacks, notes };
}

/** The settings without which it does not start. */
function requiredBy(provider: Provider): readonly string[] {
  const started = provider.configure({}, { http: fetch, now: () => 0, random: (bytes) => new Uint8Array(bytes) });
  return started.ok ? [] : started.failure.problems.map(({ setting }) => setting);
}

const namesIn = (cell: string): readonly string[] => cell.match(/(?<=`)[A-Z][A-Z0-9_]+(?=`)/g) ?? [];

describe("the page of providers", () => {
  it.each(providers)(
    "has $name in its table for $channel, with every setting and no other",
    ({ channel, name, provider }) => {
      const { required, optional } = rowOf(channel, name);
      expect([...namesIn(required), ...namesIn(optional)].sort()).toEqual([...provider.settings].sort());
      expect(namesIn(required)).toEqual(expect.arrayContaining([...requiredBy(provider)]));
    },
  );

  it.each(providers)("has the secrets of $name ($channel) in bold, and nothing else", ({ channel, name, provider }) => {
    const { required, optional } = rowOf(channel, name);
    const bold = `${required} ${optional}`.match(/(?<=\*\*`)[A-Z0-9_]+(?=`\*\*)/g) ?? [];
    expect(bold.sort()).toEqual(provider.settings.filter(isSecret).sort());
  });

  it.each(providers)(
    "says where $name ($channel) tells what became of messages, and what vouches for it",
    ({ channel, name, provider }) => {
      const { callbacks } = rowOf(channel, name);
      if (/^none\b/.test(callbacks)) return;
      expect(callbacks.startsWith(`\`/hooks/${name}/default\`, \``)).toBe(true);
      expect(provider.settings).toContain(namesIn(callbacks)[0]);
    },
  );

  it("names the lists themselves", () => {
    for (const { setting } of Object.values(orders)) expect(page).toContain(`\`${setting}\``);
  });
});
