CREATE TABLE `idempotency` (
	`digest` text PRIMARY KEY NOT NULL,
	`app_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`owner` text NOT NULL,
	`lease_until` integer NOT NULL,
	`answer` text,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `idempotency_expiry` ON `idempotency` (`expires_at`);
