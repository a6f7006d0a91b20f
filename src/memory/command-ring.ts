import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { COMMAND_RING_RECORDS } from '../limits.ts';

/**
 * Inbox records on their way from one gateway (sole writer) to the simulation (sole reader), of fixed size.
 * A full ring refuses: the gateway answers an order with RESULT.busy and keeps a session record until there is room.
 */

const CONTROL_WORDS = 16;
const WRITTEN = 0;
const TAKEN = 1;
/** Connections that the gateway has numbered. */
const CONNECTIONS = 2;

export function allocateCommandRing(): SharedArrayBuffer {
  return new SharedArrayBuffer((CONTROL_WORDS + COMMAND_RING_RECORDS * INBOX_RECORD_WORDS) * 4);
}

/** Both ends of a ring; each thread uses its own half only. */
export class CommandRing {
  readonly #control: Int32Array;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, CONTROL_WORDS);
    this.#words = new Int32Array(memory, CONTROL_WORDS * 4);
  }

  /** Gateway: appends a record of INBOX_RECORD_WORDS words. False when the ring is full. */
  push(record: Int32Array): boolean {
    const written = Atomics.load(this.#control, WRITTEN);
    if (((written - Atomics.load(this.#control, TAKEN)) | 0) >= COMMAND_RING_RECORDS) return false;
    const at = ((written >>> 0) % COMMAND_RING_RECORDS) * INBOX_RECORD_WORDS;
    for (let i = 0; i < INBOX_RECORD_WORDS; i++) this.#words[at + i] = record[i];
    Atomics.store(this.#control, WRITTEN, (written + 1) | 0);
    return true;
  }

  /**
   * Gateway: a number for a connection, never one of a gateway that died. What that one asked for may still be in the
   * ring, and a new connection of the same number would be given the session of a stranger.
   */
  nextConnection(): number {
    return (Atomics.add(this.#control, CONNECTIONS, 1) + 1) & 0x7fff_ffff;
  }

  /** Simulation: moves up to `limit` records to `into` from word `at` on. Returns how many. */
  drain(into: Int32Array, at: number, limit: number): number {
    const taken = Atomics.load(this.#control, TAKEN);
    const waiting = (Atomics.load(this.#control, WRITTEN) - taken) | 0;
    const count = Math.min(waiting, limit);
    for (let r = 0; r < count; r++) {
      const from = (((taken + r) >>> 0) % COMMAND_RING_RECORDS) * INBOX_RECORD_WORDS;
      for (let i = 0; i < INBOX_RECORD_WORDS; i++) into[at++] = this.#words[from + i];
    }
    Atomics.store(this.#control, TAKEN, (taken + count) | 0);
    return count;
  }
}
