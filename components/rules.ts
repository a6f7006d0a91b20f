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

/** Order in which the rules travel in a journal: a record has them from word 2 on. */
const RULE_NAMES = [
  'avatarUnitsPerTick',
  'patrolUnitsPerTickMin',
  'patrolUnitsPerTickMax',
  'patrolRoamsTerritories',
  'legTicksMax',
  'pauseTicksMax',
  'neighborLegPercent',
  'resumeTicks',
  'viewRadiusSectors',
  'viewSlackUnits',
  'hashCheckIntervalTicks',
] as const satisfies readonly (keyof Rules)[];

const FIRST_RULE_WORD = 2;

/** Puts rules into an input record that begins at `at`. */
export function writeRules(rules: Rules, into: Int32Array, at: number): void {
  RULE_NAMES.forEach((name, i) => {
    into[at + FIRST_RULE_WORD + i] = Number(rules[name]);
  });
}

/** The rules of an input record that begins at `at`. */
export function readRules(from: Int32Array, at: number): Rules {
  const value = (name: (typeof RULE_NAMES)[number]) => from[at + FIRST_RULE_WORD + RULE_NAMES.indexOf(name)];
  return {
    avatarUnitsPerTick: value('avatarUnitsPerTick'),
    patrolUnitsPerTickMin: value('patrolUnitsPerTickMin'),
    patrolUnitsPerTickMax: value('patrolUnitsPerTickMax'),
    patrolRoamsTerritories: value('patrolRoamsTerritories') !== 0,
    legTicksMax: value('legTicksMax'),
    pauseTicksMax: value('pauseTicksMax'),
    neighborLegPercent: value('neighborLegPercent'),
    resumeTicks: value('resumeTicks'),
    viewRadiusSectors: value('viewRadiusSectors'),
    viewSlackUnits: value('viewSlackUnits'),
    hashCheckIntervalTicks: value('hashCheckIntervalTicks'),
  };
}
