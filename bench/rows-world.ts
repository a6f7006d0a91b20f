import type { World } from '../components/world.ts';
import { bytesUsed, worldHash } from '../src/memory/used-rows.ts';
import { COLUMN_PLACES } from '../src/memory/world-memory.ts';
import { indexSectors } from '../systems/index-sectors.ts';
import { moveEntities } from '../systems/move-entities.ts';
import { steerPatrols } from '../systems/steer-patrols.ts';
import { assertWork } from './failure.ts';
import type { MicroRow } from './micro-row.ts';
import { Stage } from './scenario.ts';

/** Ticks after which every patrol has had its first leg. */
const SETTLE_TICKS = 300;

/** The default world in full movement. */
function settledWorld(units: number): World {
  const stage = new Stage({ land: 'counties', units, viewers: 0 });
  stage.steps(SETTLE_TICKS);
  return stage.world;
}

export function movement(units: number): MicroRow {
  const world = settledWorld(units);
  const { motion, sectors, changes } = world;
  const x = motion.x.slice();
  const y = motion.y.slice();
  const of = sectors.of.slice();
  return {
    item: 'patrol',
    items: units,
    prepare() {
      // Moved again and again without being steered, they would leave the world.
      motion.x.set(x);
      motion.y.set(y);
      sectors.of.set(of);
      changes.clear();
    },
    run: () => moveEntities(world),
    check() {
      let moving = 0;
      for (let id = 1; id <= units; id++) {
        const arrived = motion.x[id] === x[id] + motion.vx[id] && motion.y[id] === y[id] + motion.vy[id];
        assertWork(arrived, `movement: patrol ${id} is not where its course leads`);
        if (motion.vx[id] !== 0 || motion.vy[id] !== 0) moving++;
      }
      assertWork(moving * 2 > units, `movement: only ${moving} of ${units} patrols move`);
    },
  };
}

/** `allTurn`: every patrol begins or ends a leg, which in a real tick few do. */
export function steering(units: number, allTurn: boolean): MicroRow {
  const world = settledWorld(units);
  const { changes, ledger, motion, patrol } = world;
  ledger.tick[0]++;
  const tick = ledger.tick[0];
  if (allTurn) patrol.turnTick.fill(tick, 1, units + 1);
  const columns = [motion.vx, motion.vy, patrol.district, patrol.turnTick, patrol.legEndTick];
  const saved = columns.map((column) => column.slice());
  return {
    item: 'patrol',
    items: units,
    prepare() {
      columns.forEach((column, i) => {
        column.set(saved[i]);
      });
      changes.clear();
    },
    run: () => steerPatrols(world),
    check() {
      for (let id = 1; id <= units; id++) {
        assertWork(patrol.turnTick[id] > tick, `steering: the leg of patrol ${id} has ended and goes on`);
      }
      if (allTurn) assertWork(changes.count * 2 > units, `steering: only ${changes.count} courses changed`);
    },
  };
}

export function sectorIndex(units: number): MicroRow {
  const world = settledWorld(units);
  const { of, start, members } = world.sectors;
  return {
    item: 'patrol',
    items: units,
    prepare() {
      members.fill(0);
    },
    run: () => indexSectors(world),
    check() {
      assertWork(start[start.length - 1] === units, 'sector index: it does not hold every patrol');
      for (let i = 1; i < units; i++) {
        const sorted =
          of[members[i - 1]] < of[members[i]] ||
          (of[members[i - 1]] === of[members[i]] && members[i - 1] < members[i]);
        assertWork(sorted, `sector index: places ${i - 1} and ${i} are out of order`);
      }
    },
  };
}

export function hashOfWorld(units: number): MicroRow {
  const world = settledWorld(units);
  const districts = world.graph.districtCount;
  const bytes = COLUMN_PLACES.reduce((sum, place) => sum + bytesUsed(world, districts, place), 0);
  const expected = worldHash(world, districts);
  let hash = 0;
  return {
    item: 'MB',
    items: bytes / 1e6,
    run() {
      hash = worldHash(world, districts);
    },
    check() {
      assertWork(hash === expected, 'world hash: it changed while the world did not');
      world.motion.x[1]++;
      assertWork(worldHash(world, districts) !== expected, 'world hash: it does not notice a moved patrol');
      world.motion.x[1]--;
    },
  };
}
