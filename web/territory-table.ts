import { FULL_CENTI, SIDES, type TerritoryRecord } from '../src/protocol/territory-records.ts';

/** Age that the older of two samples of the influences reaches before it is replaced, in ticks. */
const SAMPLE_TICKS = 20 * 60;
/** A trend from less than this would be one lucky second taken for a movement. */
const TREND_TICKS_MIN = 5 * 60;
const TICKS_PER_MINUTE = 60 * 60;

/** The newest state of all territories of one level, row = territory, row * SIDES + faction for influences. */
export class TerritoryTable {
  readonly count: number;
  readonly owner: Uint8Array;
  readonly label: Uint8Array;
  readonly contested: Uint8Array;
  readonly challenger: Uint8Array;
  /** Tick at which the challenger was first told of. */
  readonly challengerTick: Uint32Array;
  readonly cause: Uint8Array;
  readonly actor: Uint32Array;
  /** Tick of the newest record; 0 = none was ever received. */
  readonly tick: Uint32Array;
  /** Centi-points; side 0 is what nobody holds. */
  readonly influence: Uint16Array;
  readonly #before: Uint16Array;
  readonly #beforeTick: Uint32Array;
  readonly #sample: Uint16Array;
  readonly #sampleTick: Uint32Array;

  constructor(count: number) {
    this.count = count;
    this.owner = new Uint8Array(count);
    this.label = new Uint8Array(count);
    this.contested = new Uint8Array(count);
    this.challenger = new Uint8Array(count);
    this.challengerTick = new Uint32Array(count);
    this.cause = new Uint8Array(count);
    this.actor = new Uint32Array(count);
    this.tick = new Uint32Array(count);
    this.influence = new Uint16Array(count * SIDES);
    this.#before = new Uint16Array(count * SIDES);
    this.#beforeTick = new Uint32Array(count);
    this.#sample = new Uint16Array(count * SIDES);
    this.#sampleTick = new Uint32Array(count);
  }

  /** Whether the server has told of a territory yet; before that only its first owner is known. */
  isKnown(row: number): boolean {
    return this.tick[row] !== 0;
  }

  take(record: TerritoryRecord): void {
    const row = record.index;
    const at = row * SIDES;
    this.#keepSample(row, record.tick);
    if (record.challenger !== this.challenger[row]) this.challengerTick[row] = record.tick;
    this.owner[row] = record.owner;
    this.label[row] = record.label;
    this.contested[row] = record.isContested ? 1 : 0;
    this.challenger[row] = record.challenger;
    this.cause[row] = record.cause;
    this.actor[row] = record.actor;
    // A territory that nothing ever happened to is told with tick 0, and known nevertheless.
    this.tick[row] = Math.max(1, record.tick);
    for (let side = 0; side < SIDES; side++) this.influence[at + side] = record.influence[side];
  }

  /** How a faction's influence moves, in centi-points per minute; 0 while too little is known. */
  trend(row: number, faction: number): number {
    const ticks = this.tick[row] - this.#beforeTick[row];
    if (this.#beforeTick[row] === 0 || ticks < TREND_TICKS_MIN) return 0;
    const at = row * SIDES + faction;
    return ((this.influence[at] - this.#before[at]) * TICKS_PER_MINUTE) / ticks;
  }

  /** The faction with the most influence except `other`; 0 when none has any. */
  strongest(row: number, other = 0): number {
    let best = 0;
    let most = 0;
    for (let side = 1; side < SIDES; side++) {
      const centi = this.influence[row * SIDES + side];
      if (side === other || centi <= most) continue;
      best = side;
      most = centi;
    }
    return best;
  }

  /** Factions with at least `centi`, the strongest first. */
  ranking(row: number, centi: number): number[] {
    const at = row * SIDES;
    const factions: number[] = [];
    for (let side = 1; side < SIDES; side++) if (this.influence[at + side] >= centi) factions.push(side);
    return factions.sort((a, b) => this.influence[at + b] - this.influence[at + a] || a - b);
  }

  /** Share of a faction, 0-1. */
  share(row: number, faction: number): number {
    return this.influence[row * SIDES + faction] / FULL_CENTI;
  }

  /**
   * Keeps the influences before the newest record: two samples, so that a trend always looks back for a while and not
   * only to when the last sample was taken.
   */
  #keepSample(row: number, tick: number): void {
    const sampleTick = this.#sampleTick[row];
    if (this.tick[row] === 0 || (sampleTick !== 0 && tick - sampleTick < SAMPLE_TICKS)) return;
    const at = row * SIDES;
    const current = this.influence.subarray(at, at + SIDES);
    const older = sampleTick === 0 ? current : this.#sample.subarray(at, at + SIDES);
    this.#before.set(older, at);
    this.#beforeTick[row] = sampleTick === 0 ? this.tick[row] : sampleTick;
    this.#sample.set(current, at);
    this.#sampleTick[row] = this.tick[row];
  }
}
