/** Most departures of one tier in one tick. */
const DEPARTURES_MAX = 1 << 17;

/** Who left a sector, or ended in it, in the span of a slow stream: a list for each sector, filled for one tier. */
export class Departures {
  /** Place of a sector's first departure + 1; 0 none. */
  readonly head: Uint32Array;
  /** Place of the next one of the same sector + 1; 0 ends the list. */
  readonly next = new Uint32Array(DEPARTURES_MAX);
  readonly id = new Uint32Array(DEPARTURES_MAX);
  /** Sector in which the entity is now, NOWHERE when it is no more. */
  readonly sector = new Uint32Array(DEPARTURES_MAX);
  count = 0;

  constructor(sectorCount: number) {
    this.head = new Uint32Array(sectorCount);
  }

  /** Returns false when there is no room for it. */
  add(from: number, id: number, sector: number): boolean {
    if (this.count === DEPARTURES_MAX) return false;
    const place = this.count++;
    this.id[place] = id;
    this.sector[place] = sector;
    this.next[place] = this.head[from];
    this.head[from] = place + 1;
    return true;
  }

  /** Empties the list of a sector; `count` is for the caller to set back when all are. */
  take(from: number): number {
    const first = this.head[from];
    this.head[from] = 0;
    return first;
  }
}
