import { PROPERTY, PROPERTY_COUNT, UNIT_COUNT } from '../../components/combat-rules.ts';
import { ALL_PROPERTIES } from '../../components/fights.ts';
import type { World } from '../../components/world.ts';
import { CALCULATORS, createSums, takeTotals } from '../../src/combat/properties.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { addAllModifiers } from './add-modifiers.ts';

/** Set in `dirty` while an id stands in `dirtyIds`: reading a property makes it clean, but leaves it in the list. */
export const QUEUED = ALL_PROPERTIES + 1;

/** Fighters computed at a time: their sums stay in the nearest cache while the columns are gone through. */
const BATCH = 256;

const sums = createSums();
const totals = Array.from({ length: PROPERTY_COUNT }, () => new Int32Array(BATCH));
const batchIds = new Uint32Array(BATCH);
/** Bits to compute, first place in the base values, and armor of the vehicle, by place in the batch. */
const batchBits = new Uint32Array(BATCH);
const batchBase = new Uint16Array(BATCH);
const batchArmor = new Int32Array(BATCH);

/** Computes all that is dirty of one fighter. */
export function computeOne(world: World, id: number): void {
  batchIds[0] = id;
  computeBatch(world, 1);
}

/** Computes all that is dirty among the ids at `from` .. `to` - 1 of the list of dirty ones. */
export function computeDirty(world: World, from: number, to: number): void {
  const { dirty, dirtyIds } = world.fights;
  let count = 0;
  for (let i = from; i < to; i++) {
    const id = dirtyIds[i];
    if ((dirty[id] & ALL_PROPERTIES) === 0) continue;
    batchIds[count++] = id;
    if (count < BATCH) continue;
    computeBatch(world, count);
    count = 0;
  }
  computeBatch(world, count);
}

/** First the sums of each fighter, then column by column what follows from them. */
function computeBatch(world: World, count: number): void {
  const { fights, rules } = world;
  const { combat } = rules;
  const { base } = combat;
  let bits = 0;
  for (let property = 0; property < PROPERTY_COUNT; property++) totals[property].fill(0, 0, count);
  for (let i = 0; i < count; i++) bits |= gather(world, i);
  for (let property = 0; property < PROPERTY_COUNT; property++) {
    const bit = 1 << property;
    if ((bits & bit) === 0) continue;
    const calculate = CALCULATORS[property];
    const column = fights.property[property];
    const sum = totals[property];
    const isArmor = property === PROPERTY.armor;
    for (let i = 0; i < count; i++) {
      if ((batchBits[i] & bit) === 0) continue;
      const from = base[batchBase[i] + property] + (isArmor ? batchArmor[i] : 0);
      column[batchIds[i]] = calculate(from, sum[i], combat);
    }
  }
}

/** What a fighter of the batch starts from, and the sums of all that changes it. Returns the bits to compute. */
function gather(world: World, at: number): number {
  const { convoy, fights, gear, identity, rules } = world;
  const { combat } = rules;
  const id = batchIds[at];
  const unit = identity.kind[id] - 1;
  batchBits[at] = fights.dirty[id] & ALL_PROPERTIES;
  fights.dirty[id] &= QUEUED;
  if (unit < 0 || unit >= UNIT_COUNT) return forget(world, at);
  fights.recomputed++;
  const isConvoy = unit === ENTITY_KIND.convoy - 1;
  batchBase[at] = unit * PROPERTY_COUNT;
  batchArmor[at] = isConvoy
    ? combat.armorPerVehiclePoint * rules.convoys.vehicleArmor[convoy.vehicle[id]]
    : 0;
  const weapon = gear.weapon[id];
  fights.style[id] = weapon === 0 ? combat.unitStyle[unit] : combat.itemStyle[weapon - 1];
  fights.damageKind[id] = weapon === 0 ? combat.unitDamage[unit] : combat.itemDamage[weapon - 1];
  addAllModifiers(world, sums, id);
  takeTotals(sums, combat.sourceCap, totals, at);
  return batchBits[at];
}

/** What does not fight has nothing. */
function forget(world: World, at: number): number {
  const { fights } = world;
  batchBits[at] = 0;
  fights.style[batchIds[at]] = 0;
  fights.damageKind[batchIds[at]] = 0;
  for (let property = 0; property < PROPERTY_COUNT; property++) fights.property[property][batchIds[at]] = 0;
  return 0;
}
