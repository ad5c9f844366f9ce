import type { Channel } from "../core/flow.ts";
import type { CallStore } from "../core/phone-call.ts";
import type { Database } from "./database.ts";
import { messagesWithIssue, toMacs, toMessage } from "./messages.ts";
import { statement } from "./statement.ts";

const readCall = statement<"appId" | "messageId">(`
SELECT messages.*, issues.code_mac, issues.link_mac, issues.channel AS first_channel FROM ${messagesWithIssue}
WHERE messages.id = :messageId AND messages.app_id = :appId AND messages.channel = 'voice'
  AND messages.template = 'verification_code_valid'`);

/** Calls that are under way, as the outbox of D1 knows them. Read from the primary: a code may just have been used. */
export function d1CallStore(database: Database): CallStore {
  return {
    async read(call) {
      const { rows } = await database.read([readCall(call)]);
      const row = rows[0]?.[0];
      return (
        row && {
          ...toMessage(row),
          macs: toMacs(row),
          firstChannel: (row["first_channel"] ?? row["channel"]) as Channel,
        }
      );
    },
  };
}
