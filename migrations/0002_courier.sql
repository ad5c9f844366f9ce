CREATE TABLE `deliveries` (
	`provider` text NOT NULL,
	`provider_message_id` text NOT NULL,
	`event_id` text NOT NULL,
	`app_id` text NOT NULL,
	`status` text NOT NULL,
	`permanent` integer NOT NULL,
	`vendor_code` text,
	`at` integer NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`app_id`, `provider`, `provider_message_id`, `event_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `deliveries_received` ON `deliveries` (`received_at`);--> statement-breakpoint
CREATE TABLE `receipts` (
	`provider` text NOT NULL,
	`provider_message_id` text NOT NULL,
	`app_id` text NOT NULL,
	`message_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`app_id`, `provider`, `provider_message_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `receipts_created` ON `receipts` (`created_at`);--> statement-breakpoint
CREATE TABLE `suppressions` (
	`app_id` text NOT NULL,
	`address_digest` text NOT NULL,
	`reason` text NOT NULL,
	`provider` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`app_id`, `address_digest`)
) WITHOUT ROWID;
