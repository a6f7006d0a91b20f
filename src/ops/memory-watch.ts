import { totalmem } from 'node:os';
import { CONTROL } from '../memory/control-block.ts';

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
  #timer: NodeJS.Timeout | undefined;

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
    this.#timer ??= setInterval(() => this.look(), LOOK_INTERVAL_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  look(): void {
    const percent = Math.round((this.#usedBytes() * 100) / this.#limitBytes);
    Atomics.store(this.#control, CONTROL.memoryPercent, percent);
  }
}
