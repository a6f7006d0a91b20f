import { PROPERTY, PROPERTY_COUNT, SOURCE, SOURCE_COUNT, UNIT_COUNT } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { EFFECT_SLOTS } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';

/** What a property is changed by, as somebody reads the stores who has never heard of a cache. */
interface Modifier {
  readonly source: number;
  readonly property: number;
  readonly thousandths: number;
}

/** All properties of an entity from the stores and the rules alone: the long way, with nothing kept from before. */
export function freshProperties(world: World, id: number): number[] {
  const { convoy, identity, rules } = world;
  const unit = identity.kind[id] - 1;
  if (unit < 0 || unit >= UNIT_COUNT) return new Array<number>(PROPERTY_COUNT).fill(0);
  const changes = modifiersOf(world, id);
  return Array.from({ length: PROPERTY_COUNT }, (_, property) => {
    let base = rules.combat.base[unit * PROPERTY_COUNT + property];
    if (property === PROPERTY.armor && identity.kind[id] === ENTITY_KIND.convoy) {
      base += rules.combat.armorPerVehiclePoint * rules.convoys.vehicleArmor[convoy.vehicle[id]];
    }
    let sum = 0;
    for (let source = 0; source < SOURCE_COUNT; source++) {
      let ofSource = 0;
      for (const change of changes) {
        if (change.source === source && change.property === property) ofSource += change.thousandths;
      }
      const cap = rules.combat.sourceCap[source];
      sum += Math.max(-cap, Math.min(cap, ofSource));
    }
    return valueFrom(world, property, base, sum);
  });
}

function modifiersOf(world: World, id: number): Modifier[] {
  const { effect, fighter, gear } = world;
  const { combat } = world.rules;
  const found: Modifier[] = [];
  const add = (
    source: number,
    properties: readonly number[],
    thousandths: readonly number[],
    kind: number,
  ) => {
    for (const i of [2 * kind, 2 * kind + 1]) {
      found.push({ source, property: properties[i], thousandths: thousandths[i] });
    }
  };
  for (const item of [gear.weapon[id], gear.armor[id], gear.device[id]]) {
    if (item !== 0) add(SOURCE.item, combat.itemProperty, combat.itemThousandths, item - 1);
  }
  for (let place = 0; place < EFFECT_SLOTS; place++) {
    const kind = effect.kind[id * EFFECT_SLOTS + place];
    for (let stack = 0; kind !== 0 && stack < effect.stacks[id * EFFECT_SLOTS + place]; stack++) {
      add(combat.effectSource[kind - 1], combat.effectProperty, combat.effectThousandths, kind - 1);
    }
  }
  add(SOURCE.area, combat.areaProperty, combat.areaThousandths, fighter.area[id]);
  add(SOURCE.posture, combat.postureProperty, combat.postureThousandths, fighter.posture[id]);
  const levels = combat.levelExperience.filter((begin, i) => i > 0 && fighter.experience[id] >= begin).length;
  for (const property of [PROPERTY.health, PROPERTY.power]) {
    found.push({ source: SOURCE.level, property, thousandths: levels * combat.levelThousandths });
  }
  return found;
}

function valueFrom(world: World, property: number, base: number, sum: number): number {
  const { combat } = world.rules;
  const within = (least: number, most: number) => Math.max(least, Math.min(most, base + sum));
  const times = (least: number) => Math.max(least, Math.floor((base * (1000 + sum)) / 1000));
  switch (property) {
    case PROPERTY.health:
    case PROPERTY.range:
      return times(1);
    case PROPERTY.power:
    case PROPERTY.sight:
    case PROPERTY.armor:
      return times(0);
    case PROPERTY.swing:
      return Math.max(6, Math.floor((base * 1000) / Math.max(1, 1000 + sum)));
    case PROPERTY.accuracy:
      return within(-1000, 1000);
    case PROPERTY.evade:
      return within(0, combat.evadeMax);
    case PROPERTY.parry:
      return within(0, combat.parryMax);
    case PROPERTY.block:
      return within(0, combat.blockMax);
    case PROPERTY.absorb:
      return within(0, combat.absorbMax);
    case PROPERTY.resistKinetic:
    case PROPERTY.resistEnergy:
    case PROPERTY.resistBlast:
      return within(0, combat.resistMax);
    case PROPERTY.critical:
      return within(0, combat.criticalMax);
    case PROPERTY.speed:
      return within(100, 3000);
    default:
      return within(0, 1000);
  }
}
