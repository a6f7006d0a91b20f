import { UNIT_COUNT } from '../../components/combat-rules.ts';
import { ENTITY_COUNT_MAX, SECTOR_COUNT_MAX } from '../limits.ts';
import { integerSqrt } from '../maths/fixed-point.ts';

/** Most that one search finds: more than anybody can choose from. */
export const CANDIDATES_MAX = 100;

/** Cells along a side of a sector: from 8,192 fighters in one sector on, cells hold more than two. */
const SIDE_MAX = 64;

/** Fighters to a cell, about. */
const FIGHTERS_PER_CELL = 2;

/** The bit of no faction that can be an enemy: says of a sector that its factions are known. */
const SEEN = 1;

/** Who is where, by id and by sector, after everybody has moved. */
export interface Crowd {
  readonly grid: { readonly units: number; readonly columns: number; readonly rows: number };
  readonly motion: { readonly x: Int32Array; readonly y: Int32Array };
  readonly identity: { readonly kind: Uint8Array; readonly faction: Uint8Array };
  readonly fighter: { readonly respawnTick: Uint32Array };
  readonly sectors: {
    readonly start: Uint32Array;
    readonly members: Uint32Array;
  };
}

/**
 * Finds the enemies nearest to a place, from coarse to fine: sectors know which factions are in them, and only those
 * that a search cannot rule out by that are divided into cells, where their fighters really are. Nothing in it outlives
 * a tick, and what it finds depends on places and ids alone.
 */
export class BattleGrid {
  /** What the last search found, nearest first, equally near ones by id. */
  readonly found = new Uint32Array(CANDIDATES_MAX);
  foundCount = 0;
  /** Whether any sector that the last search reached into has an enemy in it, near enough or not. */
  isNearEnemies = false;
  /** Enemies whose distance was measured, in all searches so far. */
  examined = 0;

  #crowd: Crowd | undefined;
  /**
   * Bits of the factions in each sector, and SEEN; 0 = nobody has asked. Those of who does not fight are among them
   * until the sector is divided.
   */
  readonly #factions = new Uint8Array(SECTOR_COUNT_MAX);
  /** Sectors divided in this tick, and by sector: cells along a side (0 = not divided), size, corner, first cell. */
  readonly #divided = new Uint32Array(ENTITY_COUNT_MAX);
  #dividedCount = 0;
  readonly #side = new Uint8Array(SECTOR_COUNT_MAX);
  readonly #size = new Uint32Array(SECTOR_COUNT_MAX);
  readonly #left = new Int32Array(SECTOR_COUNT_MAX);
  readonly #top = new Int32Array(SECTOR_COUNT_MAX);
  readonly #firstCell = new Uint32Array(SECTOR_COUNT_MAX);
  /** By cell: its first place in `members` (the next entry is its end), and the factions in it. */
  readonly #start = new Uint32Array(2 * ENTITY_COUNT_MAX);
  readonly #cellFactions = new Uint8Array(2 * ENTITY_COUNT_MAX);
  #cellCount = 0;
  /** Fighters by cell and then id. A sector's are where the crowd has its members. */
  readonly #members = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #cellOf = new Uint16Array(ENTITY_COUNT_MAX);
  /** The search at work: squares of the distances found, most that is asked for, the square that is too far. */
  readonly #squares = new Float64Array(CANDIDATES_MAX);
  #limit = 0;
  #farthest = 0;

  /** Forgets where everybody was. */
  forget(): void {
    this.#crowd = undefined;
  }

  /** Takes note of where everybody is, unless it knows since it last forgot. */
  begin(crowd: Crowd): void {
    if (this.#crowd !== undefined) return;
    this.#crowd = crowd;
    for (let i = 0; i < this.#dividedCount; i++) this.#side[this.#divided[i]] = 0;
    this.#dividedCount = 0;
    this.#cellCount = 0;
    this.#factions.fill(0, 0, crowd.grid.columns * crowd.grid.rows);
  }

  /**
   * Fills `found` with the fighters of `enemies` (bits by faction, from 1 on) that are nearest to a place, up to
   * `reach` units away and `limit` (at most CANDIDATES_MAX) of them. Returns how many.
   */
  search(x: number, y: number, enemies: number, reach: number, limit: number): number {
    const { columns, rows, units } = this.#crowd!.grid;
    this.foundCount = 0;
    this.isNearEnemies = false;
    this.#limit = Math.min(limit, CANDIDATES_MAX);
    this.#farthest = reach * reach;
    // Sectors are few enough for 32 bits, and what lies before the first one is cut off to it.
    const column = (x / units) | 0;
    const row = (y / units) | 0;
    const west = ((x - Math.min(x, reach)) / units) | 0;
    const east = Math.min(columns - 1, ((x + reach) / units) | 0);
    const north = ((y - Math.min(y, reach)) / units) | 0;
    const south = Math.min(rows - 1, ((y + reach) / units) | 0);
    // What is found at home rules out most of what lies around it.
    this.#searchSector(row * columns + column, x, y, enemies);
    for (let r = north; r <= south; r++) {
      for (let c = west; c <= east; c++) {
        if (r !== row || c !== column) this.#searchSector(r * columns + c, x, y, enemies);
      }
    }
    return this.foundCount;
  }

  #searchSector(sector: number, x: number, y: number, enemies: number): void {
    if (this.#factions[sector] === 0) this.#look(sector);
    if ((this.#factions[sector] & enemies) === 0) return;
    this.isNearEnemies = true;
    if (this.#side[sector] === 0) this.#divide(sector);
    if ((this.#factions[sector] & enemies) === 0) return;
    const side = this.#side[sector];
    const size = this.#size[sector];
    const left = this.#left[sector];
    const top = this.#top[sector];
    if (squareTo(x, y, left, top, side * size) > this.#farthest) return;
    const column = Math.max(0, Math.min(side - 1, Math.floor((x - left) / size)));
    const row = Math.max(0, Math.min(side - 1, Math.floor((y - top) / size)));
    // Rings of cells around the one that is nearest: everything in ring n is at least n - 1 cells away.
    for (let ring = 0; ring < side; ring++) {
      const inner = Math.max(0, ring - 1) * size;
      if (inner * inner > this.#farthest) return;
      const bottom = Math.min(side - 1, row + ring);
      for (let r = Math.max(0, row - ring); r <= bottom; r++) {
        // Above and below all of the ring's columns, between them only its two ends.
        const step = Math.abs(r - row) === ring ? 1 : Math.max(1, 2 * ring);
        for (let c = column - ring; c <= column + ring; c += step) {
          if (c < 0 || c >= side) continue;
          const cell = this.#firstCell[sector] + r * side + c;
          if ((this.#cellFactions[cell] & enemies) === 0) continue;
          if (squareTo(x, y, left + c * size, top + r * size, size) > this.#farthest) continue;
          this.#searchCell(cell, x, y, enemies);
        }
      }
    }
  }

  #searchCell(cell: number, x: number, y: number, enemies: number): void {
    const { identity, motion } = this.#crowd!;
    const end = this.#start[cell + 1];
    for (let i = this.#start[cell]; i < end; i++) {
      const id = this.#members[i];
      if (((enemies >> identity.faction[id]) & 1) === 0) continue;
      this.examined++;
      const dx = motion.x[id] - x;
      const dy = motion.y[id] - y;
      const square = dx * dx + dy * dy;
      if (square <= this.#farthest) this.#keep(id, square);
    }
  }

  /** Puts a fighter where it belongs among those found; the last one falls out when there are too many. */
  #keep(id: number, square: number): void {
    const squares = this.#squares;
    const found = this.found;
    const limit = this.#limit;
    let at = this.foundCount;
    while (at > 0 && (squares[at - 1] > square || (squares[at - 1] === square && found[at - 1] > id))) {
      if (at < limit) {
        squares[at] = squares[at - 1];
        found[at] = found[at - 1];
      }
      at--;
    }
    if (at >= limit) return;
    squares[at] = square;
    found[at] = id;
    if (this.foundCount < limit) this.foundCount++;
    // From now on a place in the list has to be won; as near as the last one still counts, if its id is lower.
    if (this.foundCount === limit) this.#farthest = squares[limit - 1];
  }

  /** Notes of which factions the members of a sector are. */
  #look(sector: number): void {
    const { identity, sectors } = this.#crowd!;
    const { faction } = identity;
    const { members, start } = sectors;
    const end = start[sector + 1];
    let factions = SEEN;
    for (let i = start[sector]; i < end; i++) factions |= 1 << faction[members[i]];
    this.#factions[sector] = factions;
  }

  /** Divides the ground on which a sector's fighters are into cells: a counting sort by cell, then id. */
  #divide(sector: number): void {
    const { motion, sectors } = this.#crowd!;
    const first = sectors.start[sector];
    const count = this.#gather(sector);
    this.#divided[this.#dividedCount++] = sector;
    const side = Math.max(1, Math.min(SIDE_MAX, integerSqrt(Math.floor(count / FIGHTERS_PER_CELL))));
    const members = sectors.members;
    this.#side[sector] = side;
    const firstCell = this.#cellCount;
    this.#cellCount += side * side + 1;
    this.#firstCell[sector] = firstCell;
    this.#start.fill(0, firstCell, this.#cellCount);
    this.#cellFactions.fill(0, firstCell, this.#cellCount);
    if (count === 0) return;
    const size = this.#measure(sector, count, side);
    const left = this.#left[sector];
    const top = this.#top[sector];
    const { faction, kind } = this.#crowd!.identity;
    const end = sectors.start[sector + 1];
    for (let i = first; i < end; i++) {
      const id = members[i];
      if (!this.#fights(id, kind[id])) continue;
      const column = Math.floor((motion.x[id] - left) / size);
      const cell = Math.floor((motion.y[id] - top) / size) * side + column;
      this.#cellOf[i] = cell;
      this.#start[firstCell + cell]++;
      this.#cellFactions[firstCell + cell] |= 1 << faction[id];
    }
    let place = first;
    for (let cell = firstCell; cell < this.#cellCount; cell++) place = this.#start[cell] += place;
    // From the last down, so that each count of an end becomes the start of its cell.
    for (let i = end - 1; i >= first; i--) {
      const id = members[i];
      if (this.#fights(id, kind[id])) this.#members[--this.#start[firstCell + this.#cellOf[i]]] = id;
    }
  }

  /** Counts the fighters of a sector, and notes which factions they are of. */
  #gather(sector: number): number {
    const { identity, sectors } = this.#crowd!;
    let count = 0;
    let factions = SEEN;
    for (let i = sectors.start[sector]; i < sectors.start[sector + 1]; i++) {
      const id = sectors.members[i];
      if (!this.#fights(id, identity.kind[id])) continue;
      count++;
      factions |= 1 << identity.faction[id];
    }
    this.#factions[sector] = factions;
    return count;
  }

  /** Finds the square of ground that holds all fighters of a sector. Returns the size of its cells. */
  #measure(sector: number, count: number, side: number): number {
    const { identity, motion, sectors } = this.#crowd!;
    let west = 0x7fff_ffff;
    let east = 0;
    let north = 0x7fff_ffff;
    let south = 0;
    for (let i = sectors.start[sector], seen = 0; seen < count; i++) {
      const id = sectors.members[i];
      if (!this.#fights(id, identity.kind[id])) continue;
      seen++;
      west = Math.min(west, motion.x[id]);
      east = Math.max(east, motion.x[id]);
      north = Math.min(north, motion.y[id]);
      south = Math.max(south, motion.y[id]);
    }
    const size = Math.floor(Math.max(east - west, south - north) / side) + 1;
    this.#left[sector] = west;
    this.#top[sector] = north;
    this.#size[sector] = size;
    return size;
  }

  #fights(id: number, kind: number): boolean {
    return kind <= UNIT_COUNT && this.#crowd!.fighter.respawnTick[id] === 0;
  }
}

/** Square of the distance from a place to the nearest point of a square of ground; 0 inside it. */
function squareTo(x: number, y: number, left: number, top: number, size: number): number {
  const dx = Math.max(left - x, 0, x - (left + size - 1));
  const dy = Math.max(top - y, 0, y - (top + size - 1));
  return dx * dx + dy * dy;
}
