import { DelayCounts } from '../../load/delay-counts.ts';

const SIZES = 65_536;

/** What all clients of a crowd share: the time of the read in progress, and the counts. */
export class PeerTally {
  /** Monotonic clock of the read in progress, in microseconds. */
  nowMicros = 0;
  /** Newest tick that anybody was told, and the clock of the read that first told it. */
  tick = 0;
  tickMicros = 0;

  /** Counted while measuring: messages about the world, by the bytes of their payload, and what they took to arrive. */
  messages = 0;
  readonly sizes = new Uint32Array(SIZES);
  readonly delays = new DelayCounts();

  /** Counted from the first connection on: units held against the truth, and those wrong, missing or too many. */
  checkedUnits = 0;
  checks = 0;
  wrong = 0;
  /** Messages that could not be read. */
  unreadable = 0;
  /** Why connections were lost, and how many each. */
  readonly losses = new Map<string, number>();

  /** A message about the world came. */
  count(payloadBytes: number): void {
    this.messages++;
    this.sizes[Math.min(payloadBytes, SIZES - 1)]++;
  }

  /** The newest tick that a message tells; they come in order, and other clients may be ahead. */
  told(tick: number): void {
    if (tick <= this.tick) return;
    this.tick = tick;
    this.tickMicros = this.nowMicros;
  }

  /** A message tells that its tick began at `stampMicros`, modulo 2^32. */
  stamped(stampMicros: number): void {
    this.delays.add((Math.floor(this.nowMicros) - stampMicros) >>> 0);
  }

  beginMeasuring(): void {
    this.messages = 0;
    this.sizes.fill(0);
    this.delays.clear();
  }

  lost(reason: string): void {
    this.losses.set(reason, (this.losses.get(reason) ?? 0) + 1);
  }

  /** Payload bytes at the middle of each of `parts` equal parts of all messages, smallest first; [] with none. */
  sizeProfile(parts: number): number[] {
    if (this.messages === 0) return [];
    const profile: number[] = [];
    let seen = 0;
    for (let bytes = 0; bytes < SIZES && profile.length < parts; bytes++) {
      seen += this.sizes[bytes];
      while (profile.length < parts && seen >= ((profile.length + 0.5) / parts) * this.messages) {
        profile.push(bytes);
      }
    }
    return profile;
  }
}
