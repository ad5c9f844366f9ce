import type { FoundBy, FoundRow } from "../core/initiation.ts";
import { MOST_CHANGES } from "../core/track.ts";
import type { Database } from "./database.ts";
import { flowWithIssue, issueIn, lookColumns, sendsIn } from "./flow-look.ts";
import { toFlow } from "./flow-rows.ts";
import { waitsFor } from "./initiation-statements.ts";
import { statement } from "./statement.ts";

const pagesRequest =
  "coalesce(:requestId, (SELECT request_id FROM tracks WHERE tracks.id = :trackId AND tracks.app_id = :appId))";
const requestFlow = `(SELECT flow_id FROM login_requests WHERE app_id = :appId AND id = ${pagesRequest} AND expires_at > :now)`;

/** A mail that no server will take: this one came back, or one before it did. A row that is no JSON says nothing. */
const undeliverable = `((messages.state = 'failed' AND
      iif(json_valid(messages.dispatches), messages.dispatches, '[]') ->> '$[#-1].reason' = 'undeliverable')
    OR (messages.state IN ('failed', 'suppressed') AND EXISTS (
      SELECT 1 FROM suppressions WHERE suppressions.app_id = issues.app_id
        AND suppressions.address_digest = issues.address_digest AND suppressions.reason = 'bounced')))`;

/**
 * The track of a page whose person was written to in vain. Only of their own address, as their account has it: of one
 * that they have put in its place nothing is told, for to somebody else's nothing was sent.
 */
const unreachedTrack = (alsoThat: string): string => `EXISTS (
    SELECT 1 FROM tracks JOIN messages ON messages.id = issues.id
    WHERE tracks.id = :trackId AND tracks.app_id = :appId AND tracks.expires_at > :now
      AND tracks.account_id = issues.account_id AND issues.attach IS NULL AND messages.channel = 'email'
      AND ${undeliverable} AND ${alsoThat})`;

/**
 * Of a request that names another flow as its own nothing is told beside the flow. Without the id of a flow only one
 * that waits for a link is found, or one that is done, unless it is asked for by who could begin one like it: whoever
 * knows the request need not know its codes' ids.
 */
const findFlow = statement<
  "flowId" | "requestId" | "trackId" | "withCodes" | "appId" | "dialect" | "now" | "mostChanges"
>(`
SELECT ${lookColumns}, (
    SELECT login_requests.redirect_uri FROM login_requests JOIN clients ON clients.id = login_requests.client_id
    WHERE clients.revoked_at IS NULL AND login_requests.app_id = :appId AND login_requests.id = ${pagesRequest} AND login_requests.flow_id = flows.id
  ) AS redirect_uri,
  ${unreachedTrack("TRUE")} AS unreached, ${unreachedTrack(`tracks.changes < :mostChanges AND ${waitsFor("'email'")}`)} AS may_correct
FROM ${flowWithIssue}
WHERE flows.id = coalesce(:flowId, ${requestFlow}) AND flows.app_id = :appId AND flows.dialect = :dialect
  AND (:flowId IS NOT NULL OR :withCodes OR flows.proof = 'link' OR flows.state = 'verified')`);

/** A flow as a page shows it: one read, by keys alone. */
export async function lookAtInitiation(database: Pick<Database, "read">, query: FoundBy): Promise<FoundRow | null> {
  const { rows, bookmark } = await database.read([
    findFlow({ ...query, withCodes: Number(query.withCodes), mostChanges: MOST_CHANGES }),
  ]);
  const row = rows[0]?.[0];
  if (!row) return null;
  return {
    flow: toFlow(row, bookmark),
    redirectUri: row["redirect_uri"] as string | null,
    issue: issueIn(row),
    sends: sendsIn(row),
    unreached: row["unreached"] === 1 ? { mayCorrect: row["may_correct"] === 1 } : null,
  };
}
