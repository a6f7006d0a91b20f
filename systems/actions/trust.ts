import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { addTrust, havePact, sharesEnemy } from './relations.ts';

/** What a strategic decision leaves of the trust that there was, and of the distrust: a tenth is forgotten. */
const FORGET = 10;

/** Trust lost for each district that the other took, and gained by a pact and by a common enemy in the time between. */
const TRUST_PER_LOSS = 40;
const TRUST_BY_PACT = 60;
const TRUST_BY_ENEMY = 15;

/** Has a faction think over what the others did since its last strategic decision began. */
export function reviewTrust(world: World, faction: number): void {
  const { pact } = world;
  for (let other = 1; other < SIDE_COUNT; other++) {
    if (other === faction) continue;
    const row = faction * SIDE_COUNT + other;
    let change = -Math.trunc(pact.trust[row] / FORGET) - TRUST_PER_LOSS * pact.taken[row];
    if (havePact(world, faction, other)) change += TRUST_BY_PACT;
    else if (sharesEnemy(world, faction, other)) change += TRUST_BY_ENEMY;
    addTrust(world, faction, other, change);
    pact.taken[row] = 0;
  }
}
