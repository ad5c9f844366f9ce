import type { SendReply } from "../core/flow-store.ts";
import type { InitiationReply, InitiationStore, InitiationWork, RepeatWork } from "../core/initiation.ts";
import { MOST_CHANGES } from "../core/track.ts";
import type { Database, Row } from "./database.ts";
import { issueStatements, issueValues, messageStatement, toSendReply } from "./flow-sending.ts";
import { lookAtInitiation } from "./initiation-look.ts";
import {
  cancelRunning,
  cancelRunningIssues,
  chartAddress,
  correctAddress,
  countCorrection,
  countInitiation,
  eraseEarlier,
  initiateFlow,
  initiationOutcome,
  insertInitiationIssue,
  pointRequest,
  registerRequest,
} from "./initiation-statements.ts";
import { keysOf } from "./limits.ts";
import { countRepeat, repeatFlow, repeatIssue, repeatOutcome } from "./repeat-statements.ts";
import { supersede } from "./send-statements.ts";

/** The person, the track and the address as the statements speak of them. */
function namesIn(work: InitiationWork) {
  const { flowId, appId, requestId, trackId, identifier, kind, countries, standIn, operation, now, correction } = work;
  const { registering } = work;
  const address = identifier?.by === "address" ? identifier.address : null;
  return {
    flowId,
    appId,
    requestId,
    // D1 binds no booleans.
    registering: Number(registering !== null),
    believed: Number(registering?.believed ?? false),
    clientId: registering?.clientId ?? null,
    redirectUri: registering?.redirectUri ?? null,
    requestExpiresAt: registering?.expiresAt ?? now,
    trackId,
    by: identifier?.by ?? null,
    name: identifier?.by === "address" ? identifier.address.key : (identifier?.text ?? null),
    nameKind: address?.kind ?? null,
    kind,
    countries: countries === "*" ? null : JSON.stringify(countries),
    standInDigest: standIn.digest,
    standInRange: standIn.range,
    standInKey: standIn.key,
    standInValue: standIn.value,
    operation,
    now,
    correction: correction === null ? null : JSON.stringify({ ...correction, operation }),
    mostChanges: MOST_CHANGES,
    limitKeys: keysOf(work.limits),
  };
}

function toInitiationReply(row: Row | undefined, sent: SendReply): InitiationReply {
  const uncharted = row?.["uncharted"] as string | null | undefined;
  return {
    ...sent,
    requestStands: row?.["request_stands"] === 1,
    trackStands: row?.["track_stands"] === 1,
    samePerson: row?.["same_person"] === 1,
    hasAddress: row?.["has_address"] === 1,
    reachable: row?.["reachable"] === 1,
    changesLeft: row?.["changes_left"] === 1,
    stillWaits: row?.["still_waits"] === 1,
    uncharted: uncharted ? (JSON.parse(uncharted) as InitiationReply["uncharted"]) : null,
  };
}

async function initiate(database: Database, work: InitiationWork): Promise<InitiationReply> {
  const { dialect, proof, guard, context, channel, flowExpiresAt, operation, limits, correction } = work;
  const names = namesIn(work);
  const corrects = correction !== null;
  const { rows, bookmark } = await database.write([
    ...(corrects ? [...countCorrection(limits, names), correctAddress(names)] : countInitiation(limits, names)),
    ...(work.registering ? [registerRequest(names)] : []),
    initiateFlow({ ...names, dialect, proof, guard, context, channel, flowExpiresAt }),
    pointRequest(names),
    ...(corrects ? [cancelRunning({ ...names, dialect }), cancelRunningIssues({ ...names, dialect })] : []),
    eraseEarlier({ ...names, dialect }),
    ...issueStatements(work, insertInitiationIssue({ ...names, ...issueValues(work, null) })),
    initiationOutcome({ ...names, dialect, messageId: work.message.id }),
  ]);
  const row = rows.at(-1)?.[0];
  return toInitiationReply(row, toSendReply(row, bookmark, operation));
}

async function repeat(database: Database, work: RepeatWork) {
  const { flowId, appId, dialect, proof, channel, operation, now, limits } = work;
  const limitKeys = keysOf(limits);
  const values = { flowId, appId, dialect, proof, channel, operation, now, limitKeys };
  const { rows, bookmark } = await database.write([
    ...countRepeat(limits, values),
    repeatIssue({ ...values, ...issueValues(work, null) }),
    repeatFlow(values),
    eraseEarlier(values),
    supersede(values),
    messageStatement(work),
    repeatOutcome({ ...values, messageId: work.message.id }),
  ]);
  return toSendReply(rows.at(-1)?.[0], bookmark, operation);
}

/** Verifications that begin with a person's name, in D1. */
export function d1InitiationStore(database: Database): InitiationStore {
  return {
    initiate: (work) => initiate(database, work),
    repeat: (work) => repeat(database, work),

    async chart(address) {
      await database.write([chartAddress(address)]);
    },

    find: (query) => lookAtInitiation(database, query),
  };
}
