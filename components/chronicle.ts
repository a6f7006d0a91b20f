/**
 * What happened to territories in a tick, for history: filled by systems, emptied when the tick is sealed. A replay
 * fills it again with the very same rows.
 */

/** Words of a row: kind, level, territory, faction, cause, actor, a, b. */
export const CHRONICLE_WORDS = 8;

/**
 * Kinds of rows. `influence`: faction moved by `a` milli-points to `b`. `owner`: from faction `a` to faction `b`.
 * `label`: from LABEL `a` to LABEL `b`. `contested` and `calm`: it began or ended, `a` and `b` are the strongest two
 * factions. `eventBegan`: the world event of kind `a` lies over the region until tick `b`. `objective`: entity
 * `actor` of `faction` carried out OBJECTIVE `a`, worth `b` milli-points.
 *
 * Of the minds of factions, with the number of the decision in `actor` (see systems/actions/trace.ts, which writes
 * them): `decision`: LAYER in `level`, in `cause` the GOAL, TEMPLATE or REFLEX chosen (0 none), in `territory` the
 * district it is about (-1 none), `a` = options weighed | 65,536 * the STRATEGY, or THREAT, or GOAL it follows from,
 * `b` = score. Of LAYER.immediate `a` has the REFLEX_REASON in place of the options, and one option follows with what
 * was seen (REFLEX_INPUT) as its inputs.
 * `option`: an option of it, the best first: `level` = LAYER | 16 * its rank, `cause` what it was, `a` = the other
 * faction | 16 * OPTION_FLAG, `b` = score. `input`: eight numbers it was weighed by, `level` = rank | 16 * part; two
 * each in `territory`, `cause`, `a`, `b`, the first in the lower 16 bits. `operation`: `level` = OPERATION_EVENT,
 * `cause` = TEMPLATE, `a` = row of the operation | 65,536 * squads, `b` by event. `pact`: `level` = PACT_EVENT,
 * `cause` = the other faction, `a` = trust, `b` = tick at which it ends.
 */
export const CHRONICLE = {
  influence: 1,
  owner: 2,
  label: 3,
  contested: 4,
  calm: 5,
  eventBegan: 6,
  objective: 7,
  decision: 8,
  option: 9,
  input: 10,
  operation: 11,
  pact: 12,
} as const;

/** What is said of an option, bits. */
export const OPTION_FLAG = { chosen: 1, vetoed: 2, running: 4 } as const;

/**
 * What happens to an operation. The last word says: began: soldiers. arrived: ticks after the first squad.
 * step: the STEP that begins. ended: OPERATION_END.
 */
export const OPERATION_EVENT = { began: 0, arrived: 1, step: 2, ended: 3 } as const;

/** How an operation ended. */
export const OPERATION_END = { done: 0, failed: 1, aborted: 2, overtaken: 3 } as const;

export const PACT_EVENT = { made: 0, refused: 1, broken: 2, over: 3 } as const;

const ROWS_MAX = 32_768;

export class Chronicle {
  readonly words = new Int32Array(ROWS_MAX * CHRONICLE_WORDS);
  count = 0;
  /** Rows that found no room, since boot. */
  lost = 0;

  add(
    kind: number,
    level: number,
    territory: number,
    faction: number,
    cause: number,
    actor: number,
    a: number,
    b: number,
  ): void {
    if (this.count === ROWS_MAX) {
      this.lost++;
      return;
    }
    const at = this.count++ * CHRONICLE_WORDS;
    const { words } = this;
    words[at] = kind;
    words[at + 1] = level;
    words[at + 2] = territory;
    words[at + 3] = faction;
    words[at + 4] = cause;
    words[at + 5] = actor;
    words[at + 6] = a;
    words[at + 7] = b;
  }
}
