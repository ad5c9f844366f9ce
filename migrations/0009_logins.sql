CREATE TABLE `login_requests` (
	`app_id` text NOT NULL,
	`id` text NOT NULL,
	`client_id` text,
	`redirect_uri` text,
	`flow_id` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`app_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `login_requests_expiry` ON `login_requests` (`expires_at`);--> statement-breakpoint
CREATE TABLE `tracks` (
	`id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`account_id` text NOT NULL,
	`request_id` text NOT NULL,
	`continue_url` text NOT NULL,
	`required` text NOT NULL,
	`answer` text NOT NULL,
	`corrections` text DEFAULT '{}' NOT NULL,
	`changes` integer DEFAULT 0 NOT NULL,
	`continued_at` integer,
	`redeemed_at` integer,
	`redeemed_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `tracks_expiry` ON `tracks` (`expires_at`);--> statement-breakpoint
CREATE INDEX `tracks_account` ON `tracks` (`account_id`);--> statement-breakpoint
ALTER TABLE `addresses` ADD `country` text;--> statement-breakpoint
ALTER TABLE `addresses` ADD `number_range` text;