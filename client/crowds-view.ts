import { factionOfCrowds, scaleOfCrowds } from '../src/protocol/channel-names.ts';
import type { CrowdRecord } from '../src/protocol/crowd-records.ts';
import { type SectorCell, sectorKey } from '../src/protocol/sector-scale.ts';

/** How many units of a faction are in a cell of a scale; a cell is 2^scale sectors wide and high. */
export interface CrowdNews extends SectorCell {
  readonly faction: number;
  readonly count: number;
}

/** A cell with the units of each faction in it; entry 0 is always 0. */
export interface CrowdCell extends SectorCell {
  readonly counts: Uint32Array;
}

export interface CrowdsViewEvents {
  /** There are so many units of a faction in a cell from now on. */
  crowd(news: CrowdNews): void;
}

const SIDES = 8;

/** What the channels of higher sector scales have told: how many units of each faction are in each cell. */
export class CrowdsView {
  /** Rises with everything that changes. */
  version = 0;
  readonly #events: CrowdsViewEvents;
  readonly #scales = new Map<number, Map<bigint, CrowdCell>>();

  constructor(events: CrowdsViewEvents) {
    this.#events = events;
  }

  /** The cells of a scale in which there is anybody, as far as was told. Kept up to date in place. */
  cells(scale: number): Iterable<Readonly<CrowdCell>> {
    return this.#scales.get(scale)?.values() ?? [];
  }

  /** Units of a faction in a cell; 0 where nothing was told. */
  count(cell: SectorCell, faction: number): number {
    return this.#scales.get(cell.scale)?.get(sectorKey(cell))?.counts[faction] ?? 0;
  }

  /** Units of a faction in all cells of a scale. */
  total(scale: number, faction: number): number {
    let total = 0;
    for (const { counts } of this.cells(scale)) total += counts[faction];
    return total;
  }

  /** What is held of a channel, by its index, is void: its whole state follows, or nobody listens to it any more. */
  drop(index: number): void {
    const scale = scaleOfCrowds(index);
    const faction = factionOfCrowds(index);
    for (const { x, y, counts } of [...this.cells(scale)]) {
      if (counts[faction] > 0) this.#set(scale, faction, x, y, 0);
    }
  }

  /** Takes a record of a channel, by its index. */
  take(index: number, { x, y, count }: CrowdRecord): void {
    this.#set(scaleOfCrowds(index), factionOfCrowds(index), x, y, count);
  }

  /** The world has another life: all that is held is void. */
  clear(): void {
    this.#scales.clear();
    this.version++;
  }

  #set(scale: number, faction: number, x: number, y: number, count: number): void {
    let cells = this.#scales.get(scale);
    if (!cells) {
      cells = new Map();
      this.#scales.set(scale, cells);
    }
    const key = sectorKey({ x, y, scale });
    const cell = cells.get(key) ?? { x, y, scale, counts: new Uint32Array(SIDES) };
    cell.counts[faction] = count;
    if (cell.counts.some((units) => units > 0)) cells.set(key, cell);
    else cells.delete(key);
    this.version++;
    this.#events.crowd({ x, y, scale, faction, count });
  }
}
