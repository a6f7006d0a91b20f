import type { Socket } from '../../src/gateway/socket.ts';

/** Bytes after which a slow reader's socket takes no more. */
const DROP_BYTES = 3_000;

/** A socket that is as slow as the game wants its reader to be. */
export class SimulatedSocket implements Socket {
  isSlow = false;
  /** Set when the gateway has closed it: the code, or 0 for a cut. */
  closed: number | undefined;
  readonly #queued: Uint8Array[] = [];
  #queuedBytes = 0;
  readonly #arrived: (bytes: Uint8Array) => void;

  constructor(arrived: (bytes: Uint8Array) => void) {
    this.#arrived = arrived;
  }

  send(bytes: Uint8Array): number {
    if (!this.isSlow) {
      this.#arrived(bytes);
      return 1;
    }
    if (this.#queuedBytes + bytes.length > DROP_BYTES) return 2;
    this.#queued.push(bytes.slice());
    this.#queuedBytes += bytes.length;
    return 0;
  }

  bufferedBytes(): number {
    return this.#queuedBytes;
  }

  /** The reader catches up: all that waited arrives. */
  drain(): void {
    this.isSlow = false;
    this.#queuedBytes = 0;
    for (const bytes of this.#queued.splice(0)) this.#arrived(bytes);
  }

  ping(): void {}

  end(code: number): void {
    this.closed = code;
  }

  destroy(): void {
    this.closed = 0;
  }
}
