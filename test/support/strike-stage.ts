import { COMBAT_RULES, DAMAGE, PROPERTY, PROPERTY_COUNT, STYLE } from '../../components/combat-rules.ts';
import { createFights, type Fights } from '../../components/fights.ts';
import { takeWords, wordsOf } from '../../components/rule-words.ts';
import type { Rules } from '../../components/rules.ts';
import type { Stores } from '../../components/tables.ts';
import type { Duelist } from '../../src/combat/odds.ts';
import type { CombatRules } from '../../src/combat/resolve.ts';
import { allocateWorldMemory, viewStores } from '../../src/memory/world-memory.ts';

/** Rules of a strike alone, numbers of its own: what designers change must not move golden tables. */
export function strikeRules(overrides: Partial<CombatRules> = {}): CombatRules {
  return {
    ...takeWords(COMBAT_RULES, new Array(wordsOf(COMBAT_RULES)).fill(0).values()),
    levelExperience: [0, 100, 300, 600, 1000, 1500, 2100, 2800, 3600, 4500],
    missBase: 120,
    missPerLevel: 15,
    missMin: 20,
    missMax: 600,
    blockRangedBonus: 50,
    crowdThousandths: 333,
    armorScale: 100,
    varianceMin: 850,
    varianceMax: 1150,
    criticalBonusMin: 200,
    criticalBonusMax: 600,
    ...overrides,
  };
}

export interface Build {
  readonly level?: number;
  readonly style?: number;
  readonly damageKind?: number;
  readonly properties?: Partial<Record<keyof typeof PROPERTY, number>>;
}

/** A side of a strike; what is not named is 0, power 100 and health far more than any test takes. */
export function duelist({
  level = 1,
  style = STYLE.ranged,
  damageKind = DAMAGE.kinetic,
  properties = {},
}: Build): Duelist {
  const values = new Array<number>(PROPERTY_COUNT).fill(0);
  values[PROPERTY.health] = 1_000_000;
  values[PROPERTY.power] = 100;
  for (const [name, value] of Object.entries(properties)) {
    values[PROPERTY[name as keyof typeof PROPERTY]] = value;
  }
  return { properties: values, level, style, damageKind };
}

/** As much of a world as strikes are resolved from. */
export interface StrikeStage extends Pick<Stores, 'fighter' | 'ledger'> {
  readonly fights: Fights;
  rules: Rules;
}

export function strikeStage(combat: CombatRules, seed: number): StrikeStage {
  const { fighter, ledger } = viewStores(allocateWorldMemory());
  ledger.seed[0] = seed;
  return { fighter, ledger, fights: createFights([]), rules: { combat } as Rules };
}

/** Makes an entity of the stage a fighter of this build. */
export function cast(
  stage: StrikeStage,
  id: number,
  { properties, level, style, damageKind }: Duelist,
): void {
  const { fighter, fights } = stage;
  for (let p = 0; p < PROPERTY_COUNT; p++) fights.property[p][id] = properties[p];
  fights.style[id] = style;
  fights.damageKind[id] = damageKind;
  fighter.experience[id] = stage.rules.combat.levelExperience[level - 1];
}

/** Gives a target to an entity that strikes in this tick. */
export function pit(stage: StrikeStage, id: number, target: number): void {
  const { fighter, fights } = stage;
  fighter.target[id] = target;
  fighter.attackers[target]++;
  fights.strikers[fights.strikerCount++] = id;
}
