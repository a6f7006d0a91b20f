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
  const { graph, ledger, newsLedger, routeLedger } = world;
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
    convoyNews: newsLedger.convoys[0] + NEW_ROWS,
    region: graph.regionCount,
    regionSide: graph.regionCount * SIDE_COUNT,
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Columns that lie so close together that one look at all of them is cheaper than one at each. */
interface Block extends Span {
  readonly columns: readonly (Span & { readonly store: StoreName })[];
}

const BLOCK_GAP_BYTES = 4096;

function blocksOf(rows: Record<RowKind, number>): Block[] {
  const columns = COLUMN_PLACES.map(({ store, rows: kind, byteOffset, rowBytes }) => ({
    store,
    start: byteOffset,
    end: byteOffset + rows[kind] * rowBytes,
  })).sort((one, other) => one.start - other.start);
  const blocks: { start: number; end: number; columns: typeof columns }[] = [];
  for (const column of columns) {
    const last = blocks.at(-1);
    if (last && column.start - last.end <= BLOCK_GAP_BYTES) {
      last.end = column.end;
      last.columns.push(column);
    } else blocks.push({ start: column.start, end: column.end, columns: [column] });
  }
  return blocks;
}

/** Which system really wrote which store, over all that was played so far. */
export class Witness {
  readonly wrote = SCHEDULE.map(() => new Set<StoreName>());
  /** The stores of a world as they were before the system that runs now. */
  readonly #before = Buffer.alloc(WORLD_MEMORY_BYTES);

  /** Plays a tick of a world, and compares its stores from before and after each system, byte by byte. */
  tick(server: WorldHarness): void {
    const now = Buffer.from(server.memory);
    const blocks = blocksOf(rowsOf(server));
    const before = this.#before;
    const isSame = ({ start, end }: Span) => now.compare(before, start, end, start, end) === 0;
    // The count of ticks is raised before the first system runs.
    server.world.ledger.tick[0]++;
    for (const { start, end } of blocks) now.copy(before, start, start, end);
    server.world.ledger.tick[0]--;
    server.tick(1, (index) => {
      for (const block of blocks) {
        if (isSame(block)) continue;
        for (const column of block.columns) if (!isSame(column)) this.wrote[index].add(column.store);
        now.copy(before, block.start, block.start, block.end);
      }
    });
  }
}
