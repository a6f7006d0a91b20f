-- One row per snapshot of the whole world. `bytes` is the part of the stores in use, in the order of `store_schema`.
CREATE TABLE snapshot (
  tick         INTEGER PRIMARY KEY,
  hash         INTEGER NOT NULL,
  world        TEXT NOT NULL,
  store_schema TEXT NOT NULL,
  saved_at     TEXT NOT NULL,
  bytes        BLOB NOT NULL
) STRICT;
