import { Unpackr } from 'msgpackr';
import {
  BEAT_TICKS,
  type ClientLink,
  type PeerProtocol,
  type PeerReader,
  type ProtocolSetting,
} from './protocol.ts';
import type { Truth } from './truth.ts';

const unpackr = new Unpackr({ useRecords: false });

/** Tick and stamp stand first, as an array of two numbers of 32 bits; each number has a byte for its type before it. */
const ARRAY_OF_TWO = 0x92;

/** Messages of ws and msgpackr; the client's number is in the address. */
export function openProtocol({ truth }: ProtocolSetting): PeerProtocol {
  return {
    path: async (client) => `/?unit=${client}`,
    reader: (link) => new MsgpackReader(link, truth),
  };
}

class MsgpackReader implements PeerReader {
  isJoined = false;
  readonly #link: ClientLink;
  readonly #truth: Truth;
  #lastCheckedTick = 0;

  constructor(link: ClientLink, truth: Truth) {
    this.#link = link;
    this.#truth = truth;
  }

  opened(): void {}

  message(bytes: Uint8Array, start: number, end: number): void {
    const { tally } = this.#link;
    this.isJoined = true;
    tally.count(end - start);
    if (bytes[start] !== ARRAY_OF_TWO) {
      tally.unreadable++;
      return;
    }
    at = start + 1;
    const tick = number(bytes);
    tally.told(tick);
    tally.stamped(number(bytes));
    if (this.#link.isVerified) this.#check(bytes.slice(start, end), tick);
  }

  /** Decodes every message, as a client would; holds one in half a second against the truth. */
  #check(message: Uint8Array, tick: number): void {
    const parts = unpackr.unpackMultiple(message) as number[][];
    if (tick < this.#lastCheckedTick + BEAT_TICKS) return;
    this.#lastCheckedTick = tick;
    const places = new Map<number, { x: number; y: number }>();
    for (const values of parts.slice(1)) {
      for (let i = 0; i + 2 < values.length; i += 3)
        places.set(values[i], { x: values[i + 1], y: values[i + 2] });
    }
    this.#truth.check(this.#link.tally, this.#link.client, tick, places.size, (unit) => places.get(unit));
  }
}

let at = 0;

/** The unsigned whole number at `at` (MessagePack), which moves behind it. */
function number(bytes: Uint8Array): number {
  const type = bytes[at++];
  if (type < 0x80) return type;
  const width = type === 0xcc ? 1 : type === 0xcd ? 2 : 4;
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + bytes[at++];
  return value;
}
