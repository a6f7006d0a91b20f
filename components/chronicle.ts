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
 */
export const CHRONICLE = {
  influence: 1,
  owner: 2,
  label: 3,
  contested: 4,
  calm: 5,
  eventBegan: 6,
  objective: 7,
} as const;

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
