-- The boot that made a snapshot. Journal and snapshot of the same tick belong together only within one epoch.
ALTER TABLE snapshot ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
