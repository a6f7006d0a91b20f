import type { CrowdScale } from '../components/crowds.ts';
import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { TICKS_PER_SECOND } from '../src/maths/fixed-point.ts';
import { crowdsIndex } from '../src/protocol/channel-names.ts';
import { writeCrowd } from '../src/protocol/crowd-records.ts';
import { CHANNEL } from '../src/protocol/territory-records.ts';
import { ChannelBlock } from './actions/channel-block.ts';
import { countCrowds } from './actions/count-crowds.ts';

/** Units are counted and told once a second. */
const TELL_INTERVAL_TICKS = TICKS_PER_SECOND;

/** In a tick in which no other channel has its turn: those are the even ones, and every third. */
const TELL_TICK = 29;

const block = new ChannelBlock();
const record = { x: 0, y: 0, count: 0 };

/** Tells the channels of higher sector scales in which cells the number of units of their faction changed. */
export function tellCrowds(world: World): void {
  const { crowdGrid, ledger } = world;
  if (ledger.tick[0] % TELL_INTERVAL_TICKS !== TELL_TICK) return;
  forgetOtherCells(world);
  countCrowds(world);
  for (let place = 0; place < crowdGrid.scales.length; place++) {
    for (let faction = 1; faction < SIDE_COUNT; faction++) tellScale(world, place, faction);
  }
  crowdGrid.counted.fill(0);
}

/**
 * Forgets what was told when the world was restored with sectors of another size, whose cells were others. Whoever
 * listens began anew with the world's new life, and was told of nobody.
 */
function forgetOtherCells({ crowd, crowdGrid, crowdLedger, grid }: World): void {
  if (crowdLedger.columns[0] === grid.columns && crowdLedger.rows[0] === grid.rows) return;
  crowd.count.fill(0, 0, crowdLedger.cells[0] * SIDE_COUNT);
  crowdLedger.columns[0] = grid.columns;
  crowdLedger.rows[0] = grid.rows;
  crowdLedger.cells[0] = crowdGrid.cells;
}

function tellScale(world: World, place: number, faction: number): void {
  const { crowd, crowdGrid, frame } = world;
  const scale = crowdGrid.scales[place];
  const firstRow = scale.first * SIDE_COUNT + faction;
  const endRow = firstRow + scale.columns * scale.rows * SIDE_COUNT;
  block.open(world);
  for (let row = firstRow; row < endRow; row += SIDE_COUNT) {
    if (crowd.count[row] === crowdGrid.counted[row]) continue;
    tellCell(world, scale, (row - firstRow) / SIDE_COUNT, crowdGrid.counted[row]);
  }
  block.close(world, CHANNEL.crowds, crowdsIndex(scale.scale, faction));
  // What does not fit has no number, so nobody would miss it: it is told a second later.
  if (block.count === 0 || frame.bytes.overflowed) return;
  for (let row = firstRow; row < endRow; row += SIDE_COUNT) crowd.count[row] = crowdGrid.counted[row];
}

function tellCell(world: World, { columns }: CrowdScale, cell: number, count: number): void {
  record.x = cell % columns;
  record.y = Math.floor(cell / columns);
  record.count = count;
  writeCrowd(world.frame.bytes, record);
  block.count++;
}
