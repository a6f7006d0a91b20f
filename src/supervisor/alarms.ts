import type { Logger } from 'pino';
import { RUNG, RUNG_NAMES, RUNGS } from '../../components/overload.ts';
import { DURABILITY_LAG_ALARM_TICKS, DURABILITY_LAG_REFUSE_TICKS } from '../limits.ts';
import { CONTROL } from '../memory/control-block.ts';
import { Interval } from '../ops/interval.ts';

const LOOK_INTERVAL_MS = 250;

/** Watches what the threads tell of disk and load: says when an alarm begins and ends, and which are on. */
export class Alarms {
  readonly #control: Int32Array;
  readonly #log: Pick<Logger, 'warn' | 'error'>;
  #lagging = false;
  readonly #interval = new Interval(LOOK_INTERVAL_MS, () => this.look());

  constructor(control: Int32Array, log: Pick<Logger, 'warn' | 'error'>) {
    this.#control = control;
    this.#log = log;
  }

  /** Looks several times a second until `close`. */
  start(): void {
    this.#interval.start();
  }

  close(): void {
    this.#interval.close();
  }

  look(): void {
    const lagTicks = this.#lagTicks();
    const lagging = lagTicks > DURABILITY_LAG_ALARM_TICKS;
    if (lagging === this.#lagging) return;
    this.#lagging = lagging;
    if (lagging) this.#log.error({ lagTicks }, 'the disk is slow: confirmations wait');
    else this.#log.warn({ lagTicks }, 'the disk has caught up');
  }

  /** Every alarm that is on, each in words. */
  on(): string[] {
    const lagTicks = this.#lagTicks();
    const alarms: string[] = [];
    if (Atomics.load(this.#control, CONTROL.diskFull) !== 0) {
      alarms.push('journal: the disk is full, nothing is confirmed');
    }
    if (Atomics.load(this.#control, CONTROL.paused) !== 0) {
      alarms.push('world: stands still until the disk has room');
    }
    if (lagTicks > DURABILITY_LAG_REFUSE_TICKS) {
      alarms.push(`journal: ${lagTicks} ticks behind, new orders are refused`);
    } else if (lagTicks > DURABILITY_LAG_ALARM_TICKS) {
      alarms.push(`journal: ${lagTicks} ticks behind, confirmations wait`);
    }
    if (this.#rung() >= RUNG.closed) alarms.push('overload: new sessions are refused');
    return alarms;
  }

  /** What the server does without on the rung of the overload ladder that it stands on, in words; none on rung 0. */
  degraded(): string[] {
    const rung = this.#rung();
    return rung === RUNG.none ? [] : [`overload: rung ${rung} (${RUNG_NAMES[rung]}), ${RUNGS[rung].effect}`];
  }

  #rung(): number {
    return Atomics.load(this.#control, CONTROL.overloadRung);
  }

  #lagTicks(): number {
    return Atomics.load(this.#control, CONTROL.durabilityLagTicks);
  }
}
