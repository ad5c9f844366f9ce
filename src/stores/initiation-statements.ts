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

/** That the caller may have its login request made: it is believed, or names a client and a redirect URI of that one. */
const mayRegister = `(:registering AND (:believed OR EXISTS (
    SELECT 1 FROM clients, json_each(clients.redirect_uris) AS listed
    WHERE clients.id = :clientId AND clients.app_id = :appId AND clients.revoked_at IS NULL
      AND listed.value = :redirectUri)))`;

/** The login request that this is for is there, or is about to be. */
const requestStands = `(:requestId IS NULL OR ${mayRegister} OR EXISTS (
    SELECT 1 FROM login_requests WHERE login_requests.app_id = :appId AND login_requests.id = :requestId
      AND login_requests.expires_at > :now))`;

const thisTrack = `tracks.id = :trackId AND tracks.app_id = :appId AND tracks.expires_at > :now
  AND (:requestId IS NULL OR tracks.request_id = :requestId)`;
const trackAccount = `(SELECT tracks.account_id FROM tracks WHERE ${thisTrack})`;
/** Of somebody who may verify anything. */
const trackStands = `(:trackId IS NULL OR EXISTS (
    SELECT 1 FROM tracks JOIN accounts ON accounts.id = tracks.account_id WHERE ${thisTrack} AND ${mayVerify("accounts")}))`;

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
 * oldest. One that was put right and has turned out to be somebody else's is nobody's: `is_foreign`.
 */
const target = `(
    SELECT * FROM (
      SELECT 0 AS rank, NULL AS id, corrected.account_id, ${provenFor("<> corrected.account_id")} AS is_foreign,
        correction ->> 'value' AS value, correction ->> 'key' AS key, correction ->> 'digest' AS digest,
        correction ->> 'country' AS country, correction ->> 'range' AS number_range,
        json_object('typed', correction ->> 'typed', 'primary', json('true'), 'replaces', correction ->> 'replaces',
          'country', correction ->> 'country', 'range', correction ->> 'range') AS attach
      FROM (SELECT tracks.account_id, tracks.corrections -> (:kind) AS correction FROM tracks WHERE ${thisTrack}) AS corrected
        JOIN accounts ON accounts.id = corrected.account_id
      WHERE correction IS NOT NULL AND ${mayVerify("accounts")} AND NOT ${provenFor("= corrected.account_id")}
      UNION ALL
      SELECT iif(addresses.kind = :nameKind AND addresses.key = :name, 1, iif(addresses.is_primary, 2, 3)), addresses.id,
        addresses.account_id, FALSE, addresses.value, addresses.key,
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
  | "registering"
  | "believed"
  | "clientId"
  | "redirectUri"
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

/** 1. The limits, all or none. */
export const countInitiation = counting<Named>({ from: "", where: `${unsent} AND ${mayBegin}`, places });

/** That the track waits for an address of this kind still: what is verified is nobody's to put right by a track. */
export const waitsFor = (kind: string): string => `tracks.redeemed_at IS NULL
      AND ${kind} IN (SELECT value FROM json_each(tracks.required)) AND NOT EXISTS (
        SELECT 1 FROM addresses AS own WHERE own.app_id = :appId AND own.account_id = tracks.account_id
          AND own.kind = ${kind} AND own.verified_at IS NOT NULL)`;
const stillWaits = waitsFor(":kind");

/** That an address of this track may be put right once more. */
const mayCorrect = `${unsent} AND ${requestStands} AND ${trackStands} AND EXISTS (
    SELECT 1 FROM tracks WHERE ${thisTrack} AND tracks.changes < :mostChanges AND ${stillWaits})`;

/** 1, for a correction, whose address is known before. */
export const countCorrection = counting<Named | "mostChanges">({ from: "", where: mayCorrect });

/** 2, for a correction. What it takes the place of goes when it is proven. */
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

/** 3. The login request of a caller that named a client, or showed a token, instead of one. */
export const registerRequest = statement<Named | "correction" | "requestExpiresAt" | "limitKeys">(`
INSERT INTO login_requests (app_id, id, client_id, redirect_uri, created_at, expires_at)
SELECT :appId, :requestId, :clientId, :redirectUri, :now, :requestExpiresAt
WHERE ${mayRegister} AND ${mayBegin} AND ${allCountedOf("limitKeys", places)} AND ${unsent} ON CONFLICT DO NOTHING`);

/** 4. Decides: the flow is made, or nothing happens. */
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

/**
 * That this operation is the one the flow points to, in its first run: when it runs again its message is there, and
 * what others did meanwhile stays.
 */
const begun = `EXISTS (
    SELECT 1 FROM flows AS begun
    WHERE begun.id = :flowId AND begun.app_id = :appId AND begun.issue_id = :operation)
  AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = :operation)`;

/** 5. The login request knows its newest verification: a page that is told of no other finds it by that. */
export const pointRequest = statement<"requestId" | "trackId" | "appId" | "flowId" | "operation">(`
UPDATE login_requests SET flow_id = :flowId WHERE app_id = :appId AND id = coalesce(
  :requestId, (SELECT request_id FROM tracks WHERE tracks.id = :trackId AND tracks.app_id = :appId)) AND ${begun}`);

const running = `flows.account_id = (SELECT tracks.account_id FROM tracks WHERE tracks.id = :trackId AND tracks.app_id = :appId)
  AND flows.app_id = :appId AND flows.dialect = :dialect AND flows.id <> :flowId
  AND (flows.channel = 'email') = (:kind = 'email')`;

/** 6, for a correction. What runs for the mistyped address ends, and nothing of it stays. */
export const cancelRunning = statement<"trackId" | "appId" | "dialect" | "flowId" | "kind" | "operation">(`
UPDATE flows SET state = 'cancelled' WHERE ${running} AND state = 'sent' AND ${begun}`);
export const cancelRunningIssues = statement<"trackId" | "appId" | "dialect" | "flowId" | "kind" | "operation">(`
UPDATE issues SET state = 'cancelled', code_mac = NULL, link_mac = NULL
WHERE state = 'pending' AND flow_id IN (SELECT flows.id FROM flows WHERE ${running} AND flows.state = 'cancelled')
  AND ${begun}`);

/**
 * 7. What was sent to the same account before, by mail or by phone as this was, is good no more: its verifiers go, and
 * all else of it stays as it is, so that a guess at it is told like one at somebody who is not there. In the order of
 * commits, which no clock tells. It reads the flows of one account, which limits keep few.
 */
export const eraseEarlier = statement<"flowId" | "appId" | "dialect" | "operation">(`
UPDATE issues SET code_mac = NULL, link_mac = NULL
WHERE issues.state = 'pending' AND issues.code_mac IS NOT NULL AND issues.flow_id IN (
  SELECT earlier.id FROM flows AS sent JOIN flows AS earlier ON earlier.account_id = sent.account_id
  WHERE sent.id = :flowId AND sent.app_id = :appId AND sent.issue_id = :operation AND earlier.app_id = :appId
    AND earlier.dialect = :dialect AND earlier.id <> sent.id AND (earlier.channel = 'email') = (sent.channel = 'email'))
  AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = :operation)`);

/** 8. The new issue, for the address that was found. */
export const insertInitiationIssue = insertingIssue<Named | "standInKey">({
  from: `LEFT JOIN ${target} AS target ON ${reachable}`,
  kind: ":kind",
  key: "coalesce(target.key, :standInKey)",
  digest: "coalesce(target.digest, :standInDigest)",
  attach: "iif(target.is_foreign, NULL, target.attach)",
  owner: "iif(target.is_foreign, NULL, flows.account_id)",
  range: "coalesce(target.number_range, :standInRange)",
});

/** The issue of the flow, unless something newer has erased it while a reply was lost: then it is not to go out. */
export const liveIssue = `(SELECT issues.id FROM issues
    WHERE issues.flow_id = flows.id AND issues.id = flows.issue_id AND issues.code_mac IS NOT NULL)`;

/** 10. What came of it. */
export const initiationOutcome = statement<Named | "dialect" | "messageId" | "limitKeys" | "mostChanges">(`
SELECT ${flowColumns}, ${liveIssue} AS issue_id, ${limitStates("messages.id IS NOT NULL", places)} AS limit_states,
  messages.state AS message_state, messages.template AS message_template,
  ${requestStands} AS request_stands, ${trackStands} AS track_stands, ${samePerson} AS same_person,
  target.value IS NOT NULL AS has_address, ${reachable} AS reachable,
  NOT EXISTS (SELECT 1 FROM tracks WHERE ${thisTrack} AND tracks.changes >= :mostChanges) AS changes_left,
  EXISTS (SELECT 1 FROM tracks WHERE ${thisTrack} AND ${stillWaits}) AS still_waits,
  iif(${uncharted} AND target.id IS NOT NULL, json_object('addressId', target.id, 'value', target.value, 'key', target.key), NULL)
    AS uncharted
FROM (SELECT 1) LEFT JOIN ${target} AS target ON TRUE
  LEFT JOIN flows ON flows.id = :flowId AND flows.app_id = :appId AND flows.dialect = :dialect
  LEFT JOIN messages ON messages.id = :messageId`);

export const chartAddress = statement<"addressId" | "appId" | "value" | "digest" | "country" | "range">(`
UPDATE addresses SET digest = :digest, country = :country, number_range = :range
WHERE id = :addressId AND app_id = :appId AND value = :value`);
