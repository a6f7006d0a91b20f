import type { CrowdScale } from '../../components/crowds.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';

/** Who counts: whoever moves about and lives. Forts, bases and wrecks stay where they are, and are no crowd. */
const COUNTS = new Uint8Array(Object.keys(ENTITY_KIND).length);
COUNTS[ENTITY_KIND.patrol] = 1;
COUNTS[ENTITY_KIND.avatar] = 1;
COUNTS[ENTITY_KIND.convoy] = 1;

/**
 * Counts the living patrols, avatars and convoys of every faction in the cells of all scales. All at one moment: with a
 * part of them in each tick, whoever crosses a border would be counted twice or not at all.
 */
export function countCrowds({ crowdGrid, fighter, identity, ledger, sectors }: World): void {
  const { cellOf, counted, scales } = crowdGrid;
  const { faction, kind } = identity;
  const { respawnTick } = fighter;
  const { of } = sectors;
  const high = ledger.entityHigh[0];
  counted.fill(0);
  for (let id = 1; id <= high; id++) {
    // An avatar that has fallen stays where it fell until it rises.
    if (COUNTS[kind[id]] === 0 || respawnTick[id] !== 0) continue;
    counted[cellOf[of[id]] * SIDE_COUNT + faction[id]]++;
  }
  for (let place = 1; place < scales.length; place++) addUp(counted, scales[place - 1], scales[place]);
}

/** The counts of a scale are the sums of those of the scale before it. */
function addUp(counted: Uint32Array, from: CrowdScale, to: CrowdScale): void {
  const shift = to.scale - from.scale;
  for (let row = 0; row < from.rows; row++) {
    for (let column = 0; column < from.columns; column++) {
      const source = (from.first + row * from.columns + column) * SIDE_COUNT;
      const target = (to.first + (row >> shift) * to.columns + (column >> shift)) * SIDE_COUNT;
      for (let side = 0; side < SIDE_COUNT; side++) counted[target + side] += counted[source + side];
    }
  }
}
