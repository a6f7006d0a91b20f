import { type Decoder, Decoder as SchemaDecoder } from '@colyseus/schema';
import { Protocol } from '@colyseus/shared-types';
import { UNITS_PER_METER } from '../../../src/maths/fixed-point.ts';
import { CourseState, type CourseUnit, type PatrolState, PositionState } from '../servers/colyseus-state.ts';
import {
  BEAT_TICKS,
  type ClientLink,
  type PeerProtocol,
  type PeerReader,
  type ProtocolSetting,
} from './protocol.ts';
import type { Truth } from './truth.ts';

/**
 * A patch begins with what is for all, which is tick and stamp: 0 and 1 are "replace the field of that number", 128
 * more is "add". Each is four bytes.
 */
const HEAD_BYTES = 1 + 2 * 5;
const ADD = 128;

/** Matchmaking over HTTP, then a WebSocket, as the official client does it. */
export function openProtocol({ courses, port, truth }: ProtocolSetting): PeerProtocol {
  return {
    path: async (client) => {
      const response = await fetch(`http://127.0.0.1:${port}/matchmake/joinOrCreate/patrol`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ unit: client }),
      });
      if (!response.ok) throw new Error(`matchmaking: status ${response.status}: ${await response.text()}`);
      const { processId, roomId, sessionId } = (await response.json()) as Record<string, string>;
      return `/${processId}/${roomId}?sessionId=${sessionId}`;
    },
    reader: (link) => new ColyseusReader(link, truth, courses),
  };
}

/** Verified clients run the official decoder; the others read tick and stamp off the head of each patch. */
class ColyseusReader implements PeerReader {
  isJoined = false;
  readonly #link: ClientLink;
  readonly #truth: Truth;
  readonly #courses: boolean;
  readonly #decoder: Decoder<PatrolState> | undefined;
  #lastCheckedTick = 0;

  constructor(link: ClientLink, truth: Truth, courses: boolean) {
    this.#link = link;
    this.#truth = truth;
    this.#courses = courses;
    if (link.isVerified)
      this.#decoder = new SchemaDecoder<PatrolState>(courses ? new CourseState() : new PositionState());
  }

  opened(): void {}

  message(bytes: Uint8Array, start: number, end: number): void {
    const { tally } = this.#link;
    const kind = bytes[start];
    if (kind === Protocol.JOIN_ROOM) this.#link.send(Uint8Array.of(Protocol.JOIN_ROOM));
    else if (kind === Protocol.ROOM_STATE) {
      this.isJoined = true;
      // With courses, what is told first is newer than the last beat: only patches that beat can be checked.
      this.#decode(bytes, start, end, false);
    } else if (kind === Protocol.ROOM_STATE_PATCH) {
      tally.count(end - start);
      this.#readHead(bytes, start, end);
      this.#decode(bytes, start, end, true);
    } else tally.unreadable++;
  }

  #readHead(bytes: Uint8Array, start: number, end: number): void {
    const hasHead =
      end - start >= HEAD_BYTES && (bytes[start + 1] | ADD) === ADD && (bytes[start + 6] | ADD) === (ADD | 1);
    if (!hasHead) {
      if (!this.#courses) this.#link.tally.unreadable++;
      return;
    }
    const tick = uint32(bytes, start + 2);
    this.#link.tally.told(tick);
    this.#link.tally.stamped(uint32(bytes, start + 7));
  }

  #decode(bytes: Uint8Array, start: number, end: number, isChecked: boolean): void {
    const decoder = this.#decoder;
    if (!decoder) return;
    const before = decoder.state.tick;
    // The decoder keeps no bytes, but it reads to the end of what it is given.
    decoder.decode(bytes.subarray(start, end), { offset: 1 });
    const { tick } = decoder.state;
    if (!isChecked || tick === before || tick < this.#lastCheckedTick + BEAT_TICKS) return;
    this.#lastCheckedTick = tick;
    this.#check(decoder.state, tick);
  }

  #check(state: PatrolState, tick: number): void {
    const { client, tally } = this.#link;
    const units = state.units;
    this.#truth.check(tally, client, tick, units.size, (unit) => {
      const found = units.get(String(unit));
      if (!found) return undefined;
      const x = found.x * UNITS_PER_METER;
      const y = found.y * UNITS_PER_METER;
      if (!this.#courses) return { x, y };
      const { since, vx, vy } = found as CourseUnit;
      return { x: x + vx * (tick - since), y: y + vy * (tick - since) };
    });
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
