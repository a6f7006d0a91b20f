import {
  AREA_COUNT,
  DAMAGE_COUNT,
  EFFECT_KIND_MAX,
  GEAR_COUNT,
  ITEM_KIND_MAX,
  LEVEL_MAX,
  MODIFIERS_EACH,
  POSTURE_COUNT,
  PROPERTY_COUNT,
  SOURCE_COUNT,
  UNIT_COUNT,
} from '../../components/combat-rules.ts';
import { ALL_PROPERTIES } from '../../components/fights.ts';
import type { Rules } from '../../components/rules.ts';
import { BAG_SLOTS } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { addEffect, clearEffects } from '../../systems/actions/effects.ts';
import { equip, useItem } from '../../systems/actions/items.ts';
import { markDirty, propertyOf } from '../../systems/actions/properties.ts';
import { setRules } from '../../systems/actions/set-rules.ts';
import { despawn } from '../../systems/actions/spawn.ts';
import { mendFighters } from '../../systems/mend-fighters.ts';
import { refreshProperties } from '../../systems/refresh-properties.ts';
import { sealTick } from '../../systems/seal-tick.ts';
import { FighterStage, fighterRules } from './fighter-stage.ts';
import type { Dice } from './random-life.ts';

const KINDS = [
  ENTITY_KIND.patrol,
  ENTITY_KIND.avatar,
  ENTITY_KIND.convoy,
  ENTITY_KIND.fort,
  ENTITY_KIND.base,
  ENTITY_KIND.wreck,
];

/** Other rules of the same shape: nothing in them is as it was. */
function randomRules(dice: Dice): Partial<Rules['combat']> {
  const list = (length: number, draw: () => number) => Array.from({ length }, draw);
  const modifiers = (kinds: number) => ({
    property: list(kinds * MODIFIERS_EACH, () => dice(PROPERTY_COUNT)),
    thousandths: list(kinds * MODIFIERS_EACH, () => (dice(4) === 0 ? 0 : dice(901) - 450)),
  });
  const items = modifiers(ITEM_KIND_MAX);
  const effects = modifiers(EFFECT_KIND_MAX);
  const areas = modifiers(AREA_COUNT);
  const postures = modifiers(POSTURE_COUNT);
  let begins = 0;
  return {
    base: list(UNIT_COUNT * PROPERTY_COUNT, () => dice(1000)),
    unitStyle: list(UNIT_COUNT, () => dice(2)),
    unitDamage: list(UNIT_COUNT, () => dice(DAMAGE_COUNT)),
    armorPerVehiclePoint: dice(30),
    sourceCap: list(SOURCE_COUNT, () => dice(900)),
    itemProperty: items.property,
    itemThousandths: items.thousandths,
    itemGear: list(ITEM_KIND_MAX, () => dice(GEAR_COUNT + 1)),
    itemStyle: list(ITEM_KIND_MAX, () => dice(2)),
    itemDamage: list(ITEM_KIND_MAX, () => dice(DAMAGE_COUNT)),
    itemHeal: list(ITEM_KIND_MAX, () => dice(500)),
    itemEffect: list(ITEM_KIND_MAX, () => dice(EFFECT_KIND_MAX + 1)),
    useRestTicks: dice(3),
    effectSource: list(EFFECT_KIND_MAX, () => dice(SOURCE_COUNT)),
    effectProperty: effects.property,
    effectThousandths: effects.thousandths,
    effectTicks: list(EFFECT_KIND_MAX, () => dice(40)),
    effectStacking: list(EFFECT_KIND_MAX, () => dice(3)),
    effectStackMax: list(EFFECT_KIND_MAX, () => 1 + dice(5)),
    areaProperty: areas.property,
    areaThousandths: areas.thousandths,
    postureProperty: postures.property,
    postureThousandths: postures.thousandths,
    levelExperience: list(LEVEL_MAX, () => (begins += 1 + dice(50))).map((begin, i) => (i === 0 ? 0 : begin)),
    levelThousandths: dice(80),
  };
}

/** A population of fighters to which anything happens that can change a property. */
export class RandomFighters extends FighterStage {
  readonly ids: number[];
  readonly #dice: Dice;
  /** How often each kind of change was made. */
  readonly made = new Map<string, number>();

  constructor(count: number, dice: Dice) {
    super(randomRules(dice));
    this.#dice = dice;
    this.ids = Array.from({ length: count }, (_, i) => this.#newcomer(KINDS[i % KINDS.length]));
    refreshProperties(this.world);
  }

  #newcomer(kind: number): number {
    const { bag, convoy } = this.world;
    const dice = this.#dice;
    const id = this.fighter(kind, 1 + dice(7));
    convoy.vehicle[id] = dice(7);
    for (let slot = id * BAG_SLOTS; slot < (id + 1) * BAG_SLOTS; slot++) {
      bag.item[slot] = dice(ITEM_KIND_MAX + 1);
      bag.count[slot] = bag.item[slot] === 0 ? 0 : 1 + dice(3);
    }
    return id;
  }

  /** Makes one change. Returns the id of whom it was made to. */
  change(): number {
    const { world, ids } = this;
    const { fighter } = world;
    const dice = this.#dice;
    const place = dice(ids.length);
    const id = ids[place];
    const draw = dice(10_000);
    const name = this.#nameOf(draw);
    this.made.set(name, (this.made.get(name) ?? 0) + 1);
    if (name === 'equip') equip(world, id, dice(BAG_SLOTS), dice(GEAR_COUNT + 1));
    else if (name === 'use') useItem(world, id, dice(BAG_SLOTS));
    else if (name === 'effect') addEffect(world, id, dice(EFFECT_KIND_MAX));
    else if (name === 'clear') clearEffects(world, id);
    else if (name === 'tick') this.#tick();
    else if (name === 'read') propertyOf(world, id, dice(PROPERTY_COUNT));
    else if (name === 'rules') setRules(world, { ...world.rules, combat: fighterRules(randomRules(dice)) });
    else if (name === 'birth') this.#replace(place);
    else {
      if (name === 'area') fighter.area[id] = dice(AREA_COUNT);
      else if (name === 'posture') fighter.posture[id] = dice(POSTURE_COUNT);
      else fighter.experience[id] += dice(60);
      markDirty(world, id, ALL_PROPERTIES);
    }
    return ids[place];
  }

  #nameOf(draw: number): string {
    if (draw < 2) return 'rules';
    if (draw < 40) return 'birth';
    if (draw < 1000) return 'tick';
    if (draw < 1200) return 'clear';
    if (draw < 2500) return 'use';
    if (draw < 4500) return 'equip';
    if (draw < 6500) return 'effect';
    if (draw < 7500) return 'area';
    if (draw < 8500) return 'posture';
    return draw < 9000 ? 'experience' : 'read';
  }

  #tick(): void {
    this.world.ledger.tick[0]++;
    mendFighters(this.world);
  }

  /** One ends, and another, of any kind, gets its id. */
  #replace(place: number): void {
    despawn(this.world, this.ids[place]);
    sealTick(this.world);
    this.ids[place] = this.#newcomer(KINDS[this.#dice(KINDS.length)]);
  }
}
