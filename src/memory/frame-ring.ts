import { FRAME_RING_BYTES, GATEWAY_LAG_FRAMES_MAX } from '../limits.ts';
import type { FrameDraft } from '../replication/frame.ts';

/**
 * The frames of the last seconds, from the simulation (sole writer) to the gateways (each with a cursor of its own).
 * The writer never waits: a reader that falls a lap or five seconds behind finds out and resynchronises its clients.
 *
 * A frame in the ring is: 17 header words, the tables' words one after the other, then its bytes. Frames are contiguous
 * and begin on words; one that does not fit before the end begins at the start.
 */

const CONTROL_WORDS = 16;
/** Number of frames published; readers sleep on this word. */
const PUBLISHED = 0;
/** The oldest frame still whole. Raised before its memory is written over. */
const OLDEST = 1;
const DIRECTORY_FRAMES = 8_192;

export const FRAME_HEADER_WORDS = 17;
/** Words of a frame header: tick, durable tick, pace, rows of each of the ten tables, bytes, all words, time, loss. */
export const HEADER = {
  tick: 0,
  durableTick: 1,
  pace: 2,
  rows: 3,
  bytes: 13,
  words: 14,
  /** Monotonic microseconds at publication, lowest 31 bits. */
  micros: 15,
  /** One of LOSS (src/replication/frame.ts). */
  loss: 16,
} as const;

export function allocateFrameRing(): SharedArrayBuffer {
  return new SharedArrayBuffer((CONTROL_WORDS + DIRECTORY_FRAMES) * 4 + FRAME_RING_BYTES);
}

function viewRing(memory: SharedArrayBuffer) {
  const dataByte = (CONTROL_WORDS + DIRECTORY_FRAMES) * 4;
  return {
    control: new Int32Array(memory, 0, CONTROL_WORDS),
    directory: new Int32Array(memory, CONTROL_WORDS * 4, DIRECTORY_FRAMES),
    words: new Int32Array(memory, dataByte, FRAME_RING_BYTES / 4),
    bytes: new Uint8Array(memory, dataByte, FRAME_RING_BYTES),
  };
}

export class FrameRingWriter {
  readonly #ring;
  #published: number;
  #oldest: number;
  #nextWord = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#ring = viewRing(memory);
    this.#published = Atomics.load(this.#ring.control, PUBLISHED);
    // A writer that takes over after a restart knows nothing of the memory before it.
    this.#oldest = this.#published;
    Atomics.store(this.#ring.control, OLDEST, this.#oldest);
  }

  /** Puts a frame into the ring and wakes the readers. Never waits, never allocates. */
  publish(frame: FrameDraft, nowMicros: number): void {
    const { control, directory, words, bytes } = this.#ring;
    let tableWords = 0;
    for (const table of frame.tables) tableWords += table.count * table.rowWords;
    const size = FRAME_HEADER_WORDS + tableWords + Math.ceil(frame.bytes.at / 4);
    if (this.#nextWord + size > words.length) {
      // Frames of the round before may lie here still. They are the oldest: while they counted as whole, so would all
      // that is written over at the start.
      this.#retire(this.#nextWord, words.length);
      this.#nextWord = 0;
    }
    const start = this.#nextWord;
    this.#retire(start, start + size);

    let at = start + FRAME_HEADER_WORDS;
    words[start + HEADER.tick] = frame.tick;
    words[start + HEADER.durableTick] = frame.durableTick;
    words[start + HEADER.pace] = frame.paceThousandths;
    for (let t = 0; t < frame.tables.length; t++) {
      const table = frame.tables[t];
      words[start + HEADER.rows + t] = table.count;
      const count = table.count * table.rowWords;
      for (let i = 0; i < count; i++) words[at++] = table.words[i];
    }
    words[start + HEADER.bytes] = frame.bytes.at;
    words[start + HEADER.words] = size;
    words[start + HEADER.loss] = frame.loss;
    words[start + HEADER.micros] = nowMicros % 0x8000_0000;
    const source = frame.bytes.bytes;
    const target = at * 4;
    for (let i = 0; i < frame.bytes.at; i++) bytes[target + i] = source[i];

    this.#nextWord = start + size;
    directory[this.#published % DIRECTORY_FRAMES] = start;
    this.#published++;
    Atomics.store(control, PUBLISHED, this.#published);
    Atomics.notify(control, PUBLISHED);
  }

  /** Declares gone every frame that the words from `start` to `end` (or the directory) will write over. */
  #retire(start: number, end: number): void {
    const { control, directory, words } = this.#ring;
    while (this.#oldest < this.#published) {
      const place = directory[this.#oldest % DIRECTORY_FRAMES];
      const overlaps = place < end && place + words[place + HEADER.words] > start;
      const directoryFull = this.#published - this.#oldest >= DIRECTORY_FRAMES;
      if (!overlaps && !directoryFull) break;
      this.#oldest++;
    }
    Atomics.store(control, OLDEST, this.#oldest);
  }
}

/** What a reader got. `lapped`: frames were missed; everything known from earlier frames is void. */
export type ReadState = 'frame' | 'none' | 'lapped';

export class FrameRingReader {
  /** The frame last read, in memory of its own; valid until the next read. */
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly #ring;
  #next: number;

  constructor(memory: SharedArrayBuffer, wordsMax: number) {
    this.#ring = viewRing(memory);
    this.words = new Int32Array(wordsMax);
    this.bytes = new Uint8Array(this.words.buffer);
    this.#next = Atomics.load(this.#ring.control, PUBLISHED);
  }

  /** Frames published and not yet read. */
  get behind(): number {
    return Atomics.load(this.#ring.control, PUBLISHED) - this.#next;
  }

  /**
   * Copies the next frame out of the ring. The copy is checked afterwards: the writer may have come round meanwhile.
   */
  read(): ReadState {
    const { control, directory, words } = this.#ring;
    const published = Atomics.load(control, PUBLISHED);
    if (this.#next === published) return 'none';
    const isInTime = published - this.#next <= GATEWAY_LAG_FRAMES_MAX;
    if (isInTime && this.#next >= Atomics.load(control, OLDEST)) {
      const start = directory[this.#next % DIRECTORY_FRAMES];
      const size = words[start + HEADER.words];
      if (size <= this.words.length) {
        this.words.set(words.subarray(start, start + size));
        if (this.#next >= Atomics.load(control, OLDEST)) {
          this.#next++;
          return 'frame';
        }
      }
    }
    this.#next = Atomics.load(control, PUBLISHED);
    return 'lapped';
  }

  /** Resolves when a frame newer than the last one read is there; at once if one already is. */
  async wait(): Promise<void> {
    const wake = Atomics.waitAsync(this.#ring.control, PUBLISHED, this.#next);
    if (wake.async) await wake.value;
  }
}
