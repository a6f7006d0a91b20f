import { ticksToEdge } from '../../src/maths/course.ts';
import { HEADINGS, stepX, stepY, TICKS_PER_SECOND, UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { followAxis } from '../../src/replication/view.ts';

/** The same as those of `npm run load -- --workload patrol`; see bench/load/workload.ts. */
const SECTOR_METERS = 100;
const UNITS_PER_SECTOR_MEAN = 10;
const SPEED_METERS_PER_SECOND = 5;
const LEG_TICKS_MAX = 5 * TICKS_PER_SECOND;
const VIEW_SLACK_PERCENT = 20;

export const SECTOR_UNITS = SECTOR_METERS * UNITS_PER_METER;
const SLACK_UNITS = (SECTOR_UNITS * VIEW_SLACK_PERCENT) / 100;
const PACE = Math.round((SPEED_METERS_PER_SECOND * UNITS_PER_METER) / TICKS_PER_SECOND);

/**
 * The patrol workload as every peer plays it: as many units as clients, about 90 in the 3 x 3 sectors around each, on
 * straight legs of 0-5 s in random directions, thrown back by the world's edge. A pure function of seed and tick, so
 * that the load generator plays it too and holds what clients were sent against it. A client's view follows the unit of
 * its own number, and moves once that is a fifth of a sector outside of the sector in the middle, as in Marchland.
 */
export class PatrolWorld {
  tick = 0;
  readonly count: number;
  /** Sectors along a side. */
  readonly columns: number;
  /** Where each unit is, in 1/4096 m, and how far it goes in a tick. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
  /** Sector that each unit is in, row after row. */
  readonly sector: Int32Array;
  /** Sector in the middle of the view that follows each unit. */
  readonly viewCenter: Int32Array;
  /** Units that took another course in the last step, that came into another sector, and whose view moved. */
  readonly turned: number[] = [];
  readonly crossed: number[] = [];
  readonly viewMoved: number[] = [];
  readonly #seed: number;
  readonly #sideUnits: number;
  readonly #legEndTick: Int32Array;

  constructor(count: number, seed: number) {
    const sideMeters = Math.max(
      3 * SECTOR_METERS,
      Math.ceil(Math.sqrt(count / UNITS_PER_SECTOR_MEAN) * SECTOR_METERS),
    );
    this.count = count;
    this.columns = Math.ceil(sideMeters / SECTOR_METERS);
    this.#seed = seed;
    this.#sideUnits = sideMeters * UNITS_PER_METER;
    const column = () => new Int32Array(count);
    this.x = column();
    this.y = column();
    this.vx = column();
    this.vy = column();
    this.sector = column();
    this.viewCenter = column();
    this.#legEndTick = column();
    for (let i = 0; i < count; i++) {
      this.x[i] = randomBelow(seed, 0, i, PURPOSE.legJitterX, this.#sideUnits);
      this.y[i] = randomBelow(seed, 0, i, PURPOSE.legJitterY, this.#sideUnits);
      this.sector[i] = this.#sectorOf(i);
      this.viewCenter[i] = this.sector[i];
    }
  }

  /** Plays one tick: a new course for whose leg ends or who would leave the world, then everybody walks. */
  step(): void {
    this.tick++;
    this.turned.length = 0;
    this.crossed.length = 0;
    this.viewMoved.length = 0;
    for (let i = 0; i < this.count; i++) {
      this.#steer(i);
      this.x[i] += this.vx[i];
      this.y[i] += this.vy[i];
      const sector = this.#sectorOf(i);
      if (sector !== this.sector[i]) {
        this.sector[i] = sector;
        this.crossed.push(i);
      }
      const center = this.#viewCenterOf(i);
      if (center !== this.viewCenter[i]) {
        this.viewCenter[i] = center;
        this.viewMoved.push(i);
      }
    }
  }

  /** Whether who follows `follower` sees `unit`. */
  sees(follower: number, unit: number): boolean {
    return this.isInView(this.viewCenter[follower], this.sector[unit]);
  }

  /** Whether a sector is one of the 3 x 3 around another. */
  isInView(center: number, sector: number): boolean {
    const { columns } = this;
    const rows = Math.floor(sector / columns) - Math.floor(center / columns);
    return Math.abs(rows) <= 1 && Math.abs((sector % columns) - (center % columns)) <= 1;
  }

  /** The sectors of the view around `center`, at most nine. */
  sectorsAround(center: number): number[] {
    const { columns } = this;
    const found: number[] = [];
    for (let row = Math.floor(center / columns) - 1; row <= Math.floor(center / columns) + 1; row++) {
      for (let column = (center % columns) - 1; column <= (center % columns) + 1; column++) {
        const isInWorld = row >= 0 && row < columns && column >= 0 && column < columns;
        if (isInWorld) found.push(row * columns + column);
      }
    }
    return found;
  }

  #steer(i: number): void {
    let vx = this.vx[i];
    let vy = this.vy[i];
    if (this.#legEndTick[i] <= this.tick) {
      const heading = randomBelow(this.#seed, this.tick, i, PURPOSE.legHeading, HEADINGS);
      vx = stepX(heading, PACE);
      vy = stepY(heading, PACE);
      const ticks = 1 + randomBelow(this.#seed, this.tick, i, PURPOSE.legTicks, LEG_TICKS_MAX);
      this.#legEndTick[i] = this.tick + ticks;
    }
    if (ticksToEdge(this.x[i], vx, this.#sideUnits) < 1) vx = -vx;
    if (ticksToEdge(this.y[i], vy, this.#sideUnits) < 1) vy = -vy;
    if (vx === this.vx[i] && vy === this.vy[i]) return;
    this.vx[i] = vx;
    this.vy[i] = vy;
    this.turned.push(i);
  }

  #sectorOf(i: number): number {
    return Math.floor(this.y[i] / SECTOR_UNITS) * this.columns + Math.floor(this.x[i] / SECTOR_UNITS);
  }

  #viewCenterOf(i: number): number {
    const center = this.viewCenter[i];
    const column = followAxis(center % this.columns, this.x[i], SECTOR_UNITS, SLACK_UNITS);
    const row = followAxis(Math.floor(center / this.columns), this.y[i], SECTOR_UNITS, SLACK_UNITS);
    return row * this.columns + column;
  }
}
