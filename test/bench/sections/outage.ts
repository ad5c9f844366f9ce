import { account, settle } from "../accounting.ts";
import { type Instance, start } from "../instance.ts";
import { createMailVendors, type MailVendors } from "../mail-vendors.ts";
import type { Person } from "../people.ts";
import { atMost, exactly, type Line, note } from "../report.ts";
import type { Section } from "../section.ts";
import { p95 } from "../stats.ts";
import type { Api } from "../systems.ts";
import { inTurns, usual, usualRatio } from "../turns.ts";

const ROUNDS = 10;
const CONCURRENCY = 8;
/** Of the codes that came, how many are typed in. */
const TYPED = 50;

type Send = { readonly person: Person; readonly id: string };

type Side = { readonly instance: Instance<Api>; readonly vendors: MailVendors; readonly accepted: Send[] };

async function open(system: Api, faults: boolean): Promise<Side> {
  const vendors = createMailVendors({ faults });
  return { instance: await start(system, { vendors }), vendors, accepted: [] };
}

/** `count` sends, each for somebody else: 95 of 100 were answered within so many milliseconds. */
async function sendMany({ instance, accepted }: Side, count: number): Promise<number> {
  const { system } = instance;
  const client = instance.client(CONCURRENCY);
  const people = Array.from({ length: count }, system.newPerson);
  const taken: number[] = [];
  const visitor = async (): Promise<void> => {
    for (let person = people.pop(); person; person = people.pop()) {
      const started = (await system.create?.(client, person)) ?? "";
      const begin = performance.now();
      const id = await system.send(client, person, started);
      taken.push(performance.now() - begin);
      accepted.push({ person, id });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, visitor));
  client.close();
  return p95(taken);
}

/** Types in what came last, first of those who got most mails: how many of the codes were good. */
async function typeIn({ instance, vendors, accepted }: Side): Promise<{ typed: number; good: number }> {
  const codesOf = ({ person }: Send) => vendors.received(person.email).codes;
  const chosen = accepted.toSorted((one, other) => codesOf(other).length - codesOf(one).length).slice(0, TYPED);
  const client = instance.client();
  let good = 0;
  for (const send of chosen) {
    const code = codesOf(send).at(-1);
    if (code !== undefined && (await instance.system.check(client, send.person, { id: send.id, code }))) good += 1;
  }
  client.close();
  return { typed: chosen.length, good };
}

/** What a side came to once all was settled: nothing lost, and nothing doubled that a vendor did not double. */
async function balance(side: Side, faults: string): Promise<readonly Line[]> {
  const { instance, vendors, accepted } = side;
  await settle(instance);
  const people = accepted.map(({ person }) => person);
  const { arrived, reported, lost, copies, unexplained, confused } = await account(instance, vendors, people);
  const { typed, good } = await typeIn(side);
  const what = `outage, ${accepted.length} sends ${faults}`;
  return [
    {
      what: `${what}: arrived / reported / lost`,
      budget: "lost 0",
      figure: `${arrived} / ${reported} / ${lost}`,
      verdict: lost === 0 ? "ok" : "wrong",
    },
    {
      what: `${what}: arrived once more / and nobody knows why`,
      budget: "unknown 0",
      figure: `${copies} / ${unexplained}`,
      verdict: unexplained === 0 ? "ok" : "wrong",
    },
    exactly(`${what}: people with two different codes`, { budget: "0", figure: `${confused}` }),
    exactly(`${what}: codes that came last and are good`, {
      budget: `${typed} of ${typed}`,
      figure: `${good} of ${typed}`,
    }),
  ];
}

/**
 * Two mail providers, the first of which fails a third of all requests in one run and none in the other. What is
 * accepted arrives or is reported, and whoever asks for a code does not notice.
 */
export const outage: Section = async ({ flow, quick }) => {
  const bindings = { ...flow.bindings, EMAIL_PROVIDERS: "resend postmark", POSTMARK_SERVER_TOKEN: "bench" };
  const system = { ...flow, bindings };
  const faulty = await open(system, true);
  const calm = await open(system, false);
  try {
    const figures = await inTurns(ROUNDS, [faulty, calm], (side) => sendMany(side, (quick ? 300 : 1_000) / ROUNDS));
    const { unavailable, throttled, reset, slow } = faulty.vendors.met();
    return [
      ...(await balance(faulty, "with faults")),
      ...(await balance(calm, "without faults")),
      atMost("outage, p95 of send against no faults", {
        budget: 1.25,
        figure: usualRatio(figures, 0),
        unit: " ×",
        digits: 2,
      }),
      note(
        "outage, p95 of send: with faults, without",
        [0, 1].map((side) => `${usual(figures, side).toFixed(1)} ms`).join(", "),
      ),
      note(
        "outage, requests that met 503, 429, a reset, a slow answer",
        [unavailable, throttled, reset, slow].join(", "),
      ),
    ];
  } finally {
    await Promise.all([faulty, calm].map(({ instance }) => instance.dispose()));
  }
};
