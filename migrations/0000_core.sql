CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`sub` text,
	`username` text,
	`name` text,
	`locale` text,
	`status` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_sub` ON `accounts` (`app_id`,`sub`) WHERE sub IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_username` ON `accounts` (`app_id`,`username`) WHERE username IS NOT NULL;--> statement-breakpoint
CREATE TABLE `addresses` (
	`id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	`typed` text NOT NULL,
	`value` text NOT NULL,
	`key` text NOT NULL,
	`is_primary` integer NOT NULL,
	`verified_at` integer,
	`verified_via` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `addresses_key` ON `addresses` (`app_id`,`kind`,`key`);--> statement-breakpoint
CREATE INDEX `addresses_account` ON `addresses` (`account_id`);--> statement-breakpoint
CREATE TABLE `attempts` (
	`flow_id` text NOT NULL,
	`id` text NOT NULL,
	`app_id` text NOT NULL,
	`issue_id` text NOT NULL,
	`outcome` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`flow_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `flows` (
	`id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`dialect` text NOT NULL,
	`proof` text NOT NULL,
	`state` text NOT NULL,
	`guard` text NOT NULL,
	`context` text NOT NULL,
	`notice` text,
	`account_id` text,
	`channel` text,
	`address_value` text,
	`issue_id` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`verified_at` integer,
	`sweep_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `flows_sweep` ON `flows` (`sweep_at`);--> statement-breakpoint
CREATE INDEX `flows_created` ON `flows` (`app_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `flows_account` ON `flows` (`account_id`) WHERE account_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `issues` (
	`flow_id` text NOT NULL,
	`id` text NOT NULL,
	`app_id` text NOT NULL,
	`account_id` text,
	`channel` text NOT NULL,
	`address_kind` text NOT NULL,
	`address_key` text NOT NULL,
	`address_digest` text NOT NULL,
	`code_mac` text,
	`link_mac` text,
	`kid` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_op` text,
	`used_by` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`flow_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `limits` (
	`key` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`burst` integer NOT NULL,
	`burst_reset_at` integer NOT NULL,
	`sustained` integer NOT NULL,
	`sustained_reset_at` integer NOT NULL,
	`next_at` integer NOT NULL,
	`last_op` text NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `limits_expiry` ON `limits` (`expires_at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`flow_id` text NOT NULL,
	`issue_id` text NOT NULL,
	`channel` text NOT NULL,
	`recipient` text NOT NULL,
	`template` text NOT NULL,
	`data` text NOT NULL,
	`state` text NOT NULL,
	`send_count` integer NOT NULL,
	`due_at` integer NOT NULL,
	`owner` text,
	`provider` text,
	`provider_message_id` text,
	`dispatches` text DEFAULT '[]' NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `messages_due` ON `messages` (`due_at`) WHERE state IN ('pending', 'sending');