import { ROWS, type RowKind } from '../../components/store.ts';
import type { StoreName } from '../../components/tables.ts';
import { ANSWER_COUNT_MAX, BAG_SLOTS, EFFECT_SLOTS, PATH_NODES, SIDE_COUNT } from '../../src/limits.ts';
import { COLUMN_PLACES, WORLD_MEMORY_BYTES } from '../../src/memory/world-memory.ts';
import { SCHEDULE } from '../../systems/schedule.ts';
import type { WorldHarness } from './world-harness.ts';

/** Rows looked at beyond those in use when a tick begins: what a tick adds must show as well. */
const NEW_ROWS = 200;
const NEW_PATHS = 30;

/** Rows of each kind that a world has in use, and those that it may add in a tick. */
function rowsOf({ world }: WorldHarness): Record<RowKind, number> {
  const { graph, ledger, routeLedger } = world;
  const entity = ledger.entityHigh[0] + NEW_ROWS;
  const session = ledger.sessionHigh[0] + NEW_ROWS;
  const path = routeLedger.pathHigh[0] + NEW_PATHS;
  return {
    ...ROWS,
    entity,
    bagSlot: entity * BAG_SLOTS,
    effectSlot: entity * EFFECT_SLOTS,
    session,
    answer: session * ANSWER_COUNT_MAX,
    path,
    pathNode: path * PATH_NODES,
    district: graph.districtCount,
    districtSide: graph.districtCount * SIDE_COUNT,
    controlPoint: graph.controlPointCount,
    pointSide: graph.controlPointCount * SIDE_COUNT,
    region: graph.regionCount,
    regionSide: graph.regionCount * SIDE_COUNT,
  };
}

/** Which system really wrote which store, over all that was played so far. */
export class Witness {
  readonly wrote = SCHEDULE.map(() => new Set<StoreName>());
  /** The stores of a world as they were before the system that runs now. */
  readonly #before = Buffer.alloc(WORLD_MEMORY_BYTES);

  /** Plays a tick of a world, and compares its stores from before and after each system, byte by byte. */
  tick(server: WorldHarness): void {
    const now = Buffer.from(server.memory);
    const rows = rowsOf(server);
    const before = this.#before;
    const columns = COLUMN_PLACES.map(({ store, rows: kind, byteOffset, rowBytes }) => ({
      store,
      start: byteOffset,
      end: byteOffset + rows[kind] * rowBytes,
    }));
    // The count of ticks is raised before the first system runs.
    server.world.ledger.tick[0]++;
    for (const { start, end } of columns) now.copy(before, start, start, end);
    server.world.ledger.tick[0]--;
    server.tick(1, (index) => {
      for (const { store, start, end } of columns) {
        if (now.compare(before, start, end, start, end) === 0) continue;
        this.wrote[index].add(store);
        now.copy(before, start, start, end);
      }
    });
  }
}
