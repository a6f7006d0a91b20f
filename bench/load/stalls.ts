import { monotonicMicros } from '../../src/ops/clock.ts';
import type { Bot } from './bot.ts';
import type { Fault } from './fault.ts';
import type { Fleet } from './fleet.ts';
import type { PairedFigures } from './paired-phases.ts';

/** What became of clients that stopped reading, and what that cost the others. */
export interface StallFigures extends PairedFigures {
  readonly clients: number;
  /** Times that a client stopped reading, and of those how often it did read nothing until it read on. */
  readonly stalls: number;
  readonly unread: number;
  /** Of the server: times that a client was left out as its socket was full, and messages that it was not sent. */
  readonly staleEntries: number | null;
  readonly messagesDropped: number | null;
  /** Closed by the server, by its reason; and how many of those had their session again. */
  readonly closings: Readonly<Record<string, number>>;
  readonly resumed: number;
  /** In the end: connected, and of those that verify the world, how many checks passed and how many did not. */
  readonly connected: number;
  readonly verified: number;
  readonly hashChecks: number;
  readonly hashMismatches: number;
}

/** The slow clients of a fleet read nothing for a while. */
export class Stalls implements Fault {
  readonly #bots: readonly Bot[];
  #count = 0;
  #unread = 0;
  #beganMicros = 0;

  constructor(fleet: Fleet) {
    this.#bots = fleet.slow;
  }

  begin(): void {
    for (const bot of this.#bots) bot.stall();
    this.#count += this.#bots.length;
    this.#beganMicros = monotonicMicros();
  }

  end(): void {
    for (const bot of this.#bots) {
      if (bot.isStalled && bot.lastHeardMicros < this.#beganMicros) this.#unread++;
      bot.readOn();
    }
  }

  figures(
    paired: PairedFigures,
    { tally }: Fleet,
    metricsSince: ReadonlyMap<string, number> | undefined,
  ): StallFigures {
    const mirrors = this.#bots.flatMap(({ mirror }) => mirror ?? []);
    return {
      clients: this.#bots.length,
      stalls: this.#count,
      unread: this.#unread,
      staleEntries: metricsSince?.get('world_stale_entries_total') ?? null,
      messagesDropped: metricsSince?.get('world_messages_dropped_total') ?? null,
      closings: Object.fromEntries(tally.slow.closings),
      resumed: tally.slow.resumed,
      connected: this.#bots.filter(({ state }) => state === 'open').length,
      verified: mirrors.length,
      hashChecks: mirrors.reduce((sum, { hashChecks }) => sum + hashChecks, 0),
      hashMismatches: mirrors.reduce((sum, { hashMismatches }) => sum + hashMismatches, 0),
      ...paired,
    };
  }
}
