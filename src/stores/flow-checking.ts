import type { CheckReply, CheckWork, IssueState } from "../core/flow-store.ts";
import {
  advanceFlow,
  checkOutcome,
  claimCheckOutcome,
  countWrong,
  evaluatorOf,
  recordAttempt,
  verifyAddress,
} from "./check-statements.ts";
import { attachAddress, demoteOthers, dropReplaced } from "./claim-statements.ts";
import type { Database, Reply } from "./database.ts";
import { toFlow } from "./flow-rows.ts";
import { accountAfterCheck, activateAccount, toStanding } from "./request-statements.ts";
import type { Bound } from "./statement.ts";

/** Verifiers as the statements compare them. */
export const macsOf = (verifiers: CheckWork["guess"]): string => JSON.stringify(verifiers.map(({ mac }) => mac));

/** What success does to the address, and to its account. */
function effects({ flowId, appId, operation, now, claim, request, initiated }: CheckWork): readonly Bound[] {
  const done = { flowId, appId, operation, now };
  if (request) return [verifyAddress(done), activateAccount(done)];
  if (initiated) {
    const attach = attachAddress({ ...done, addressId: operation, makePrimary: null });
    return [verifyAddress(done), attach, demoteOthers(done), dropReplaced(done)];
  }
  if (claim === null) return [verifyAddress(done)];
  const { addressId, makePrimary } = claim;
  return [
    // D1 binds no booleans.
    attachAddress({
      flowId,
      appId,
      operation,
      now,
      addressId,
      makePrimary: makePrimary === null ? null : Number(makePrimary),
    }),
    demoteOthers({ flowId, appId, operation }),
  ];
}

function statements(work: CheckWork): readonly Bound[] {
  const { flowId, appId, dialect, operation, now, proof, policy, claim, request, initiated, noticeIfWrong } = work;
  const { attemptsPerCode, attemptsPerFlow, wrongGuesses } = policy;
  const subject = claim?.subject ?? null;
  const aim = claim !== null ? "claiming" : request ? "requesting" : initiated ? "initiated" : "confirming";
  const evaluate = evaluatorOf(aim, proof);
  const outcome = claim === null ? checkOutcome : claimCheckOutcome;
  return [
    evaluate({
      flowId,
      appId,
      dialect,
      operation,
      now,
      subject,
      proof,
      guards: work.guards ? JSON.stringify(work.guards) : null,
      guesses: macsOf(work.guess),
      attemptsPerCode,
      attemptsPerFlow,
      stop: wrongGuesses?.stop ?? Number.MAX_SAFE_INTEGER,
    }),
    advanceFlow({ flowId, appId, operation, now, attemptsPerFlow, notice: noticeIfWrong }),
    ...effects(work),
    ...(wrongGuesses ? [countWrong({ flowId, appId, operation, now, ...wrongGuesses })] : []),
    recordAttempt({ flowId, appId, operation, now }),
    outcome({ flowId, appId, dialect, operation, now, subject }),
    ...(request ? [accountAfterCheck({ appId, ...request })] : []),
  ];
}

function toCheckReply({ rows, bookmark }: Reply, { now, policy, request }: CheckWork): CheckReply {
  const standing = request ? toStanding(rows.at(-1)?.[0]) : null;
  const row = rows.at(request ? -2 : -1)?.[0];
  if (!row) return { flow: null, outcome: null, issue: null, guessAgainAt: null, claimOver: null, standing };
  const wrong = (row["wrong_guesses"] as number | null) ?? 0;
  const nextAt = (row["wrong_next_at"] as number | null) ?? 0;
  const stopped = policy.wrongGuesses !== null && wrong >= policy.wrongGuesses.stop;
  return {
    flow: toFlow(row, bookmark),
    outcome: row["outcome"] as "verified" | "wrong" | null,
    issue:
      row["issue_state"] === null
        ? null
        : {
            state: row["issue_state"] as IssueState,
            attempts: row["issue_attempts"] as number,
            expiresAt: row["issue_expires_at"] as number,
          },
    guessAgainAt: stopped ? (row["wrong_reset_at"] as number) : nextAt > now ? nextAt : null,
    claimOver: (row["claim_over"] ?? null) as CheckReply["claimOver"],
    standing,
  };
}

/** Judges one guess: one batch. */
export async function checkGuess(database: Database, work: CheckWork): Promise<CheckReply> {
  return toCheckReply(await database.write(statements(work)), work);
}
