import { totalmem } from 'node:os';
import { CONTROL } from '../memory/control-block.ts';
import { Interval } from './interval.ts';

const LOOK_INTERVAL_MS = 1_000;

/** What the process may take, bytes: what its container allows, else what the machine has. */
export function memoryLimitBytes(constrained: number | undefined, machine: number): number {
  // Without a limit of its own a container tells none, or one that is larger than the machine.
  return constrained !== undefined && constrained > 0 && constrained < machine ? constrained : machine;
}

/** Tells the simulation once a second how full the memory is: only the whole process knows. */
export class MemoryWatch {
  readonly #control: Int32Array;
  readonly #limitBytes: number;
  readonly #usedBytes: () => number;
  readonly #interval = new Interval(LOOK_INTERVAL_MS, () => this.look());

  constructor(
    control: Int32Array,
    limitBytes = memoryLimitBytes(process.constrainedMemory(), totalmem()),
    usedBytes: () => number = process.memoryUsage.rss,
  ) {
    this.#control = control;
    this.#limitBytes = limitBytes;
    this.#usedBytes = usedBytes;
  }

  start(): void {
    this.look();
    this.#interval.start();
  }

  close(): void {
    this.#interval.close();
  }

  look(): void {
    const percent = Math.round((this.#usedBytes() * 100) / this.#limitBytes);
    Atomics.store(this.#control, CONTROL.memoryPercent, percent);
  }
}
