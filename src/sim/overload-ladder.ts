import { PART, RUNGS } from '../../components/overload.ts';
import { OVERLOAD_WINDOW_TICKS_MIN } from '../limits.ts';
import { SortedWindow } from './sorted-window.ts';

/** When the load counts as overload, and when as calm: section `overload` of server.yaml. */
export interface OverloadMarks {
  /** Highest rung that is climbed. */
  readonly rungMax: number;
  readonly windowTicks: number;
  /** Ticks of calm before a step down. */
  readonly calmTicks: number;
  /** Calm is a load below so many percent of every mark. */
  readonly calmPercent: number;
  /** Time of a tick and lateness of its start, in percent of 1/60 s. */
  readonly tickPercent: number;
  readonly latenessPercent: number;
  /** Times the clock may be stretched in a window. */
  readonly stretches: number;
  /** Time that a gateway spends on fan-out, in percent. */
  readonly gatewayPercent: number;
  readonly framesBehind: number;
  /** Memory that the process may take, in percent of what its container or machine has. */
  readonly memoryPercent: number;
}

const BUDGET_MICROS = 1_000_000 / 60;

/** A tenth of the ticks of a window may be worse than what the window is judged by: one bad tick is no overload. */
const SHARE = 0.9;

/** After so large a part of a window a rung that does not help is left, and a step down that was premature undone. */
const QUICK_PART = 4;

/** Longest wait for a step down, in times of the shortest. */
const WAIT_FACTOR_MAX = 16;

/** A load of at least so much of the one at which a step down failed is the same load: it would fail again. */
const SAME_LOAD = 0.8;

/**
 * Memory is calm at so many percent of its mark: it does not halve by a step, and a process gives back late what it
 * once took.
 */
const MEMORY_CALM_PERCENT = 95;

/** What the load is measured by, in words for the log. */
export const MEASURES = [
  { name: 'time of a tick', unit: '% of its budget', part: PART.simulation },
  { name: 'lateness of a tick', unit: '% of a tick', part: PART.simulation },
  { name: 'clock stretched', unit: 'times in a window', part: PART.simulation },
  { name: 'fan-out of a gateway', unit: '% of the time', part: PART.gateways },
  { name: 'gateway behind', unit: 'frames', part: PART.gateways },
  { name: 'memory', unit: '% of what there is', part: PART.memory },
] as const;

const [TICK, LATENESS, STRETCHES, GATEWAY, BEHIND, MEMORY] = MEASURES.keys();

/**
 * Decides on which rung of the overload ladder the server stands, from what its ticks and gateways cost. It goes up a
 * rung when a window of ticks was above one of the marks, and down a rung after a much longer time below all of them:
 * never more than one at a time. When a step down proves premature, the wait for the next one doubles; while the load
 * is the same, it is as long as can be: every attempt makes what everybody sees late. Knows no clock: the same figures
 * always give the same rungs.
 */
export class OverloadLadder {
  rung: number;
  /** Steps up and down so far. */
  climbs = 0;
  descents = 0;
  /** What the last window was worst in, by its place in MEASURES, with value and mark. */
  worst = 0;
  /** By MEASURES: the values of the last window, and the marks. */
  readonly values = new Float64Array(MEASURES.length);
  readonly marks: Float64Array;
  readonly #settings: OverloadMarks;
  readonly #micros: SortedWindow;
  readonly #lateness: SortedWindow;
  readonly #behind: SortedWindow;
  #stretches = 0;
  #ignoresStretch = false;
  #length: number;
  #overloadedWindows = 0;
  #calmTicks = 0;
  /** The worst of these ticks, in parts of a mark; what it was when a step down last was premature, and from where. */
  #calmLoad = 0;
  #failedLoad = Number.POSITIVE_INFINITY;
  #failedRung = 0;
  #waitTicks: number;
  /** The load at the last step down. */
  #steppedAtLoad = Number.POSITIVE_INFINITY;
  /** Ticks since the last step down, while nothing has shown yet whether it was premature. */
  #provingTicks = Number.POSITIVE_INFINITY;

  /** Begins on the rung that the world stands on: a restart does not end an overload. */
  constructor(settings: OverloadMarks, rung: number) {
    const {
      calmTicks,
      framesBehind,
      gatewayPercent,
      latenessPercent,
      memoryPercent,
      stretches,
      tickPercent,
    } = settings;
    this.#settings = settings;
    this.rung = rung;
    this.marks = Float64Array.of(
      ...[tickPercent, latenessPercent, stretches, gatewayPercent, framesBehind, memoryPercent],
    );
    this.#length = Math.max(OVERLOAD_WINDOW_TICKS_MIN, settings.windowTicks);
    this.#micros = new SortedWindow(this.#length);
    this.#lateness = new SortedWindow(this.#length);
    this.#behind = new SortedWindow(this.#length);
    this.#waitTicks = calmTicks;
  }

  /** Ticks of calm that the next step down takes. */
  get waitTicks(): number {
    return this.#waitTicks;
  }

  /** Notes a tick: how long it took, how late it began, and how many frames the slowest gateway was behind then. */
  ticked(micros: number, latenessMicros: number, framesBehind: number): void {
    this.#micros.add(micros);
    this.#lateness.add(latenessMicros);
    this.#behind.add(framesBehind);
  }

  /** The clock was stretched: several ticks were late, and not all of them could be caught up with. */
  stretched(): void {
    if (!this.#ignoresStretch) this.#stretches++;
    this.#ignoresStretch = false;
  }

  /** The world stood still on purpose: that it is late now says nothing about load. */
  paused(): void {
    this.#begin();
    this.#ignoresStretch = true;
  }

  /** Whether enough ticks were noted for `judge`. */
  get isWindowOver(): boolean {
    return this.#micros.count >= this.#length;
  }

  /**
   * Judges the window that is over and begins the next. `gatewayPercent` is the share of the window's time that the
   * busiest gateway spent on fan-out, `memoryPercent` how full the memory is now. Returns whether the rung has changed.
   */
  judge(gatewayPercent: number, memoryPercent: number): boolean {
    const { values } = this;
    const ticks = this.#micros.count;
    values[TICK] = (this.#micros.percentile(SHARE) * 100) / BUDGET_MICROS;
    values[LATENESS] = (this.#lateness.percentile(SHARE) * 100) / BUDGET_MICROS;
    values[STRETCHES] = this.#stretches;
    values[GATEWAY] = gatewayPercent;
    values[BEHIND] = this.#behind.percentile(SHARE);
    values[MEMORY] = memoryPercent;
    this.#findWorst();
    this.#provingTicks += ticks;
    this.#begin();
    const before = this.rung;
    if (before > this.#settings.rungMax) this.#calm(ticks);
    else if (this.#isAbove(100)) this.#overloaded();
    else if (!this.#isAbove(this.#settings.calmPercent)) this.#calm(ticks);
    else this.#between();
    if (this.#provingTicks < this.#settings.windowTicks) this.#hurry();
    return this.rung !== before;
  }

  #begin(): void {
    this.#micros.clear();
    this.#lateness.clear();
    this.#behind.clear();
    this.#stretches = 0;
    this.#ignoresStretch = false;
    this.#length = Math.max(OVERLOAD_WINDOW_TICKS_MIN, this.#settings.windowTicks);
  }

  #findWorst(): void {
    let worst = 0;
    for (let i = 1; i < MEASURES.length; i++) if (this.#ratio(i) > this.#ratio(worst)) worst = i;
    this.worst = worst;
  }

  #ratio(measure: number): number {
    return this.values[measure] / Math.max(1, this.marks[measure]);
  }

  /** Whether one of the values is above so many percent of its mark. */
  #isAbove(percent: number): boolean {
    for (let i = 0; i < MEASURES.length; i++) {
      const part = i === MEMORY ? Math.max(percent, MEMORY_CALM_PERCENT) : percent;
      if (this.values[i] * 100 > this.marks[i] * part) return true;
    }
    return false;
  }

  #overloaded(): void {
    this.#calmTicks = 0;
    this.#calmLoad = 0;
    if (this.rung >= this.#settings.rungMax) return;
    this.#overloadedWindows++;
    if (this.#overloadedWindows >= this.#windowsTo(this.rung + 1)) this.#climb();
    if (this.rung < this.#settings.rungMax && !this.#helps(this.rung + 1)) this.#hurry();
  }

  #hurry(): void {
    this.#length = Math.max(OVERLOAD_WINDOW_TICKS_MIN, Math.ceil(this.#settings.windowTicks / QUICK_PART));
  }

  #windowsTo(rung: number): number {
    return this.#helps(rung) ? RUNGS[rung].windows : 1;
  }

  #helps(rung: number): boolean {
    return (RUNGS[rung].helps & MEASURES[this.worst].part) !== 0;
  }

  #climb(): void {
    const { calmTicks } = this.#settings;
    if (this.#provingTicks <= this.#waitTicks) {
      this.#failedLoad = this.#steppedAtLoad;
      this.#failedRung = this.rung + 1;
      this.#waitTicks = Math.min(2 * this.#waitTicks, WAIT_FACTOR_MAX * calmTicks);
    }
    this.#provingTicks = Number.POSITIVE_INFINITY;
    this.#overloadedWindows = 0;
    this.rung++;
    this.climbs++;
  }

  #between(): void {
    this.#overloadedWindows = 0;
    this.#calmTicks = 0;
    this.#calmLoad = 0;
  }

  #calm(ticks: number): void {
    this.#overloadedWindows = 0;
    this.#calmTicks += ticks;
    this.#calmLoad = Math.max(this.#calmLoad, this.#load());
    if (this.#calmTicks < this.#wait()) return;
    this.#calmTicks = 0;
    this.#steppedAtLoad = this.#calmLoad;
    this.#calmLoad = 0;
    // The last change was a step down, and it has proved right.
    if (this.#provingTicks < Number.POSITIVE_INFINITY) {
      this.#failedLoad = Number.POSITIVE_INFINITY;
      this.#waitTicks = Math.max(this.#settings.calmTicks, Math.floor(this.#waitTicks / 2));
    }
    if (this.rung === 0) return;
    this.rung--;
    this.descents++;
    this.#provingTicks = 0;
  }

  /** Without memory: what a process once took would hide that there is less to do. */
  #load(): number {
    let most = 0;
    for (let i = 0; i < MEMORY; i++) most = Math.max(most, this.#ratio(i));
    return most;
  }

  #wait(): number {
    const isSameLoad = this.rung >= this.#failedRung && this.#calmLoad >= SAME_LOAD * this.#failedLoad;
    return isSameLoad ? WAIT_FACTOR_MAX * this.#settings.calmTicks : this.#waitTicks;
  }
}
