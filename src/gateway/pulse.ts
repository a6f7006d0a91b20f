import type { Connection } from './connection.ts';

/** Between two calls of `beat`. */
export const PULSE_INTERVAL_MS = 100;

/** Turns within the time in which a silent connection is cut, and turns of silence after which it is asked. */
const TURNS = 6;
const SILENT_TURNS_MAX = 3;

/**
 * Asks silent clients for a sign of life, a few at a time. uWebSockets.js would ask by itself, but all at once who came
 * within the same four seconds: 5,000 observers then made a gateway deaf for 70 ms, every twelve seconds.
 */
export class Pulse {
  readonly #groups: number;
  #group = 0;

  /** `idleTimeoutSeconds` is the time after which a silent connection is cut. */
  constructor(idleTimeoutSeconds: number) {
    this.#groups = Math.max(1, Math.floor((idleTimeoutSeconds * 1000) / TURNS / PULSE_INTERVAL_MS));
  }

  /**
   * It is the next group's turn, which is the same connections each sixth of the time. Whoever was silent for three
   * turns is asked, so after half of the time and before two thirds of it are over.
   */
  beat(connections: Iterable<Connection>): void {
    for (const connection of connections) {
      if (connection.id % this.#groups !== this.#group) continue;
      connection.silentTurns++;
      if (connection.silentTurns <= SILENT_TURNS_MAX) continue;
      connection.silentTurns = 1;
      connection.socket?.ping();
    }
    this.#group = (this.#group + 1) % this.#groups;
  }
}
