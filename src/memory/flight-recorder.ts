import { GATEWAY_COUNT_MAX, TRACE_TICKS } from '../limits.ts';
import { SYSTEM_HISTOGRAMS_MAX } from './metrics-block.ts';

/**
 * The flight recorder: what each thread did in the last 30 seconds, in shared memory, so that it can be read after the
 * thread that wrote it has died. A lane is a ring of rows of numbers with one writing thread; recording is plain
 * stores, and nothing is ever allocated. Times are microseconds of the monotonic clock.
 */

/** Row of a tick, written as it goes. The microseconds of each system follow, in the order of the schedule. */
export const TICK_ROW = {
  tick: 0,
  /** Ticks of this thread so far: the first of them are slow, as the program is compiled while they run. */
  lifeTicks: 1,
  dueMicros: 2,
  startMicros: 3,
  /** Filling the inbox and putting it on record. */
  intakeMicros: 4,
  /** What comes after the last system: trail, boards, publication of the frame. */
  sealMicros: 5,
  micros: 6,
  inboxRecords: 7,
  changes: 8,
  blocks: 9,
  keyframes: 10,
  frameBytes: 11,
  entities: 12,
  sessions: 13,
  rung: 14,
  /** Between the tick before and this one: time stretched, and the copy of the stores for a snapshot. */
  stretchedMicros: 15,
  copyStartMicros: 16,
  copyMicros: 17,
  /** Trail of the world after the tick, as an unsigned number. */
  trail: 18,
  systemsDone: 19,
  systems: 20,
} as const;

/** Row of a frame that a gateway handed to its clients. Messages, bytes and laps count since the gateway began. */
export const FRAME_ROW = {
  tick: 0,
  wakeMicros: 1,
  startMicros: 2,
  fanOutMicros: 3,
  clients: 4,
  stale: 5,
  messages: 6,
  bytes: 7,
  bufferedBytes: 8,
  laps: 9,
} as const;

/** Row of a transaction of the journal, or of a snapshot being saved. `size` is entries, or bytes. */
export const SAVE_ROW = { tick: 0, startMicros: 1, micros: 2, size: 3 } as const;

/** A lane by its writer; gateways have one each, from `gateway` on. */
export const LANE = { sim: 0, journal: 1, storage: 2, gateway: 3 } as const;

const LANES_MAX = LANE.gateway + GATEWAY_COUNT_MAX;
/** Snapshots are at least a second apart. */
const STORAGE_ROWS = 64;

/** Rows begun and rows finished, for each lane: enough for two years. A row's place is its number modulo the rows. */
const LANE_CONTROL_WORDS = 2;
const CONTROL_BYTES = LANES_MAX * LANE_CONTROL_WORDS * 4;

interface LaneShape {
  readonly rows: number;
  readonly rowWords: number;
}

function shapeOf(lane: number): LaneShape {
  if (lane === LANE.sim) return { rows: TRACE_TICKS, rowWords: TICK_ROW.systems + SYSTEM_HISTOGRAMS_MAX };
  if (lane === LANE.journal) return { rows: TRACE_TICKS, rowWords: 4 };
  if (lane === LANE.storage) return { rows: STORAGE_ROWS, rowWords: 4 };
  return { rows: TRACE_TICKS, rowWords: 10 };
}

function bytesOf(lane: number): number {
  const { rows, rowWords } = shapeOf(lane);
  return rows * rowWords * 8;
}

function byteOffset(lane: number): number {
  let at = CONTROL_BYTES;
  for (let before = 0; before < lane; before++) at += bytesOf(before);
  return at;
}

/** Zeroed memory for the lanes of a server with so many gateways. */
export function allocateFlightRecorder(gatewayCount: number): SharedArrayBuffer {
  return new SharedArrayBuffer(byteOffset(LANE.gateway + gatewayCount));
}

function viewLane(memory: SharedArrayBuffer, lane: number) {
  const { rows, rowWords } = shapeOf(lane);
  return {
    rows,
    rowWords,
    control: new Uint32Array(memory, lane * LANE_CONTROL_WORDS * 4, LANE_CONTROL_WORDS),
    words: new Float64Array(memory, byteOffset(lane), rows * rowWords),
  };
}

const BEGUN = 0;
const DONE = 1;

/** The writing end of a lane: `begin`, any number of `set`, `end`. */
export class LaneWriter {
  readonly #lane: ReturnType<typeof viewLane>;
  #done: number;
  #at = 0;

  /** Goes on where an earlier writer of the lane ended; a row that it left unfinished is given up at `begin`. */
  constructor(memory: SharedArrayBuffer, lane: number) {
    this.#lane = viewLane(memory, lane);
    this.#done = Atomics.load(this.#lane.control, DONE);
  }

  begin(): void {
    const { control, rows, rowWords } = this.#lane;
    // Told before the row of a round ago is written over: whoever copies it finds out.
    Atomics.store(control, BEGUN, this.#done + 1);
    this.#at = (this.#done % rows) * rowWords;
  }

  set(field: number, value: number): void {
    this.#lane.words[this.#at + field] = value;
  }

  end(): void {
    this.#done++;
    Atomics.store(this.#lane.control, DONE, this.#done);
  }
}

/** Rows of a lane, copied: whole ones, oldest first. */
export interface LaneCopy {
  readonly lane: number;
  readonly rowWords: number;
  readonly count: number;
  readonly words: Float64Array;
  /** The row that its writer was at, as far as it came: a dead writer's last one. */
  readonly unfinished: Float64Array | undefined;
}

/** Copies a lane. Rows that the writer came round to while they were being copied are left out. */
export function copyLane(memory: SharedArrayBuffer, lane: number, between: () => void = () => {}): LaneCopy {
  const { control, rows, rowWords, words } = viewLane(memory, lane);
  const done = Atomics.load(control, DONE);
  const first = Math.max(0, done - rows);
  const copy = new Float64Array((done - first) * rowWords);
  for (let number = first; number < done; number++) {
    const from = (number % rows) * rowWords;
    copy.set(words.subarray(from, from + rowWords), (number - first) * rowWords);
  }
  const isAtRow = Atomics.load(control, BEGUN) > done;
  const at = (done % rows) * rowWords;
  const unfinished = isAtRow ? words.slice(at, at + rowWords) : undefined;
  between();
  // Rows are whole as long as nobody has begun the row that takes their place.
  const oldestWhole = Math.max(first, Atomics.load(control, BEGUN) - rows);
  const lost = Math.min(done, oldestWhole) - first;
  return {
    lane,
    rowWords,
    count: done - first - lost,
    words: copy.subarray(lost * rowWords),
    unfinished,
  };
}

/** All lanes of a server with so many gateways. */
export function copyFlight(memory: SharedArrayBuffer, gatewayCount: number): LaneCopy[] {
  return Array.from({ length: LANE.gateway + gatewayCount }, (_, lane) => copyLane(memory, lane));
}

/** Looks at ticks as they are finished, for whoever waits for a slow one. */
export class TickWatch {
  readonly #lane: ReturnType<typeof viewLane>;
  #next: number;

  constructor(memory: SharedArrayBuffer) {
    this.#lane = viewLane(memory, LANE.sim);
    this.#next = Atomics.load(this.#lane.control, DONE);
  }

  /** Calls `take` for every tick finished since the last look. */
  look(take: (tick: number, micros: number, lifeTicks: number) => void): void {
    const { control, rows, rowWords, words } = this.#lane;
    const done = Atomics.load(control, DONE);
    this.#next = Math.max(this.#next, done - rows);
    for (; this.#next < done; this.#next++) {
      const at = (this.#next % rows) * rowWords;
      take(words[at + TICK_ROW.tick], words[at + TICK_ROW.micros], words[at + TICK_ROW.lifeTicks]);
    }
  }
}
