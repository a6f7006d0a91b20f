import { monotonicMicros } from '../ops/clock.ts';

const TICKS_PER_SECOND = 60;
const MICROS_PER_SECOND = 1_000_000;
const PERIOD_MICROS = MICROS_PER_SECOND / TICKS_PER_SECOND;
/**
 * Loads between two looks at the clock while spinning, for each microsecond that is left: a load takes about a
 * nanosecond or less, so some half of it. Until V8 has compiled the look it makes garbage, and looking every two
 * microseconds made nine tenths of that of this thread.
 */
const SPIN_LOADS_PER_MICRO = 600;
const SPIN_LOADS_MIN = 1_000;

export interface LoopHooks {
  /** Runs a tick; `latenessMicros` is how far behind its deadline it began. Returns false to end the loop. */
  tick(latenessMicros: number): boolean;
  /** Ticks run at once after another in this wake, besides the first. */
  caughtUp(ticks: number): void;
  /** World time was stretched: every later deadline is this much later. */
  stretched(micros: number): void;
}

/**
 * Runs ticks at absolute deadlines, 60 a second, until a hook says stop. The deadline of the n-th tick is computed
 * from n, never by adding to the last, so that no error adds up. A wake that finds several deadlines past runs at
 * most `catchUpTicksMax` of them and moves the others, openly: time is never dropped in silence.
 *
 * `wakeWord` is a word nobody needs to write; sleeping on it with a timeout is the only place where the thread blocks.
 */
export function runLoop(
  hooks: LoopHooks,
  startMicros: number,
  catchUpTicksMax: number,
  spinMicros: number,
  wakeWord: Int32Array,
): void {
  let origin = startMicros;
  let count = 1;
  for (;;) {
    const due = origin + (count * MICROS_PER_SECOND) / TICKS_PER_SECOND;
    const now = sleepUntil(due, spinMicros, wakeWord);
    const owed = 1 + Math.floor((now - due) / PERIOD_MICROS);
    const run = Math.min(owed, catchUpTicksMax);
    for (let i = 0; i < run; i++) {
      const deadline = origin + ((count + i) * MICROS_PER_SECOND) / TICKS_PER_SECOND;
      if (!hooks.tick(monotonicMicros() - deadline)) return;
    }
    if (run > 1) hooks.caughtUp(run - 1);
    if (owed > run) {
      const micros = (owed - run) * PERIOD_MICROS;
      origin += micros;
      hooks.stretched(micros);
    }
    count += run;
  }
}

/** Returns the time at which it woke: at `due` or, if that is past, at once. */
function sleepUntil(due: number, spinMicros: number, wakeWord: Int32Array): number {
  const sleepMillis = millisUntil(due - spinMicros);
  if (sleepMillis > 0) Atomics.wait(wakeWord, 0, 0, sleepMillis);
  for (let loads = loadsUntil(due); loads > 0; loads = loadsUntil(due)) {
    spin(loads, wakeWord);
  }
  return monotonicMicros();
}

/**
 * A function of its own: V8 would compile the loop alone and interpret what is around it for good, where each sum of
 * times is garbage.
 */
function spin(loads: number, word: Int32Array): void {
  for (let i = 0; i < loads; i++) Atomics.load(word, 0);
}

function millisUntil(micros: number): number {
  return (micros - monotonicMicros()) / 1000;
}

/** Loads until the next look at the clock, 0 when `due` has come. */
function loadsUntil(due: number): number {
  const left = due - monotonicMicros();
  return left <= 0 ? 0 : Math.max(SPIN_LOADS_MIN, Math.floor(left * SPIN_LOADS_PER_MICRO));
}
