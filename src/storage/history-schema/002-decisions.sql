-- What the minds of factions decided, and why; numbers are those of components/chronicle.ts and components/ai-rules.ts.
-- A decision is named by its faction and its number. In the order of the keys, causes come before what they lead to.

-- chosen: GOAL, TEMPLATE or REFLEX by LAYER, 0 = none; district: -1 = it is about none; weighed: options there were;
-- origin: the STRATEGY, GOAL or THREAT that it follows from; score: 1/65,536.
CREATE TABLE ai_decisions (
  tick INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  faction INTEGER NOT NULL,
  number INTEGER NOT NULL,
  layer INTEGER NOT NULL,
  chosen INTEGER NOT NULL,
  district INTEGER NOT NULL,
  weighed INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  score INTEGER NOT NULL,
  PRIMARY KEY (tick, ordinal)
) WITHOUT ROWID;

CREATE INDEX ai_decisions_by_number ON ai_decisions (faction, number);
CREATE INDEX ai_decisions_by_tick ON ai_decisions (faction, tick);
CREATE INDEX ai_decisions_by_district ON ai_decisions (district, tick);

-- The best options of a decision, rank 0 first. flags: OPTION_FLAG; inputs: sixteen numbers of 0 to 1000 that it was
-- weighed by, two bytes each, the lower first; null where nobody wrote them down.
CREATE TABLE ai_options (
  tick INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  faction INTEGER NOT NULL,
  number INTEGER NOT NULL,
  layer INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  district INTEGER NOT NULL,
  other INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  score INTEGER NOT NULL,
  inputs BLOB,
  PRIMARY KEY (tick, ordinal)
) WITHOUT ROWID;

CREATE INDEX ai_options_by_decision ON ai_options (faction, number, rank);
CREATE INDEX ai_options_by_district ON ai_options (district, faction, tick);

-- What became of operations. event: OPERATION_EVENT; operation: its row while it runs, given again afterwards, so that its
-- faction and the number of its decision name it; word: by event, see components/chronicle.ts.
CREATE TABLE ai_operations (
  tick INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  faction INTEGER NOT NULL,
  number INTEGER NOT NULL,
  event INTEGER NOT NULL,
  template INTEGER NOT NULL,
  district INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  squads INTEGER NOT NULL,
  word INTEGER NOT NULL,
  PRIMARY KEY (tick, ordinal)
) WITHOUT ROWID;

CREATE INDEX ai_operations_by_decision ON ai_operations (faction, number);
CREATE INDEX ai_operations_by_district ON ai_operations (district, tick);
CREATE INDEX ai_operations_by_operation ON ai_operations (operation, tick);

-- What happened between two factions (PACT_EVENT). trust: of the first in the other; end_tick: of the pact.
CREATE TABLE ai_pacts (
  tick INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  faction INTEGER NOT NULL,
  other INTEGER NOT NULL,
  event INTEGER NOT NULL,
  trust INTEGER NOT NULL,
  end_tick INTEGER NOT NULL,
  PRIMARY KEY (tick, ordinal)
) WITHOUT ROWID;

CREATE INDEX ai_pacts_by_faction ON ai_pacts (faction, tick);
