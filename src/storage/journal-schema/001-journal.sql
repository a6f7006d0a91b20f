-- One journal file: all that entered the world after its base tick, until the next file's base.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- One row per transaction: the entries of one or more ticks, and a checksum that goes on from the row before.
CREATE TABLE entry (
  id         INTEGER PRIMARY KEY,
  first_tick INTEGER NOT NULL,
  last_tick  INTEGER NOT NULL,
  checksum   INTEGER NOT NULL,
  words      BLOB NOT NULL
) STRICT;
