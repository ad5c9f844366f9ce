DROP INDEX `addresses_account`;--> statement-breakpoint
CREATE INDEX `addresses_account` ON `addresses` (`account_id`,`kind`);--> statement-breakpoint
ALTER TABLE `issues` ADD `address_range` text;