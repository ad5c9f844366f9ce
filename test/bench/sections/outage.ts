import { account, settle } from "../accounting.ts";
import type { Client } from "../http-client.ts";
import { type Instance, start } from "../instance.ts";
import { createMailVendors, type MailVendors } from "../mail-vendors.ts";
import type { Person } from "../people.ts";
import { atMost, exactly, type Line, note } from "../report.ts";
import type { Section } from "../section.ts";
import { p95 } from "../stats.ts";
import type { Api } from "../systems.ts";

/** Runs that are alike come out up to 1.15 apart; one whose answers wait for slow providers, 50. */
const MOST_SLOWER = 1.3;
/** Of the codes that came, how many are typed in. */
const TYPED = 50;

type Send = { readonly person: Person; readonly id: string };

type Side = {
  readonly instance: Instance<Api>;
  readonly vendors: MailVendors;
  readonly accepted: Send[];
  /** How long each answer took, in milliseconds. */
  readonly taken: number[];
};

async function open(system: Api, faults: boolean): Promise<Side> {
  const vendors = createMailVendors({ faults });
  return { instance: await start(system, { vendors }), vendors, accepted: [], taken: [] };
}

async function sendOne({ instance: { system }, accepted, taken }: Side, client: Client): Promise<void> {
  const person = system.newPerson();
  const started = (await system.create?.(client, person)) ?? "";
  const begin = performance.now();
  const id = await system.send(client, person, started);
  taken.push(performance.now() - begin);
  accepted.push({ person, id });
}

/**
 * So many sends at each side, in turns and one by one: a busy moment of this machine is nobody's alone, and no answer
 * waits in line behind what the others left to be done. Slow providers are busy with dozens of them all the same.
 */
async function sendMany(sides: readonly Side[], count: number): Promise<void> {
  const visited = sides.map((side) => ({ side, client: side.instance.client() }));
  for (let index = 0; index < count; index += 1) {
    for (const { side, client } of index % 2 === 0 ? visited : visited.toReversed()) await sendOne(side, client);
  }
  for (const { client } of visited) client.close();
}

/** Types in what came last, first of those who got most mails: how many of the codes were good. */
async function typeIn({ instance, vendors, accepted }: Side): Promise<{ typed: number; good: number }> {
  const mailsTo = ({ person }: Send) => vendors.received(person.email).mails;
  const chosen = accepted.toSorted((one, other) => mailsTo(other).length - mailsTo(one).length).slice(0, TYPED);
  const client = instance.client();
  let good = 0;
  for (const send of chosen) {
    const code = mailsTo(send).at(-1)?.code;
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
      what: `${what}: arrived twice / without a reason`,
      budget: "unreasonably 0",
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
    await sendMany([faulty, calm], quick ? 300 : 1_000);
    const [slow, usual] = [p95(faulty.taken), p95(calm.taken)];
    const met = faulty.vendors.met();
    return [
      ...(await balance(faulty, "with faults")),
      ...(await balance(calm, "without faults")),
      atMost("outage, p95 of send against no faults", {
        budget: MOST_SLOWER,
        figure: slow / usual,
        unit: " ×",
        digits: 2,
      }),
      note("outage, p95 of send: with faults, without", `${slow.toFixed(1)} ms, ${usual.toFixed(1)} ms`),
      note(
        "outage, requests that met 503, 429, a reset, a slow answer",
        [met.unavailable, met.throttled, met.reset, met.slow].join(", "),
      ),
    ];
  } finally {
    await Promise.all([faulty, calm].map(({ instance }) => instance.dispose()));
  }
};
