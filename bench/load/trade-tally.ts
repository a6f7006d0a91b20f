import { DelayCounts } from './delay-counts.ts';

/** What a fleet heard of routes and convoys, and what became of what it asked. */
export class TradeTally {
  /**
   * Counted while measuring. From the due time of the tick in which a territory changed, to the first record of a route
   * that was affected; to the record of the new path that it got for it; and from an order planRoute to its proposal.
   */
  readonly causedDelays = new DelayCounts();
  readonly newPathDelays = new DelayCounts();
  readonly askedDelays = new DelayCounts();
  /** Counted from the first connection on, so that in the end nothing is open. */
  asked = 0;
  answered = 0;
  /** Orders planRoute that were not taken, and moments at which nobody of a faction was free to give one. */
  askedRefused = 0;
  askedLate = 0;
  stances = 0;
  escorts = 0;
  raids = 0;
  /** Changes of territories that affected routes, each once however many clients heard of it. */
  readonly causes = new Set<string>();
  /** New paths of routes, and proposals, by faction: each once. */
  readonly #generated = new Map<number, Set<string>>();

  /** A path was told that nobody knew: `key` names it. */
  generated(faction: number, key: string): void {
    const keys = this.#generated.get(faction);
    if (keys) keys.add(key);
    else this.#generated.set(faction, new Set([key]));
  }

  /** Paths that came while measuring, by faction. */
  get generatedByFaction(): Readonly<Record<number, number>> {
    return Object.fromEntries([...this.#generated].map(([faction, keys]) => [faction, keys.size]));
  }

  beginMeasuring(): void {
    this.causedDelays.clear();
    this.newPathDelays.clear();
    this.askedDelays.clear();
    this.causes.clear();
    for (const keys of this.#generated.values()) keys.clear();
  }
}
