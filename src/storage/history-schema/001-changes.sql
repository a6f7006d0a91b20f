-- One row: the world this is the history of, the tick from which on it is kept, and the newest tick it tells of.
CREATE TABLE origin (
  world TEXT NOT NULL,
  since_tick INTEGER NOT NULL,
  told_tick INTEGER NOT NULL
);

-- What happened to territories; columns and kinds are those of components/chronicle.ts. A row of influence sums up what
-- one cause did for one faction from first_tick to tick: a is the sum, b the value reached. In the order of the key,
-- causes come before what they lead to.
CREATE TABLE change (
  tick INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  first_tick INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  level INTEGER NOT NULL,
  territory INTEGER NOT NULL,
  faction INTEGER NOT NULL,
  cause INTEGER NOT NULL,
  actor INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  PRIMARY KEY (tick, ordinal)
) WITHOUT ROWID;

CREATE INDEX change_by_territory ON change (level, territory, tick, ordinal);

-- Where rows are missing: noticed at this tick. Count 0 = nobody knows how many.
CREATE TABLE gap (
  tick INTEGER NOT NULL PRIMARY KEY,
  lost INTEGER NOT NULL
);
