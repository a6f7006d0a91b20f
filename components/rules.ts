/** Tunable numbers as the systems use them: whole world units and ticks, made from the configuration. */
export interface Rules {
  readonly avatarUnitsPerTick: number;
  readonly patrolUnitsPerTickMin: number;
  readonly patrolUnitsPerTickMax: number;
  readonly patrolRoamsTerritories: boolean;
  readonly legTicksMax: number;
  readonly pauseTicksMax: number;
  readonly neighborLegPercent: number;
  readonly resumeTicks: number;
  readonly viewRadiusSectors: number;
  /** How far past a sector's border a viewer goes before its view follows, in world units. */
  readonly viewSlackUnits: number;
  readonly hashCheckIntervalTicks: number;
}

/** The rules in the order in which they travel in a journal, one word each: a record has them from word 2 on. */
const RULE_KINDS: Record<keyof Rules, 'number' | 'boolean'> = {
  avatarUnitsPerTick: 'number',
  patrolUnitsPerTickMin: 'number',
  patrolUnitsPerTickMax: 'number',
  patrolRoamsTerritories: 'boolean',
  legTicksMax: 'number',
  pauseTicksMax: 'number',
  neighborLegPercent: 'number',
  resumeTicks: 'number',
  viewRadiusSectors: 'number',
  viewSlackUnits: 'number',
  hashCheckIntervalTicks: 'number',
};

const RULE_NAMES = Object.keys(RULE_KINDS) as (keyof Rules)[];

const FIRST_RULE_WORD = 2;

/** Words of a record that rules may take; what follows them belongs to base entries (src/sim/replay.ts). */
const RULE_WORDS_MAX = 12;

if (RULE_NAMES.length > RULE_WORDS_MAX) {
  throw new Error(
    `rules.ts: ${RULE_NAMES.length} rules do not fit ${RULE_WORDS_MAX} words of a journal record`,
  );
}

/** Puts rules into an input record that begins at `at`. */
export function writeRules(rules: Rules, into: Int32Array, at: number): void {
  for (let i = 0; i < RULE_NAMES.length; i++) into[at + FIRST_RULE_WORD + i] = Number(rules[RULE_NAMES[i]]);
}

/** The rules of an input record that begins at `at`. */
export function readRules(from: Int32Array, at: number): Rules {
  const entries = RULE_NAMES.map((name, i) => {
    const word = from[at + FIRST_RULE_WORD + i];
    return [name, RULE_KINDS[name] === 'boolean' ? word !== 0 : word];
  });
  return Object.fromEntries(entries) as unknown as Rules;
}
