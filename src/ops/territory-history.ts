import { CAUSE_NAMES, KIND_NAMES, LEVEL_NAMES } from '../memory/chronicle-words.ts';

/** A row of history in numbers, as the history thread gives it. */
interface HistoryNumbers {
  readonly firstTick: number;
  readonly tick: number;
  readonly kind: number;
  readonly level: number;
  readonly territory: number;
  readonly faction: number;
  readonly cause: number;
  readonly actor: number;
  readonly a: number;
  readonly b: number;
}

interface Query {
  readonly level: number;
  readonly index: number;
  readonly limit: number;
}

/** How many territories of each level there are. */
interface TerritoryCounts {
  readonly controlPointCount: number;
  readonly districtCount: number;
  readonly regionCount: number;
}

/** An answer for HTTP: a status and what goes into the body as JSON. */
export interface HistoryAnswer {
  readonly status: 200 | 400 | 404 | 503;
  readonly body: object;
}

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Answers questions about the history of a territory in a running server, for the operator port and for gateways. */
export class TerritoryHistory {
  readonly #counts: readonly number[];
  readonly #ask: (query: Query) => Promise<readonly HistoryNumbers[]>;

  /** `ask` gives rows, the newest first, and rejects when there is no answer. */
  constructor(counts: TerritoryCounts, ask: (query: Query) => Promise<readonly HistoryNumbers[]>) {
    this.#counts = [counts.controlPointCount, counts.districtCount, counts.regionCount];
    this.#ask = ask;
  }

  /** Rows in numbers, as the strategic channel has them, for a reader that knows its tables. */
  inNumbers(level: string, index: string, limit?: string): Promise<HistoryAnswer> {
    return this.#answer(level, index, limit, ({ territory, ...row }) => ({ ...row, index: territory }));
  }

  /** Rows with names in the place of the numbers of tables. */
  inWords(level: string, index: string, limit?: string): Promise<HistoryAnswer> {
    return this.#answer(level, index, limit, (row) => ({
      ...{ firstTick: row.firstTick, tick: row.tick, kind: KIND_NAMES[row.kind] },
      ...{ level: LEVEL_NAMES[row.level], index: row.territory, faction: row.faction },
      ...{ cause: CAUSE_NAMES[row.cause], actor: row.actor, a: row.a, b: row.b },
    }));
  }

  async #answer(
    levelText: string,
    indexText: string,
    limitText: string | undefined,
    show: (row: HistoryNumbers) => object,
  ): Promise<HistoryAnswer> {
    const level = LEVEL_NAMES.findIndex((name, number) => levelText === name || levelText === `${number}`);
    if (level < 0) {
      const allowed = LEVEL_NAMES.map((name, number) => `${name} (${number})`).join(', ');
      return refusal(400, `level: found ${levelText}, allowed: ${allowed}`);
    }
    const index = whole(indexText);
    const count = this.#counts[level];
    if (index === undefined || index >= count) {
      return refusal(404, `index: found ${indexText}, allowed: 0 to ${count - 1}`);
    }
    const limit = limitText === undefined ? LIMIT_DEFAULT : whole(limitText);
    if (limit === undefined || limit < 1 || limit > LIMIT_MAX) {
      return refusal(400, `limit: found ${limitText}, allowed: 1 to ${LIMIT_MAX}`);
    }
    try {
      const rows = await this.#ask({ level, index, limit });
      return { status: 200, body: { level, index, rows: rows.map(show) } };
    } catch (error) {
      return refusal(503, (error as Error).message);
    }
  }
}

function refusal(status: 400 | 404 | 503, error: string): HistoryAnswer {
  return { status, body: { error } };
}

function whole(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
