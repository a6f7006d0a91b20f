import type Database from 'better-sqlite3';
import {
  type DecisionRow,
  inputBytes,
  inputsFrom,
  type MindRows,
  type OperationRow,
  type OptionRow,
  type PactRow,
} from './history-minds.ts';

/** The tables of history that tell of minds. */
export const MIND_TABLES = ['ai_decisions', 'ai_options', 'ai_operations', 'ai_pacts'] as const;

const DECISION = 'tick, faction, number, layer, chosen, district, weighed, origin, score';
const OPTION = 'tick, faction, number, layer, rank, kind, district, other, flags, score, inputs';
const OPERATION = 'tick, faction, number, event, template, district, operation, squads, word';
const PACT = 'tick, faction, other, event, trust, end_tick AS endTick';
const NEWEST_FIRST = 'ORDER BY tick DESC, ordinal DESC LIMIT ?';

type StoredOption = Omit<OptionRow, 'inputs'> & { readonly inputs: Buffer | null };

/** Puts rows about minds into history; to be called within a transaction. */
export class MindWriter {
  readonly #insert: Readonly<Record<(typeof MIND_TABLES)[number], Database.Statement>>;

  constructor(database: Database.Database) {
    const insert = (table: (typeof MIND_TABLES)[number], columns: number) =>
      database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')})`);
    this.#insert = {
      ai_decisions: insert('ai_decisions', 10),
      ai_options: insert('ai_options', 12),
      ai_operations: insert('ai_operations', 10),
      ai_pacts: insert('ai_pacts', 7),
    };
  }

  /** Adds all `rows`. `ordinal` is that of the first; returns the next one. */
  write(rows: MindRows, ordinal: number): number {
    const { ai_decisions, ai_operations, ai_options, ai_pacts } = this.#insert;
    let next = ordinal;
    for (const row of rows.decisions) {
      ai_decisions.run(
        ...[row.tick, next++, row.faction, row.number, row.layer, row.chosen, row.district],
        ...[row.weighed, row.origin, row.score],
      );
    }
    for (const row of rows.options) {
      ai_options.run(
        ...[row.tick, next++, row.faction, row.number, row.layer, row.rank, row.kind, row.district],
        ...[row.other, row.flags, row.score, row.inputs && inputBytes(row.inputs)],
      );
    }
    for (const row of rows.operations) {
      ai_operations.run(
        ...[row.tick, next++, row.faction, row.number, row.event, row.template, row.district],
        ...[row.operation, row.squads, row.word],
      );
    }
    for (const row of rows.pacts) {
      ai_pacts.run(row.tick, next++, row.faction, row.other, row.event, row.trust, row.endTick);
    }
    return next;
  }
}

/** Looks for decisions in a history. */
export class MindReader {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Whether there is a place for them: not in a history that an older version wrote and no newer one has opened. */
  get isKept(): boolean {
    return (
      this.#database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'ai_decisions'").get() !== undefined
    );
  }

  decision(faction: number, number: number): DecisionRow | undefined {
    return this.#rows<DecisionRow>(
      `SELECT ${DECISION} FROM ai_decisions WHERE faction = ? AND number = ? ${NEWEST_FIRST}`,
      ...[faction, number, 1],
    )[0];
  }

  /** The best first. */
  options({ faction, number }: Pick<DecisionRow, 'faction' | 'number'>): OptionRow[] {
    return this.#options('faction = ? AND number = ? ORDER BY rank', faction, number);
  }

  /** The newest decisions of a faction, newest first. */
  decisionsOf(faction: number, untilTick: number, limit: number): DecisionRow[] {
    return this.#rows(
      `SELECT ${DECISION} FROM ai_decisions WHERE faction = ? AND tick <= ? ${NEWEST_FIRST}`,
      ...[faction, untilTick, limit],
    );
  }

  /** The same of one layer. */
  decisionsOfLayer(faction: number, layer: number, untilTick: number, limit: number): DecisionRow[] {
    return this.#rows(
      `SELECT ${DECISION} FROM ai_decisions WHERE faction = ? AND layer = ? AND tick <= ? ${NEWEST_FIRST}`,
      ...[faction, layer, untilTick, limit],
    );
  }

  /** The newest decisions about a district, of all factions. */
  decisionsAbout(district: number, untilTick: number, limit: number): DecisionRow[] {
    return this.#rows(
      `SELECT ${DECISION} FROM ai_decisions WHERE district = ? AND tick <= ? ${NEWEST_FIRST}`,
      ...[district, untilTick, limit],
    );
  }

  /** The newest options of a faction about a district, whether they were chosen or not. */
  optionsAbout(faction: number, district: number, untilTick: number, limit: number): OptionRow[] {
    const where = `district = ? AND faction = ? AND tick <= ? ${NEWEST_FIRST}`;
    return this.#options(where, district, faction, untilTick, limit);
  }

  /** What became of the operation that a decision began, the oldest first. */
  operationOf({ faction, number }: Pick<DecisionRow, 'faction' | 'number'>): OperationRow[] {
    return this.#rows(
      `SELECT ${OPERATION} FROM ai_operations WHERE faction = ? AND number = ? ORDER BY tick, ordinal`,
      ...[faction, number],
    );
  }

  /** The newest that happened to operations about a district. */
  operationsAbout(district: number, event: number, untilTick: number, limit: number): OperationRow[] {
    return this.#rows(
      `SELECT ${OPERATION} FROM ai_operations WHERE district = ? AND event = ? AND tick <= ? ${NEWEST_FIRST}`,
      ...[district, event, untilTick, limit],
    );
  }

  /** The newest that happened between a faction and others. */
  pactsOf(faction: number, untilTick: number, limit: number): PactRow[] {
    return this.#rows(
      `SELECT ${PACT} FROM ai_pacts WHERE faction = ? AND tick <= ? ${NEWEST_FIRST}`,
      ...[faction, untilTick, limit],
    );
  }

  #rows<Row>(statement: string, ...values: number[]): Row[] {
    return this.#database.prepare(statement).all(...values) as Row[];
  }

  #options(where: string, ...values: number[]): OptionRow[] {
    const rows = this.#rows<StoredOption>(`SELECT ${OPTION} FROM ai_options WHERE ${where}`, ...values);
    return rows.map((row) => ({ ...row, inputs: row.inputs && inputsFrom(row.inputs) }));
  }
}
