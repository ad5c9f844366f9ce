CREATE TABLE `events` (
	`seq` integer PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`type` text NOT NULL,
	`flow_id` text NOT NULL,
	`account_id` text,
	`message_id` text,
	`dialect` text,
	`channel` text,
	`data` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`webhook_id` text NOT NULL,
	`seq` integer NOT NULL,
	`app_id` text NOT NULL,
	`flow_id` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer DEFAULT 0 NOT NULL,
	`owner` text,
	`status` integer,
	`at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`webhook_id`, `seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`webhook_id`,`due_at`) WHERE state IN ('pending', 'sending');--> statement-breakpoint
CREATE INDEX `webhook_deliveries_open` ON `webhook_deliveries` (`webhook_id`,`flow_id`,`seq`) WHERE state IN ('waiting', 'pending', 'sending');--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`url` text NOT NULL,
	`format` text NOT NULL,
	`events` text NOT NULL,
	`dialect` text,
	`state` text NOT NULL,
	`reason` text,
	`secret` text NOT NULL,
	`old_secret` text,
	`old_secret_until` integer,
	`failures` integer DEFAULT 0 NOT NULL,
	`paused_until` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
DROP INDEX `limits_expiry`;--> statement-breakpoint
CREATE TRIGGER `events_flow_started` AFTER INSERT ON `flows` BEGIN INSERT INTO events (app_id, type, flow_id, account_id, dialect, channel, at) VALUES (NEW.app_id, 'verification.started', NEW.id, NEW.account_id, NEW.dialect, NEW.channel, CAST(unixepoch('subsec') * 1000 AS INTEGER)); END;--> statement-breakpoint
CREATE TRIGGER `events_flow_changed` AFTER UPDATE OF `state`, `attempts`, `created_at` ON `flows` WHEN NEW.state <> OLD.state OR NEW.attempts > OLD.attempts OR NEW.created_at <> OLD.created_at BEGIN INSERT INTO events (app_id, type, flow_id, account_id, dialect, channel, data, at) SELECT NEW.app_id, told.type, NEW.id, told.account_id, NEW.dialect, NEW.channel, told.data, CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM (SELECT 'verification.expired' AS type, OLD.account_id AS account_id, NULL AS data WHERE NEW.created_at <> OLD.created_at AND OLD.state IN ('open', 'sent') UNION ALL SELECT 'verification.started', NEW.account_id, NULL WHERE NEW.created_at <> OLD.created_at UNION ALL SELECT 'verification.attempt_failed', NEW.account_id, json_object('attempts', NEW.attempts) WHERE NEW.attempts > OLD.attempts AND NEW.state <> 'verified' UNION ALL SELECT 'verification.' || NEW.state, NEW.account_id, NULL WHERE NEW.state <> OLD.state AND NEW.state IN ('verified', 'locked', 'cancelled', 'expired') ) AS told; END;--> statement-breakpoint
CREATE TRIGGER `events_message_suppressed` AFTER INSERT ON `messages` WHEN NEW.state = 'suppressed' BEGIN INSERT INTO events (app_id, type, flow_id, account_id, message_id, dialect, channel, data, at) VALUES (NEW.app_id, 'message.suppressed', NEW.flow_id, (SELECT account_id FROM issues WHERE issues.flow_id = NEW.flow_id AND issues.id = NEW.issue_id), NEW.id, (SELECT dialect FROM flows WHERE flows.id = NEW.flow_id), NEW.channel, json_object('provider', NULL, 'reason', 'suppressed', 'vendor_code', NULL), CAST(unixepoch('subsec') * 1000 AS INTEGER)); END;--> statement-breakpoint
CREATE TRIGGER `events_message_changed` AFTER UPDATE OF `state` ON `messages` WHEN NEW.state <> OLD.state AND NEW.state IN ('sent', 'delivered', 'failed', 'expired', 'suppressed') BEGIN INSERT INTO events (app_id, type, flow_id, account_id, message_id, dialect, channel, data, at) SELECT NEW.app_id, 'message.' || iif(NEW.state = 'expired', 'failed', iif(NEW.state = 'failed' AND told.status = 'bounced', 'bounced', NEW.state)), NEW.flow_id, (SELECT account_id FROM issues WHERE issues.flow_id = NEW.flow_id AND issues.id = NEW.issue_id), NEW.id, (SELECT dialect FROM flows WHERE flows.id = NEW.flow_id), NEW.channel, json_object('provider', NEW.provider, 'reason', iif(NEW.state = 'expired', 'expired', iif(NEW.state IN ('failed', 'suppressed'), NEW.dispatches ->> '$[#-1].reason', NULL)), 'vendor_code', coalesce(told.vendor_code, NEW.dispatches ->> '$[#-1].vendorCode')), CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM (SELECT 1) LEFT JOIN (SELECT status, vendor_code FROM deliveries WHERE deliveries.app_id = NEW.app_id AND deliveries.provider = NEW.provider AND deliveries.provider_message_id = NEW.provider_message_id AND deliveries.status IN ('delivered', 'failed', 'bounced') AND NEW.state IN ('delivered', 'failed') ORDER BY received_at LIMIT 1) AS told; END;--> statement-breakpoint
CREATE TRIGGER `webhook_deliveries_made` AFTER INSERT ON `events` BEGIN INSERT INTO webhook_deliveries (webhook_id, seq, app_id, flow_id, state, at, updated_at) SELECT webhooks.id, NEW.seq, NEW.app_id, NEW.flow_id, iif(EXISTS (SELECT 1 FROM webhook_deliveries AS earlier WHERE earlier.webhook_id = webhooks.id AND earlier.flow_id = NEW.flow_id AND earlier.state IN ('waiting', 'pending', 'sending')), 'waiting', 'pending'), NEW.at, NEW.at FROM webhooks WHERE webhooks.app_id = NEW.app_id AND webhooks.state = 'active' AND (webhooks.dialect IS NULL OR webhooks.dialect = NEW.dialect) AND EXISTS (SELECT 1 FROM json_each(webhooks.events) WHERE value IN ('*', NEW.type)); END;--> statement-breakpoint
CREATE TRIGGER `webhook_deliveries_ended` AFTER UPDATE OF `state` ON `webhook_deliveries` WHEN NEW.state IN ('delivered', 'dead') AND OLD.state NOT IN ('delivered', 'dead') BEGIN UPDATE webhook_deliveries SET state = 'pending', due_at = 0 WHERE webhook_id = NEW.webhook_id AND state = 'waiting' AND seq = (SELECT seq FROM webhook_deliveries AS later WHERE later.webhook_id = NEW.webhook_id AND later.flow_id = NEW.flow_id AND later.state IN ('waiting', 'pending', 'sending') ORDER BY later.seq LIMIT 1); END;
