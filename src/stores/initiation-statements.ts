import { accountOfHandle, mayVerify } from "./account-statements.ts";
import { flowColumns } from "./flow-rows.ts";
import { allCountedOf, counting, limitStates } from "./limits.ts";
import { insertingIssue, unsent } from "./send-statements.ts";
import { statement } from "./statement.ts";

/*
 * A person is named, or their login waits, and the message goes to an address of theirs: only the database knows which.
 * Statement by statement, in the order they run in their one batch. Whoever is not found is treated like somebody who
 * is: the flow is made for a stand-in, its message is withheld, and no guess at it is ever right.
 */

/** The login request that this is for. */
const requestStands = `(:requestId IS NULL OR EXISTS (
    SELECT 1 FROM login_requests WHERE login_requests.app_id = :appId AND login_requests.id = :requestId
      AND login_requests.expires_at > :now))`;

const thisTrack = `tracks.id = :trackId AND tracks.app_id = :appId AND tracks.expires_at > :now
  AND (:requestId IS NULL OR tracks.request_id = :requestId)`;
const trackAccount = `(SELECT tracks.account_id FROM tracks WHERE ${thisTrack})`;
const trackStands = `(:trackId IS NULL OR EXISTS (SELECT 1 FROM tracks WHERE ${thisTrack}))`;

/** The account that the caller names. */
const namedAccount = `CASE :by
  WHEN 'handle' THEN ${accountOfHandle(":name")}
  WHEN 'username' THEN (SELECT id FROM accounts WHERE app_id = :appId AND username = :name)
  WHEN 'address' THEN (SELECT account_id FROM addresses WHERE app_id = :appId AND kind = :nameKind AND key = :name)
  END`;

/** Whoever is named beside a track is its person: by what is theirs, or by an address that they have just put right. */
const samePerson = `(:trackId IS NULL OR :by IS NULL OR ${namedAccount} IS ${trackAccount}
  OR EXISTS (SELECT 1 FROM tracks WHERE ${thisTrack} AND tracks.corrections -> (:nameKind) ->> 'key' = :name))`;

const account = `CASE WHEN :trackId IS NULL THEN ${namedAccount} ELSE ${trackAccount} END`;

/** That an address is proven to be somebody's. */
const provenFor = (whose: string): string => `EXISTS (
      SELECT 1 FROM addresses AS held WHERE held.app_id = :appId AND held.kind = :kind
        AND held.key = corrected.correction ->> 'key' AND held.verified_at IS NOT NULL AND held.account_id ${whose})`;

/**
 * The person's address of the wanted kind: the one they have put right, the one they are named by, the primary one, the
 * oldest. One that was put right and has turned out to be somebody else's is nobody's here.
 */
const target = `(
    SELECT * FROM (
      SELECT 0 AS rank, NULL AS id, iif(${provenFor("<> corrected.account_id")}, NULL, corrected.account_id) AS account_id,
        correction ->> 'value' AS value, correction ->> 'key' AS key, correction ->> 'digest' AS digest,
        correction ->> 'country' AS country, correction ->> 'range' AS number_range,
        json_object('typed', correction ->> 'typed', 'primary', json('true'), 'replaces', correction ->> 'replaces') AS attach
      FROM (SELECT tracks.account_id, tracks.corrections -> (:kind) AS correction FROM tracks WHERE ${thisTrack}) AS corrected
        JOIN accounts ON accounts.id = corrected.account_id
      WHERE correction IS NOT NULL AND ${mayVerify("accounts")} AND NOT ${provenFor("= corrected.account_id")}
      UNION ALL
      SELECT iif(addresses.kind = :nameKind AND addresses.key = :name, 1, iif(addresses.is_primary, 2, 3)), addresses.id,
        addresses.account_id, addresses.value, addresses.key,
        coalesce(addresses.digest, addresses.kind || '|' || addresses.account_id), addresses.country,
        addresses.number_range, NULL
      FROM addresses JOIN accounts ON accounts.id = addresses.account_id
      WHERE addresses.app_id = :appId AND addresses.account_id = ${account} AND addresses.kind = :kind
        AND ${mayVerify("accounts")})
    ORDER BY rank, id LIMIT 1)`;

/** That texts and calls may go to it. */
const reachable = `(:countries IS NULL OR :kind = 'email' OR target.country IN (SELECT value FROM json_each(:countries)))`;
const uncharted = "(:kind = 'phone' AND target.country IS NULL)";

/** The address that is written to, if there is one. */
const aim = `${target} AS target WHERE ${reachable}`;
const digest = `coalesce((SELECT target.digest FROM ${aim}), :standInDigest)`;
// Never NULL: `replace` would make a NULL of the whole key.
const range = `coalesce((SELECT target.number_range FROM ${aim}), :standInRange, '')`;
const places = { digest, range };

/** That this may begin. Of whose login waits it is no secret which addresses there are, or that there are none. */
const mayBegin = `${requestStands} AND ${trackStands} AND ${samePerson}
  AND (:trackId IS NULL OR EXISTS (SELECT 1 FROM ${aim}))
  AND NOT EXISTS (SELECT 1 FROM ${target} AS target WHERE ${uncharted})`;

type Named =
  | "flowId"
  | "appId"
  | "requestId"
  | "trackId"
  | "by"
  | "name"
  | "nameKind"
  | "kind"
  | "countries"
  | "standInDigest"
  | "standInRange"
  | "operation"
  | "now";

/** 0. The login request of a caller that named a client instead of one. */
export const registerRequest = statement<
  "requestId" | "appId" | "clientId" | "redirectUri" | "believed" | "now" | "requestExpiresAt"
>(`
INSERT INTO login_requests (app_id, id, client_id, redirect_uri, created_at, expires_at)
SELECT :appId, :requestId, :clientId, :redirectUri, :now, :requestExpiresAt
WHERE :believed OR EXISTS (
  SELECT 1 FROM clients, json_each(clients.redirect_uris) AS listed
  WHERE clients.id = :clientId AND clients.app_id = :appId AND clients.revoked_at IS NULL
    AND listed.value = :redirectUri)
ON CONFLICT DO NOTHING`);

/** 1. The limits, all or none. */
export const countInitiation = counting<Named>({ from: "", where: `${unsent} AND ${mayBegin}`, places });

/** That an address of this track may be put right once more. */
const mayCorrect = `${unsent} AND ${requestStands} AND EXISTS (
    SELECT 1 FROM tracks JOIN accounts ON accounts.id = tracks.account_id
    WHERE ${thisTrack} AND tracks.changes < :mostChanges AND ${mayVerify("accounts")})`;

/** 1, for a correction, whose address is known before. */
export const countCorrection = counting<Named | "mostChanges">({ from: "", where: mayCorrect });

/** 2, for a correction. What it takes the place of goes when it is proven, unless that is verified itself. */
export const correctAddress = statement<Named | "correction" | "mostChanges" | "limitKeys">(`
UPDATE tracks SET changes = changes + 1, corrections = json_set(corrections, '$.' || :kind,
  json_set(json(:correction), '$.replaces', (
    SELECT addresses.key FROM addresses
    WHERE addresses.app_id = :appId AND addresses.account_id = tracks.account_id AND addresses.kind = :kind
      AND addresses.verified_at IS NULL
    ORDER BY addresses.is_primary DESC, addresses.id LIMIT 1)))
WHERE ${thisTrack} AND ${mayCorrect} AND ${allCountedOf("limitKeys")}`);

/** That this very operation put the address right, where it was to: what counted, and is written down. */
const corrected = `(:correction IS NULL OR EXISTS (
    SELECT 1 FROM tracks WHERE ${thisTrack} AND tracks.corrections -> (:kind) ->> 'operation' = :operation))`;

/** 3. Decides: the flow is made, or nothing happens. */
export const initiateFlow = statement<
  | Named
  | "dialect"
  | "proof"
  | "guard"
  | "context"
  | "channel"
  | "standInValue"
  | "flowExpiresAt"
  | "limitKeys"
  | "correction"
>(`
INSERT INTO flows (id, app_id, dialect, proof, state, guard, context, account_id, channel, address_value, issue_id,
  attempts, created_at, expires_at, sweep_at)
SELECT :flowId, :appId, :dialect, :proof, 'sent', :guard, :context, target.account_id, :channel,
  coalesce(target.value, :standInValue), :operation, 0, :now, :flowExpiresAt, :flowExpiresAt
FROM (SELECT 1) LEFT JOIN ${target} AS target ON ${reachable}
WHERE ${mayBegin} AND ${corrected} AND ${allCountedOf("limitKeys", places)} AND ${unsent} ON CONFLICT DO NOTHING`);

/** That this operation is the one the flow points to. */
const begun = "EXISTS (SELECT 1 FROM flows AS begun WHERE begun.id = :flowId AND begun.issue_id = :operation)";

/** 4. The login request knows its newest verification: a page that is told of no other finds it by that. */
export const pointRequest = statement<"requestId" | "trackId" | "appId" | "flowId" | "operation">(`
UPDATE login_requests SET flow_id = :flowId WHERE app_id = :appId AND id = coalesce(
  :requestId, (SELECT request_id FROM tracks WHERE tracks.id = :trackId AND tracks.app_id = :appId)) AND ${begun}`);

const running = `flows.account_id = (SELECT tracks.account_id FROM tracks WHERE tracks.id = :trackId)
  AND flows.app_id = :appId AND flows.dialect = :dialect AND flows.id <> :flowId
  AND (flows.channel = 'email') = (:kind = 'email')`;

/** 5, for a correction. What runs for the mistyped address ends, and nothing of it stays. */
export const cancelRunning = statement<"trackId" | "appId" | "dialect" | "flowId" | "kind" | "operation">(`
UPDATE flows SET state = 'cancelled' WHERE ${running} AND state = 'sent' AND ${begun}`);
export const cancelRunningIssues = statement<"trackId" | "appId" | "dialect" | "flowId" | "kind" | "operation">(`
UPDATE issues SET state = 'cancelled', code_mac = NULL, link_mac = NULL
WHERE state = 'pending' AND flow_id IN (SELECT flows.id FROM flows WHERE ${running} AND flows.state = 'cancelled')
  AND ${begun}`);

/**
 * 6. What was sent to the same account before, by mail or by phone as this was, is good no more: its verifiers go, and
 * all else of it stays as it is, so that a guess at it is told like one at somebody who is not there. In the order of
 * commits, which no clock tells.
 */
export const eraseEarlier = statement<"flowId" | "appId" | "dialect" | "operation">(`
UPDATE issues SET code_mac = NULL, link_mac = NULL
WHERE issues.state = 'pending' AND issues.code_mac IS NOT NULL AND issues.flow_id IN (
  SELECT earlier.id FROM flows AS sent JOIN flows AS earlier ON earlier.account_id = sent.account_id
  WHERE sent.id = :flowId AND sent.app_id = :appId AND sent.issue_id = :operation AND earlier.app_id = :appId
    AND earlier.dialect = :dialect AND earlier.id <> sent.id AND (earlier.channel = 'email') = (sent.channel = 'email'))
  AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = :operation)`);

/** 7. The new issue, for the address that was found. */
export const insertInitiationIssue = insertingIssue<Named | "standInKey">({
  from: `LEFT JOIN ${target} AS target ON ${reachable}`,
  kind: ":kind",
  key: "coalesce(target.key, :standInKey)",
  digest: "coalesce(target.digest, :standInDigest)",
  attach: "iif(flows.account_id IS NULL, NULL, target.attach)",
});

/** The issue of the flow, unless something newer has erased it while a reply was lost: then it is not to go out. */
const liveIssue = `(SELECT issues.id FROM issues
    WHERE issues.flow_id = flows.id AND issues.id = flows.issue_id AND issues.code_mac IS NOT NULL)`;

/** 9. What came of it. */
export const initiationOutcome = statement<Named | "dialect" | "messageId" | "limitKeys" | "mostChanges">(`
SELECT ${flowColumns}, ${liveIssue} AS issue_id, ${limitStates("messages.id IS NOT NULL", places)} AS limit_states,
  messages.state AS message_state, messages.template AS message_template,
  ${requestStands} AS request_stands, ${trackStands} AS track_stands, ${samePerson} AS same_person,
  target.value IS NOT NULL AS has_address, ${reachable} AS reachable,
  NOT EXISTS (SELECT 1 FROM tracks WHERE ${thisTrack} AND tracks.changes >= :mostChanges) AS changes_left,
  iif(${uncharted} AND target.id IS NOT NULL, json_object('addressId', target.id, 'value', target.value, 'key', target.key), NULL)
    AS uncharted
FROM (SELECT 1) LEFT JOIN ${target} AS target ON TRUE
  LEFT JOIN flows ON flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect
  LEFT JOIN messages ON messages.id = :messageId`);

export const chartAddress = statement<"addressId" | "appId" | "value" | "digest" | "country" | "range">(`
UPDATE addresses SET digest = :digest, country = :country, number_range = :range
WHERE id = :addressId AND app_id = :appId AND value = :value`);

const pagesRequest =
  "coalesce(:requestId, (SELECT request_id FROM tracks WHERE tracks.id = :trackId AND tracks.app_id = :appId))";
const requestFlow = `(SELECT flow_id FROM login_requests WHERE app_id = :appId AND id = ${pagesRequest} AND expires_at > :now)`;

/** Of a request that names another flow as its own nothing is told beside the flow. */
export const findFlow = statement<"flowId" | "requestId" | "trackId" | "appId" | "dialect" | "now">(`
SELECT ${flowColumns}, (
    SELECT expires_at FROM issues WHERE issues.flow_id = flows.id AND issues.id = flows.issue_id AND issues.state = 'pending'
  ) AS code_expires_at, (
    SELECT redirect_uri FROM login_requests
    WHERE login_requests.app_id = :appId AND login_requests.id = ${pagesRequest} AND login_requests.flow_id = flows.id
  ) AS redirect_uri
FROM flows WHERE flows.id = coalesce(:flowId, ${requestFlow}) AND flows.app_id = :appId AND flows.dialect = :dialect`);

/* Sending again, to the address that the flow's last issue was made for. */

/** A number can be called instead of texted: it is the same address. */
const repeatable = `flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect
  AND flows.expires_at > :now AND flows.proof = :proof AND flows.state = 'sent'
  AND (flows.channel = 'email') = (:channel = 'email')`;

const flowAndIssue = "flows JOIN issues AS last ON last.flow_id = flows.id AND last.id = flows.issue_id";

const repeatPlaces = {
  digest: `(SELECT last.address_digest FROM ${flowAndIssue} WHERE flows.id = :flowId)`,
  range: `(SELECT coalesce(addresses.number_range, last.address_digest) FROM ${flowAndIssue}
    LEFT JOIN addresses ON addresses.app_id = last.app_id AND addresses.kind = last.address_kind AND addresses.key = last.address_key
    WHERE flows.id = :flowId)`,
};

/** 1. The limits, all or none. */
export const countRepeat = counting<"flowId" | "dialect" | "proof" | "channel">({
  from: "JOIN flows",
  where: `${repeatable} AND ${unsent}`,
  places: repeatPlaces,
});

/** 2. The new issue, beside the one that it replaces. Before the flow points to it: what it is for is read from there. */
export const repeatIssue = statement<
  | "flowId"
  | "appId"
  | "dialect"
  | "proof"
  | "channel"
  | "operation"
  | "codeMac"
  | "linkMac"
  | "kid"
  | "now"
  | "issueExpiresAt"
  | "limitKeys"
>(`
INSERT INTO issues (flow_id, id, app_id, account_id, attach, channel, address_kind, address_key, address_digest,
  code_mac, link_mac, kid, state, attempts, created_at, expires_at)
SELECT flows.id, :operation, flows.app_id, last.account_id, last.attach, :channel, last.address_kind, last.address_key,
  last.address_digest, :codeMac, :linkMac, :kid, 'pending', 0, :now, min(:issueExpiresAt, flows.expires_at)
FROM ${flowAndIssue}
WHERE ${repeatable} AND ${unsent} AND ${allCountedOf("limitKeys", repeatPlaces)} ON CONFLICT DO NOTHING`);

/** 3. Decides: the flow points to it. */
export const repeatFlow = statement<"flowId" | "appId" | "operation" | "channel">(`
UPDATE flows SET issue_id = :operation, channel = :channel, notice = NULL
WHERE id = :flowId AND app_id = :appId AND state = 'sent'
  AND EXISTS (SELECT 1 FROM issues WHERE issues.flow_id = :flowId AND issues.id = :operation AND issues.state = 'pending')`);
