import type { World } from '../../components/world.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';

/** How much fighting there was when a server was killed. */
export interface FightCount {
  /** Fighters that struck or were struck in the last second. */
  readonly fighting: number;
  /** Avatars that lay. */
  readonly fallen: number;
}

/** Counts who fights in a world. */
export function countFights({ fighter, identity, ledger }: World): FightCount {
  const since = ledger.tick[0] - TICKS_PER_SECOND;
  let fighting = 0;
  let fallen = 0;
  for (let id = 1; id <= ledger.entityHigh[0]; id++) {
    if (identity.kind[id] === ENTITY_KIND.none) continue;
    if (fighter.engagedTick[id] > Math.max(0, since)) fighting++;
    if (fighter.respawnTick[id] !== 0) fallen++;
  }
  return { fighting, fallen };
}
