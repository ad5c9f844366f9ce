CREATE TABLE `addresses_moved` (
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
	`created_at` integer NOT NULL,
	`digest` text
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `addresses_moved` (`id`, `app_id`, `account_id`, `kind`, `typed`, `value`, `key`, `is_primary`, `verified_at`, `verified_via`, `created_at`, `digest`)
SELECT `id`, `app_id`, `account_id`, `kind`, `typed`, `value`, `key`, `is_primary`, `verified_at`, `verified_via`, `created_at`, `digest` FROM `addresses`;
--> statement-breakpoint
DROP TABLE `addresses`;
--> statement-breakpoint
ALTER TABLE `addresses_moved` RENAME TO `addresses`;
--> statement-breakpoint
CREATE UNIQUE INDEX `addresses_key` ON `addresses` (`app_id`,`kind`,`key`);
--> statement-breakpoint
CREATE INDEX `addresses_account` ON `addresses` (`account_id`);
