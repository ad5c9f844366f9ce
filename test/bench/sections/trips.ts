import { withInstances } from "../instance.ts";
import { observeOperations, warmUp } from "../operations.ts";
import type { Counts } from "../probe.ts";
import { atMost, type Line, note } from "../report.ts";
import { forEachApi } from "../section.ts";

/** What an answer waits for, and what one verification writes. Counts, so that they come out the same everywhere. */
export const trips = forEachApi((api) =>
  withInstances([api], { probed: true }, async (instance) => {
    const client = instance.client();
    await warmUp(instance, client);
    const operations = await observeOperations(instance, client);
    client.close();

    const lines: Line[] = [];
    for (const [name, { before }] of operations) {
      lines.push(atMost(`${name}: D1 trips before the answer`, { budget: 1, figure: before.d1 }));
    }
    const most = (count: keyof Counts): number => Math.max(...operations.values().map(({ before }) => before[count]));
    lines.push(atMost("any of these: KV reads before the answer", { budget: 0, figure: most("kvReads") }));
    lines.push(atMost("any of these: provider calls before the answer", { budget: 0, figure: most("provider") }));
    for (const [name, { before, total }] of operations) {
      if (total.provider === 0) continue;
      const after = `${total.d1 - before.d1} D1, ${total.kvWrites} KV put, ${total.provider} provider`;
      lines.push(note(`${name}: after the answer`, after));
    }

    const written = api.verification.map((name) => operations.get(name)?.total.rowsWritten ?? Number.NaN);
    const sum = written.reduce((left, right) => left + right, 0);
    lines.push(atMost("rows written by one verification, indexes included", { budget: 20, figure: sum }));
    lines.push(note(`of these by ${api.verification.join(" + ")}, with reports`, written.join(" + ")));
    return lines;
  }),
);
