import type { AccountStatus } from "../core/account.ts";
import type {
  AddressWork,
  ClaimReply,
  ClaimWork,
  FlowQuery,
  IssueWork,
  RequestReply,
  RequestWork,
  SendReply,
  SendWork,
  SentMessage,
} from "../core/flow-store.ts";
import type { MessageState, MessageTemplate } from "../core/message.ts";
import { claimFlow, claimOutcome, countAsking, countClaim, createSubject } from "./claim-statements.ts";
import type { Database, Row } from "./database.ts";
import { toFlow } from "./flow-rows.ts";
import { keysOf, toLimitStates } from "./limits.ts";
import { countRequest, insertRequestIssue, requestFlow, requestOutcome, toStanding } from "./request-statements.ts";
import { countSend, insertIssue, insertMessage, sendFlow, sendOutcome, supersede } from "./send-statements.ts";
import type { Bound } from "./statement.ts";

/** The key ids that made an issue's verifiers, as its row has them. */
export const keyIds = ({ code, link }: Pick<IssueWork, "code" | "link">): string => `${code.kid}/${link.kid}`;

/** What an issue's row has of the work that makes it. */
export const issueValues = (work: FlowQuery & IssueWork, attach: string | null) => ({
  flowId: work.flowId,
  appId: work.appId,
  operation: work.operation,
  codeMac: work.code.mac,
  linkMac: work.link.mac,
  kid: keyIds(work),
  attach,
  now: work.now,
  issueExpiresAt: work.issueExpiresAt,
});

/** The old issue dies, the new one and its message are written: whatever decided that this is to be. */
export function issueStatements(work: FlowQuery & IssueWork, issue: Bound): readonly Bound[] {
  const { flowId, appId, operation } = work;
  return [supersede({ flowId, appId, operation }), issue, messageStatement(work)];
}

/** The outbox row of what was decided. */
export const messageStatement = (work: FlowQuery & IssueWork): Bound => {
  const { flowId, appId, operation, now, issueExpiresAt, message } = work;
  return insertMessage({
    flowId,
    appId,
    operation,
    messageId: message.id,
    template: message.template,
    templateIfUnknown: message.templateIfUnknown,
    data: JSON.stringify(message.data),
    leaseUntil: message.leaseUntil,
    now,
    issueExpiresAt,
  });
};

/** An issue for an address that the caller named. */
const namedIssue = (work: FlowQuery & IssueWork & AddressWork, attach: string | null): Bound =>
  insertIssue({
    ...issueValues(work, attach),
    kind: work.address.kind,
    key: work.address.key,
    addressDigest: work.addressDigest,
  });

/** What this operation sent. One that a later send has replaced since, while its reply was lost, is not to go out. */
function toSentMessage(row: Row, operation: string): SentMessage | null {
  if (row["message_state"] === null) return null;
  const state = row["message_state"] as MessageState;
  return {
    template: row["message_template"] as MessageTemplate,
    goesOut: state !== "withheld" && state !== "suppressed" && row["issue_id"] === operation,
  };
}

export const toSendReply = (row: Row | undefined, bookmark: string | null, operation: string): SendReply => ({
  flow: row && row["id"] !== null ? toFlow(row, bookmark) : null,
  message: row ? toSentMessage(row, operation) : null,
  limits: toLimitStates(row?.["limit_states"] ?? "[]"),
});

/** Sends to the address of a flow that is there. */
export async function sendToFlow(database: Database, work: SendWork): Promise<SendReply> {
  const { flowId, appId, dialect, operation, now, proof, limits, channel, noticeIfAgain } = work;
  const gate = { flowId, appId, dialect, now, proof, guards: JSON.stringify(work.guards), operation };
  const { kind, key, value } = work.address;
  const limitKeys = keysOf(limits);
  const { rows, bookmark } = await database.write([
    ...countSend(limits, gate),
    sendFlow({ ...gate, limitKeys, channel, kind, key, value, noticeIfAgain }),
    ...issueStatements(work, namedIssue(work, null)),
    sendOutcome({ flowId, appId, dialect, operation, messageId: work.message.id, limitKeys }),
  ]);
  return toSendReply(rows.at(-1)?.[0], bookmark, operation);
}

/** Sends to an address that an account claims, and makes the claim's flow. */
export async function sendForClaim(database: Database, work: ClaimWork): Promise<ClaimReply> {
  const { flowId, appId, dialect, subject, operation, now, limits, newAccountId } = work;
  const { kind, key, value } = work.address;
  const limitKeys = keysOf(limits);
  const asking = limits.slice(0, 1);
  const claim = { flowId, appId, subject, kind, key, operation, now, limitKeys };
  const { proof, guard, context, channel, flowExpiresAt } = work;
  const { rows, bookmark } = await database.write([
    ...countClaim(limits, { ...claim, newAccountId }),
    ...countAsking(asking, { ...claim, newAccountId }),
    ...(newAccountId === null ? [] : [createSubject({ ...claim, newAccountId })]),
    claimFlow({ ...claim, dialect, proof, guard, context, channel, value, flowExpiresAt }),
    ...issueStatements(work, namedIssue(work, JSON.stringify(work.attach))),
    claimOutcome({ ...claim, newAccountId, dialect, messageId: work.message.id, askingKeys: keysOf(asking) }),
  ]);
  const row = rows.at(-1)?.[0];
  return {
    ...toSendReply(row, bookmark, operation),
    accountStatus: row?.["account_status"] as AccountStatus | null,
    addressVerified: row?.["address_verified"] === 1,
  };
}

/** Sends to the account's own address, whichever that is, and makes the request's flow. */
export async function sendForRequest(database: Database, work: RequestWork): Promise<RequestReply> {
  const { flowId, appId, dialect, accountId, kind, operation, now, limits } = work;
  const limitKeys = keysOf(limits);
  const request = { flowId, appId, accountId, kind, operation, now, limitKeys };
  const { proof, guard, context, channel, flowExpiresAt } = work;
  const { rows, bookmark } = await database.write([
    ...countRequest(limits, request),
    requestFlow({ ...request, dialect, proof, guard, context, channel, flowExpiresAt }),
    ...issueStatements(work, insertRequestIssue({ ...issueValues(work, null), kind })),
    requestOutcome({ ...request, dialect, messageId: work.message.id }),
  ]);
  const row = rows.at(-1)?.[0];
  return { ...toSendReply(row, bookmark, operation), ...toStanding(row) };
}
