import type { Context } from "hono";
import type { AccountStore, NewAccount } from "../core/account.ts";
import { Unavailable } from "../core/failure.ts";
import type { World } from "../core/ports.ts";
import type { Result } from "../core/result.ts";
import { BODY_LIMIT_BYTES } from "../http/body.ts";
import { checkContentType } from "../http/content-type.ts";
import { parseJson } from "../http/json-body.ts";
import { type Line, readLines } from "../http/ndjson.ts";
import { problem, problems, type Refusal } from "../http/problem.ts";
import { AccountBody } from "./contracts.ts";
import { toNewAccount } from "./new-account.ts";
import { toConflict } from "./wire.ts";

type Ports = { readonly accounts: AccountStore; readonly world: World };

/** What one line came to. */
type ImportResult = { readonly line: number } & (
  | { readonly status: "created"; readonly id: string }
  | { readonly status: "failed"; readonly code: string; readonly detail: string }
);

/** Lines per transaction: enough to spare round trips, few enough that one never holds the database long. */
const LINES_AT_ONCE = 50;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

function failed(line: number, { code, detail, errors = [] }: Refusal): ImportResult {
  const fields = errors.map((error) => `${"pointer" in error ? error.pointer : error.parameter}: ${error.message}`);
  const told = fields.length > 0 ? fields.join(" ") : (detail ?? problems[code].title);
  return { line, status: "failed", code, detail: told };
}

const tooLong: Refusal = { code: "body_too_large", detail: "A line may have 16 KiB at most." };
const notUtf8: Refusal = { code: "malformed_body", detail: "The line is not UTF-8." };

/** The text of a line; undefined if its bytes are no text. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What a line asks for; undefined if it is blank. */
function readLine({ bytes }: Line, world: World): Result<NewAccount, Refusal> | undefined {
  if (bytes === null) return { ok: false, failure: tooLong };
  const text = decode(bytes);
  if (text === undefined) return { ok: false, failure: notUtf8 };
  if (/^[ \t\r]*$/.test(text)) return undefined;
  const body = parseJson(text, AccountBody);
  return body.ok ? { ok: true, value: toNewAccount(body.value, world) } : body;
}

/** Makes the accounts of these lines in one transaction. Lines that cannot be made take nothing from the others. */
async function importLines(lines: readonly Line[], { accounts, world }: Ports): Promise<readonly ImportResult[]> {
  const read = lines.flatMap((line) => {
    const account = readLine(line, world);
    return account ? [{ number: line.number, account }] : [];
  });
  const wanted = read.flatMap(({ account }) => (account.ok ? [account.value] : []));
  const made = wanted.length === 0 ? [] : await create(accounts, wanted, world.now());
  let next = 0;
  return read.map(({ number, account }): ImportResult => {
    if (!account.ok) return failed(number, account.failure);
    const outcome = made?.[next];
    next += 1;
    if (!outcome)
      return failed(number, { code: "unavailable", detail: "Not known to be stored. Send this line again." });
    if (outcome.ok) return { line: number, status: "created", id: outcome.value.id };
    return failed(
      number,
      outcome.failure.reason === "taken" ? toConflict(outcome.failure.taken) : { code: "not_found" },
    );
  });
}

/** Undefined when the store did not answer: that is told line by line, since the answer has long begun. */
async function create(accounts: AccountStore, wanted: readonly NewAccount[], now: number) {
  try {
    return await accounts.create(wanted, now);
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}

async function* results(body: ReadableStream<Uint8Array>, ports: Ports): AsyncGenerator<Uint8Array, void, undefined> {
  let created = 0;
  let refused = 0;
  try {
    for await (const lines of readLines(body, BODY_LIMIT_BYTES)) {
      for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
        const outcomes = await importLines(lines.slice(start, start + LINES_AT_ONCE), ports);
        const good = outcomes.filter(({ status }) => status === "created").length;
        created += good;
        refused += outcomes.length - good;
        if (outcomes.length > 0)
          yield encoder.encode(outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(""));
      }
    }
  } finally {
    ports.world.log({ event: "accounts_imported", by: "admin", created, refused });
  }
}

/** One step of `source` per pull: a caller that reads slowly slows the import down, instead of filling our memory. */
function toStream(source: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await source.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await source.return();
    },
  });
}

/**
 * `POST /admin/accounts/import`: one account per line, answered by one result per line that is not blank, in order,
 * while lines still arrive. Send and read at the same time, as curl does.
 */
export function importAccounts(c: Context, ports: Ports): Response {
  const { body, headers } = c.req.raw;
  const type = checkContentType(headers, ["application/x-ndjson", "application/jsonl"]);
  if (!type.ok) return problem(c, type.failure);
  const stream = body === null ? null : toStream(results(body, ports));
  return new Response(stream, { headers: { "Content-Type": "application/x-ndjson", "Cache-Control": "no-store" } });
}
