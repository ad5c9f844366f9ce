import type { Proof } from "../core/flow.ts";
import { statesAllowing } from "../core/transitions.ts";
import { mayVerify } from "./account-statements.ts";
import { claimantStands, claimOver, issueVerified } from "./claim-statements.ts";
import { flowColumns, sqlList } from "./flow-rows.ts";
import { statement } from "./statement.ts";

/*
 * Judging a guess, statement by statement, in the order they run in their one batch. The first is the only place
 * where a guess is evaluated; success is that it recorded this operation as the user, nothing else. Losers of a race
 * see the issue verified too.
 */

type Column = "code_mac" | "link_mac";

/** What a verification is for: an address that its account has, or one that it claims. */
type Aim = {
  /** What must hold, besides the right code, for success: without it, no guess is told from a wrong one. */
  readonly accepts: string;
  /** What must hold for a guess to be looked at. */
  readonly judges: string;
  /** Which flows a guess of this kind is good for. */
  readonly proof: string;
};

const sameProof = "flows.proof = :proof";

const confirming: Aim = {
  accepts: `EXISTS (
    SELECT 1 FROM addresses JOIN accounts ON accounts.id = addresses.account_id
    WHERE addresses.app_id = issues.app_id AND addresses.kind = issues.address_kind
      AND addresses.key = issues.address_key AND addresses.account_id = issues.account_id
      AND ${mayVerify("accounts")})`,
  judges: "issues.attach IS NULL",
  proof: sameProof,
};

/** Made to verify what is not verified yet. */
const requesting: Aim = { ...confirming, judges: `${confirming.judges} AND NOT ${issueVerified}` };

const claiming: Aim = {
  accepts: "TRUE",
  judges: `issues.attach IS NOT NULL AND ${claimantStands} AND NOT ${issueVerified}`,
  proof: sameProof,
};

/**
 * Begun by whoever can name the person: of each guess all that shows is that it was wrong, whether there is such a
 * person, something newer was sent (which erases what it replaces), or the address is somebody else's by now.
 */
const initiatedByCode: Aim = {
  accepts: `CASE WHEN issues.attach IS NULL THEN ${confirming.accepts}
    ELSE ${claimantStands} AND NOT ${issueVerified} END`,
  judges: "TRUE",
  proof: sameProof,
};

/** Its mail may hold a link beside the code. */
const initiatedByLink: Aim = { ...initiatedByCode, judges: initiatedByCode.accepts, proof: "TRUE" };

/** The guess is right, and the account still may have what it is for. */
const right = (column: Column, { accepts }: Aim) =>
  `${column} IN (SELECT value FROM json_each(:guesses)) AND ${accepts}`;

/** This guess is the last that the code or the flow allows. */
const last = `attempts + 1 >= :attemptsPerCode
    OR (SELECT flows.attempts + 1 FROM flows WHERE flows.id = :flowId) >= :attemptsPerFlow`;

const guessAllowed = ({ proof }: Aim) => `issues.flow_id = :flowId AND issues.app_id = :appId
  AND issues.id = (
    SELECT flows.issue_id FROM flows
    WHERE flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect AND flows.state IN (${sqlList(statesAllowing("guess"))})
      AND (:guards IS NULL OR flows.guard IN (SELECT value FROM json_each(:guards)))
      AND ${proof} AND flows.expires_at > :now AND flows.attempts < :attemptsPerFlow)
  AND issues.state = 'pending' AND issues.attempts < :attemptsPerCode AND issues.expires_at > :now
  AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.flow_id = :flowId AND attempts.id = :operation)
  AND NOT EXISTS (
    SELECT 1 FROM limits WHERE limits.key = 'wrong|' || issues.address_digest AND limits.sustained_reset_at > :now
      AND (limits.next_at > :now OR limits.sustained >= :stop))`;

type EvaluateNames =
  | "flowId"
  | "appId"
  | "dialect"
  | "operation"
  | "now"
  | "subject"
  | "proof"
  | "guards"
  | "guesses"
  | "attemptsPerCode"
  | "attemptsPerFlow"
  | "stop";

/**
 * 1. Count, then compare; whatever ends the issue erases what a guess is compared with. The MAC of the link stays until
 * the flow is over: it opens nothing any more, and is how the link is known again by whoever opens it late, or wants
 * the flow stopped.
 */
const evaluate = (column: Column, aim: Aim, where = "") =>
  statement<EvaluateNames>(`
UPDATE issues SET attempts = attempts + 1, last_op = :operation,
  used_by = CASE WHEN ${right(column, aim)} THEN :operation END,
  state = CASE WHEN ${right(column, aim)} THEN 'verified' WHEN ${last} THEN 'locked' ELSE state END,
  code_mac = CASE WHEN ${right(column, aim)} OR ${last} THEN NULL ELSE code_mac END
WHERE ${guessAllowed(aim)} AND ${aim.judges} ${where}`);

/** A token cannot be guessed, so one that does not match is not counted against the person who has the right one. */
const ifLinkMatches = "AND link_mac IN (SELECT value FROM json_each(:guesses))";

const evaluators = {
  confirming: { code: evaluate("code_mac", confirming), link: evaluate("link_mac", confirming, ifLinkMatches) },
  requesting: { code: evaluate("code_mac", requesting), link: evaluate("link_mac", requesting, ifLinkMatches) },
  claiming: { code: evaluate("code_mac", claiming), link: evaluate("link_mac", claiming, ifLinkMatches) },
  initiated: {
    code: evaluate("code_mac", initiatedByCode),
    link: evaluate("link_mac", initiatedByLink, ifLinkMatches),
  },
} as const;

/** The statement that judges a guess of this proof. */
export const evaluatorOf = (aim: keyof typeof evaluators, proof: Proof) => evaluators[aim][proof];

/** That this operation evaluated a guess in this very run: one that ran before has left its attempt behind. */
const evaluatedNow = `SELECT 1 FROM issues WHERE issues.flow_id = :flowId AND issues.app_id = :appId
  AND issues.last_op = :operation
  AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.flow_id = :flowId AND attempts.id = :operation)`;
const acceptedNow = `${evaluatedNow} AND issues.used_by = :operation`;

/** 2. The flow counts the guess and ends with it, well or locked. */
export const advanceFlow = statement<"flowId" | "appId" | "operation" | "now" | "attemptsPerFlow" | "notice">(`
UPDATE flows SET attempts = attempts + 1,
  state = CASE WHEN EXISTS (${acceptedNow}) THEN 'verified' WHEN attempts + 1 >= :attemptsPerFlow THEN 'locked' ELSE state END,
  verified_at = CASE WHEN EXISTS (${acceptedNow}) THEN :now END,
  notice = CASE WHEN EXISTS (${acceptedNow}) THEN NULL ELSE :notice END
WHERE id = :flowId AND app_id = :appId AND EXISTS (${evaluatedNow})`);

/** 3. The address that the issue was made for, and no other, is verified. */
export const verifyAddress = statement<"flowId" | "appId" | "operation" | "now">(`
UPDATE addresses SET verified_at = :now, verified_via = (SELECT dialect FROM flows WHERE flows.id = :flowId)
WHERE app_id = :appId AND (kind, key, account_id) = (
  SELECT address_kind, address_key, account_id FROM issues
  WHERE flow_id = :flowId AND issues.app_id = :appId AND last_op = :operation AND used_by = :operation)
  AND EXISTS (${acceptedNow})`);

/** 4. A wrong guess counts against the address, over all its flows; each one past the free ones costs a longer wait. */
export const countWrong = statement<
  "flowId" | "appId" | "operation" | "now" | "windowMs" | "free" | "waitMs" | "maxWaitMs"
>(`
INSERT INTO limits (key, app_id, burst, burst_reset_at, sustained, sustained_reset_at, next_at, last_op, expires_at)
SELECT 'wrong|' || issues.address_digest, issues.app_id, 0, 0, 1, :now + :windowMs, 0, :operation, :now + :windowMs
FROM issues WHERE flow_id = :flowId AND app_id = :appId AND last_op = :operation AND used_by IS NULL
  AND EXISTS (${evaluatedNow})
ON CONFLICT (key) DO UPDATE SET
  sustained = CASE WHEN sustained_reset_at <= :now THEN 1 ELSE sustained + 1 END,
  sustained_reset_at = CASE WHEN sustained_reset_at <= :now THEN :now + :windowMs ELSE sustained_reset_at END,
  expires_at = CASE WHEN sustained_reset_at <= :now THEN :now + :windowMs ELSE expires_at END,
  next_at = CASE WHEN sustained_reset_at <= :now OR sustained + 1 < :free THEN 0
    ELSE :now + min(:waitMs << min(sustained + 1 - :free, 20), :maxWaitMs) END,
  last_op = :operation`);

/** 5. Remembers this operation's own outcome, so that a re-run changes nothing and answers the same. */
export const recordAttempt = statement<"flowId" | "appId" | "operation" | "now">(`
INSERT INTO attempts (flow_id, id, app_id, issue_id, outcome, at)
SELECT flow_id, :operation, app_id, id, CASE WHEN used_by = :operation THEN 'verified' ELSE 'wrong' END, :now
FROM issues WHERE flow_id = :flowId AND app_id = :appId AND last_op = :operation ON CONFLICT DO NOTHING`);

/** 6. What came of it: this operation's own outcome, and how flow and issue stand. */
const outcome = (columns: string) =>
  statement<"flowId" | "appId" | "dialect" | "operation" | "now" | "subject">(`
SELECT ${flowColumns},
  issues.state AS issue_state, issues.attempts AS issue_attempts, issues.expires_at AS issue_expires_at,
  (SELECT outcome FROM attempts WHERE attempts.flow_id = :flowId AND attempts.id = :operation) AS outcome,
  limits.sustained AS wrong_guesses, limits.next_at AS wrong_next_at, limits.sustained_reset_at AS wrong_reset_at ${columns}
FROM flows LEFT JOIN issues ON issues.flow_id = flows.id AND issues.id = flows.issue_id
  LEFT JOIN limits ON limits.key = 'wrong|' || issues.address_digest AND limits.sustained_reset_at > :now
WHERE flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect`);

export const checkOutcome = outcome("");
export const claimCheckOutcome = outcome(`, ${claimOver} AS claim_over`);
