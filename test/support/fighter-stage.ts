import {
  COMBAT_RULES,
  CONSUMABLE,
  EFFECT_KIND_MAX,
  ITEM_KIND_MAX,
  MODIFIERS_EACH,
  PROPERTY,
  PROPERTY_COUNT,
  SOURCE,
  UNIT_COUNT,
} from '../../components/combat-rules.ts';
import { takeWords, wordsOf } from '../../components/rule-words.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { worldFromAscii } from '../../src/territory/ascii-world.ts';
import { spawn } from '../../systems/actions/spawn.ts';
import { mendFighters } from '../../systems/mend-fighters.ts';
import { refreshProperties } from '../../systems/refresh-properties.ts';
import { Land, territoryRules } from './land.ts';

type CombatRules = Rules['combat'];

/** A modifier of an item or an effect. */
export type Change = readonly [property: keyof typeof PROPERTY, thousandths: number];

/** An item as a test describes it. */
export interface TestItem {
  readonly gear: number;
  readonly changes?: readonly Change[];
  readonly style?: number;
  readonly damage?: number;
  readonly heal?: number;
  /** Kind of effect, from 0. */
  readonly effect?: number;
}

/** An effect as a test describes it. */
export interface TestEffect {
  readonly ticks: number;
  readonly source?: number;
  readonly stacking?: number;
  readonly stackMax?: number;
  readonly changes?: readonly Change[];
}

const BASE: Record<keyof typeof PROPERTY, number> = {
  health: 400,
  power: 30,
  swing: 72,
  range: 80,
  sight: 150,
  accuracy: 10,
  evade: 50,
  parry: 80,
  block: 60,
  penetration: 20,
  armor: 40,
  absorb: 30,
  resistKinetic: 100,
  resistEnergy: 50,
  resistBlast: 0,
  critical: 80,
  speed: 1000,
  mend: 0,
};

/** Rules of a fighter with numbers of their own: what designers change must not move what a test expects. */
export function fighterRules(changes: Partial<CombatRules> = {}): CombatRules {
  const nothing = takeWords(COMBAT_RULES, new Array(wordsOf(COMBAT_RULES)).fill(0).values());
  const base = Array.from({ length: UNIT_COUNT }, () => Object.values(BASE)).flat();
  return {
    ...nothing,
    base,
    sourceCap: [500, 400, 600, 200, 300, 1000],
    levelExperience: [0, 100, 300, 600, 1000, 1500, 2100, 2800, 3600, 4500],
    levelThousandths: 20,
    evadeMax: 500,
    parryMax: 450,
    blockMax: 550,
    absorbMax: 600,
    resistMax: 700,
    criticalMax: 350,
    mendDelayTicks: 300,
    useRestTicks: 120,
    armorPerVehiclePoint: 15,
    // Far from now: who looks for targets would write what these tests watch.
    lookTicks: 1_000_000,
    ...changes,
  };
}

function modifiersOf(all: readonly (readonly Change[])[], kinds: number) {
  const property = new Array<number>(kinds * MODIFIERS_EACH).fill(0);
  const thousandths = new Array<number>(kinds * MODIFIERS_EACH).fill(0);
  all.forEach((changes, kind) => {
    changes.forEach(([name, amount], i) => {
      property[kind * MODIFIERS_EACH + i] = PROPERTY[name];
      thousandths[kind * MODIFIERS_EACH + i] = amount;
    });
  });
  return { property, thousandths };
}

function filled(kinds: number, values: readonly number[], otherwise = 0): number[] {
  return Array.from({ length: kinds }, (_, kind) => values[kind] ?? otherwise);
}

/** The part of the rules that describes items. */
export function itemRules(items: readonly TestItem[]): Partial<CombatRules> {
  const of = (pick: (item: TestItem) => number) => filled(ITEM_KIND_MAX, items.map(pick));
  const modifiers = modifiersOf(
    items.map((item) => item.changes ?? []),
    ITEM_KIND_MAX,
  );
  return {
    itemProperty: modifiers.property,
    itemThousandths: modifiers.thousandths,
    itemGear: filled(
      ITEM_KIND_MAX,
      items.map((item) => item.gear),
      CONSUMABLE,
    ),
    itemStyle: of((item) => item.style ?? 0),
    itemDamage: of((item) => item.damage ?? 0),
    itemHeal: of((item) => item.heal ?? 0),
    itemEffect: of((item) => (item.effect === undefined ? 0 : item.effect + 1)),
  };
}

/** The part of the rules that describes effects. */
export function effectRules(effects: readonly TestEffect[]): Partial<CombatRules> {
  const of = (pick: (effect: TestEffect) => number) => filled(EFFECT_KIND_MAX, effects.map(pick));
  const modifiers = modifiersOf(
    effects.map((effect) => effect.changes ?? []),
    EFFECT_KIND_MAX,
  );
  return {
    effectProperty: modifiers.property,
    effectThousandths: modifiers.thousandths,
    effectTicks: of((effect) => effect.ticks),
    effectSource: of((effect) => effect.source ?? SOURCE.buff),
    effectStacking: of((effect) => effect.stacking ?? 0),
    effectStackMax: of((effect) => effect.stackMax ?? 1),
  };
}

/** A world in which nothing happens to fighters but what a test does. */
export class FighterStage extends Land {
  constructor(changes: Partial<CombatRules> = {}, memory?: SharedArrayBuffer) {
    const rules = { ...territoryRules(), combat: fighterRules(changes) };
    super(worldFromAscii(['A--B'], { cellMeters: 500 }), rules, memory);
  }

  /** A fighter in the middle of a district. Returns its id. */
  fighter(kind: number = ENTITY_KIND.avatar, faction = 1): number {
    const { graph } = this.world;
    return spawn(this.world, kind, faction, graph.districtX[0], graph.districtY[0]);
  }

  /** Lets ticks pass for fighters alone. */
  pass(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.world.ledger.tick[0]++;
      mendFighters(this.world);
      refreshProperties(this.world);
    }
  }
}

/** What lies in the property columns for an id. */
export function cachedProperties(world: World, id: number): number[] {
  return Array.from({ length: PROPERTY_COUNT }, (_, property) => world.fights.property[property][id]);
}
