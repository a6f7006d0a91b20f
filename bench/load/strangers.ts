import { monotonicMicros } from '../../src/ops/clock.ts';
import type { ServerAddress } from './bot-socket.ts';
import type { Fault } from './fault.ts';
import type { PairedFigures } from './paired-phases.ts';
import { STRANGER, Stranger, type StrangerKind } from './stranger.ts';

/** What hostile connections cost the clients beside them, and how the server ended them. */
export interface StrangerFigures extends PairedFigures {
  readonly connections: number;
  /** By what they do: how often they connected, and how the server ended that. */
  readonly opened: Readonly<Record<string, number>>;
  readonly endings: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const KINDS = Object.keys(STRANGER) as StrangerKind[];
const LOOK_MS = 20;
/** A session of somebody who left is kept for a while: who came again at once would fill the server with such. */
const AWAY_MS = 2000;

interface Seat {
  readonly stranger: Stranger;
  /** When it acts next, or comes back; microseconds. */
  dueMicros: number;
}

/** Many connections that mean harm in every way a stranger can, by turns with none at all. */
export class Strangers implements Fault {
  readonly #seats: readonly Seat[];
  readonly #opened: Record<string, number> = {};
  readonly #endings: Record<string, Record<string, number>> = {};
  #timer: NodeJS.Timeout | undefined;

  constructor(address: ServerAddress, connections: number) {
    this.#seats = Array.from({ length: connections }, (_, i) => {
      const seat: Seat = {
        stranger: new Stranger(KINDS[i % KINDS.length], address, (kind, how) => {
          this.#endings[kind] ??= {};
          this.#endings[kind][how] = (this.#endings[kind][how] ?? 0) + 1;
          seat.dueMicros = monotonicMicros() + AWAY_MS * 1000;
        }),
        dueMicros: 0,
      };
      return seat;
    });
  }

  begin(): void {
    const now = monotonicMicros();
    // All within half a second: beyond the listener's backlog they would only wait for the kernel.
    this.#seats.forEach((seat, i) => {
      seat.dueMicros = now + (500_000 * i) / this.#seats.length;
    });
    this.#timer = setInterval(() => this.#act(), LOOK_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    for (const { stranger } of this.#seats) stranger.leave();
  }

  figures(paired: PairedFigures): StrangerFigures {
    return {
      connections: this.#seats.length,
      opened: this.#opened,
      endings: this.#endings,
      ...paired,
    };
  }

  #act(): void {
    const now = monotonicMicros();
    for (const seat of this.#seats) {
      if (seat.dueMicros > now) continue;
      const { stranger } = seat;
      seat.dueMicros = now + STRANGER[stranger.kind].everyMs * 1000;
      if (stranger.isOpen) stranger.act();
      else {
        this.#opened[stranger.kind] = (this.#opened[stranger.kind] ?? 0) + 1;
        stranger.open();
      }
    }
  }
}
