-- Inbox records that brought the simulation down twice. A replay takes them out; who wants to know why finds them here.
-- `words` tells the record from another at the same place, should history have been cut before it.
CREATE TABLE quarantine (
  tick   INTEGER NOT NULL,
  record INTEGER NOT NULL,
  words  BLOB NOT NULL,
  reason TEXT NOT NULL,
  at     TEXT NOT NULL,
  PRIMARY KEY (tick, record, words)
) STRICT;
