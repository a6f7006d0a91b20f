import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../limits.ts';
import type { CrowdsBoard } from '../memory/crowds-board.ts';
import { factionOfCrowds, scaleOfCrowds } from '../protocol/channel-names.ts';

/** Keeps what the channels of higher sector scales have told on the board. */
export class CrowdsBoardWriter {
  readonly #world: World;
  readonly #board: CrowdsBoard;

  constructor(world: World, board: CrowdsBoard) {
    this.#world = world;
    this.#board = board;
  }

  putAll(): void {
    for (let place = 0; place < this.#world.crowdGrid.scales.length; place++) {
      for (let faction = 1; faction < SIDE_COUNT; faction++) this.#put(place, faction);
    }
  }

  /** Puts down what a channel has told, by its index. */
  putChannel(index: number): void {
    const { scales } = this.#world.crowdGrid;
    const place = scales.findIndex(({ scale }) => scale === scaleOfCrowds(index));
    this.#put(place, factionOfCrowds(index));
  }

  #put(place: number, faction: number): void {
    const { crowd, crowdGrid, crowdLedger, crowdSide, grid } = this.#world;
    const { columns, first, rows } = crowdGrid.scales[place];
    const board = this.#board;
    const cells = columns * rows;
    // Of sectors of another size nothing is known until units are counted anew, within a second.
    const isKnown = crowdLedger.columns[0] === grid.columns && crowdLedger.rows[0] === grid.rows;
    board.putScale(place, columns, cells);
    board.putSequence(place, faction, crowdSide.sequence[place * SIDE_COUNT + faction]);
    for (let cell = 0; cell < cells; cell++) {
      const count = isKnown ? crowd.count[(first + cell) * SIDE_COUNT + faction] : 0;
      board.putCount(place, faction, cell, count);
    }
  }
}
