import { PROPERTY } from '../components/combat-rules.ts';
import type { World } from '../components/world.ts';
import { WHOLE } from '../src/combat/properties.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { endDueEffects } from './actions/effects.ts';
import { propertyOf } from './actions/properties.ts';
import { heal } from './actions/wounds.ts';

/** Ends effects whose time is over, and gives health back to the wounded who are left alone. */
export function mendFighters(world: World): void {
  const { effectDue, fighter, ledger } = world;
  const tick = ledger.tick[0];
  const high = ledger.entityHigh[0];
  const due = effectDue.tick;
  const { mendTick } = fighter;
  for (let id = 1; id <= high; id++) {
    if (due[id] !== 0 && due[id] <= tick) endDueEffects(world, id);
    if (mendTick[id] !== 0 && mendTick[id] <= tick) mend(world, id, tick);
  }
}

/** A second's worth of health. Who mends nothing now may do so a second later, by an effect or a thing. */
function mend(world: World, id: number, tick: number): void {
  const { fighter, identity } = world;
  // Rows of the dead stay as they were until their id is given again.
  if (identity.kind[id] === ENTITY_KIND.none) {
    fighter.mendTick[id] = 0;
    return;
  }
  fighter.mendTick[id] = tick + TICKS_PER_SECOND;
  const rate = propertyOf(world, id, PROPERTY.mend);
  if (rate === 0) return;
  const health = propertyOf(world, id, PROPERTY.health);
  heal(world, id, Math.max(1, Math.floor((health * rate) / WHOLE)));
}
