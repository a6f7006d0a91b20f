import { ByteReader } from '../../../src/protocol/bytes.ts';
import { ROLE, writeHello, writeResync } from '../../../src/protocol/client-messages.ts';
import { ITEM } from '../../../src/protocol/fields.ts';
import {
  FRAME_HEADER_BYTES,
  readWelcome,
  SERVER_MESSAGE,
  unfoldTick,
} from '../../../src/protocol/server-messages.ts';
import { TABLE_HASH } from '../../../src/protocol/table-hash.ts';
import { CheckedMirror } from '../../load/checked-mirror.ts';
import type { ClientLink, PeerProtocol, PeerReader } from './protocol.ts';

const MICROS_PER_TICK = 1_000_000 / 60;
const CLOCK_ITEM_BYTES = 19;
const reader = new ByteReader(new Uint8Array(0));

/** Marchland's own wire format; the time of a delay begins when the tick was due. */
export function openProtocol(): PeerProtocol {
  const clock: ServerClock = { tickZeroMicros: 0 };
  return {
    path: async () => '/',
    reader: (link) => new MarchlandReader(link, clock),
  };
}

/** When tick 0 was due, as the newest message to anybody tells; a server that stretches time moves it. */
interface ServerClock {
  tickZeroMicros: number;
}

/** Skims frames for tick and clock; a verified client keeps the whole mirror and its hashes. */
class MarchlandReader implements PeerReader {
  isJoined = false;
  readonly #link: ClientLink;
  #mirror: CheckedMirror | undefined;
  #lastTick = 0;
  readonly #clock: ServerClock;
  #hashChecks = 0;

  constructor(link: ClientLink, clock: ServerClock) {
    this.#link = link;
    this.#clock = clock;
  }

  opened(): void {
    const { client, send } = {
      client: this.#link.client,
      send: (bytes: Uint8Array) => this.#link.send(bytes),
    };
    // A fresh world counts its patrols from 1.
    send(
      writeHello({ tableHash: TABLE_HASH, role: ROLE.observer, faction: 0, focus: client + 1, ticket: '' }),
    );
  }

  message(bytes: Uint8Array, start: number, end: number): void {
    const kind = bytes[start] & 7;
    if (kind === SERVER_MESSAGE.frame && this.isJoined) this.#frame(bytes, start, end);
    else if (kind === SERVER_MESSAGE.welcome && !this.isJoined) this.#welcome(bytes, start, end);
    else this.#link.tally.unreadable++;
  }

  #welcome(bytes: Uint8Array, start: number, end: number): void {
    reader.reset(bytes, start + 1, end);
    const welcome = readWelcome(reader);
    if (welcome?.tableHash !== TABLE_HASH) {
      this.#link.tally.unreadable++;
      return;
    }
    this.isJoined = true;
    this.#lastTick = welcome.tick;
    this.#clock.tickZeroMicros = welcome.tickZeroMicros;
    if (!this.#link.isVerified) return;
    const grid = { units: welcome.sectorUnits, columns: welcome.columns, rows: welcome.rows };
    this.#mirror = new CheckedMirror(grid, welcome.tick, {
      mismatch: (sector) => this.#link.send(writeResync(sector)),
    });
  }

  #frame(bytes: Uint8Array, start: number, end: number): void {
    const { tally } = this.#link;
    const tick = unfoldTick(bytes[start + 1], this.#lastTick);
    this.#lastTick = tick;
    const clockAt = end - CLOCK_ITEM_BYTES;
    if (clockAt >= start + FRAME_HEADER_BYTES && bytes[clockAt] === ITEM.clock) {
      reader.reset(bytes, clockAt + 1, end);
      // That it tells the frame's own tick rules out a record that looks like a clock.
      if (reader.u32() === tick) {
        reader.u32();
        reader.u16();
        this.#clock.tickZeroMicros = reader.f64();
      }
    }
    tally.count(end - start);
    tally.told(tick);
    tally.delays.add(tally.nowMicros - (this.#clock.tickZeroMicros + tick * MICROS_PER_TICK));
    if (this.#mirror) this.#verify(this.#mirror, bytes, start, end, tick);
  }

  /** A hash covers the units of a sector; whatever else contradicts the mirror is counted as wrong, too. */
  #verify(mirror: CheckedMirror, bytes: Uint8Array, start: number, end: number, tick: number): void {
    const { tally } = this.#link;
    const wrongBefore = wrongOf(mirror);
    reader.reset(bytes, start + FRAME_HEADER_BYTES, end);
    if (!mirror.apply(reader, tick)) this.#link.send(writeResync(0));
    tally.wrong += wrongOf(mirror) - wrongBefore;
    if (mirror.hashChecks === this.#hashChecks) return;
    tally.checks += mirror.hashChecks - this.#hashChecks;
    this.#hashChecks = mirror.hashChecks;
    tally.checkedUnits += mirror.entities.size;
  }
}

function wrongOf(mirror: CheckedMirror): number {
  const { contradictions, differences, hashMismatches, unknownRecords, unreadableFrames } = mirror;
  return contradictions + differences + hashMismatches + unknownRecords + unreadableFrames;
}
