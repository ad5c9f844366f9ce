import { withInstances } from "../instance.ts";
import { observeOperations, warmUp } from "../operations.ts";
import { atMost, type Line, note } from "../report.ts";
import type { Section } from "../section.ts";

/** What an answer waits for, and what one verification writes. Counts, so that they come out the same everywhere. */
export const trips: Section = ({ countersign }) =>
  withInstances([[countersign, { probed: true }]], async (instance) => {
    const client = instance.client();
    await warmUp(instance, client);
    const operations = await observeOperations(instance, client);
    client.close();
    const { create, send, check, read, consume } = operations;

    const lines: Line[] = [];
    const named = [
      ["create", create],
      ["send", send],
      ["check", check],
      ["link consume", consume],
      ["read", read],
    ] as const;
    for (const [name, { before }] of named) {
      lines.push(atMost(`${name}: D1 trips before the answer`, { budget: 1, figure: before.d1 }));
    }
    for (const [name, { before }] of named) {
      lines.push(atMost(`${name}: KV reads before the answer`, { budget: 0, figure: before.kvReads }));
    }
    lines.push(atMost("send: provider calls begun before the answer", { budget: 0, figure: send.before.provider }));
    const { total } = send;
    lines.push(
      note(
        "send: after the answer",
        `${total.d1 - send.before.d1} D1, ${total.kvWrites} KV put, ${total.provider} provider`,
      ),
    );

    const written = [create, send, check].map((step) => step.total.rowsWritten);
    const sum = written.reduce((left, right) => left + right, 0);
    lines.push(atMost("rows written by one verification, indexes included", { budget: 20, figure: sum }));
    lines.push(note("of these by create + send (with its report) + check", written.join(" + ")));
    return lines;
  });
