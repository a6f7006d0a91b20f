import type { Suspect } from '../storage/quarantine.ts';

/**
 * Remembers at which inbox record the simulation died. The world is a function of its inputs, so an input that brings
 * it down does so in every replay: without taking it out, restarting would go on for ever.
 */
export class PoisonWatch {
  readonly #seen = new Map<string, string>();
  readonly #poison = new Map<string, Suspect>();

  /** The simulation died while it worked on this record. True when that made it poison: twice at the same one. */
  died(tick: number, record: number, reason: string): boolean {
    const key = `${tick} ${record}`;
    const isSecond = this.#seen.has(key) && !this.#poison.has(key);
    this.#seen.set(key, reason);
    if (isSecond) this.#poison.set(key, { tick, record, reason });
    return isSecond;
  }

  /** Every record that is to be taken out of the replay. */
  get poison(): readonly Suspect[] {
    return [...this.#poison.values()];
  }
}
