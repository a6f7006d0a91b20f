import { describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import {
  COMMAND_RING_RECORDS,
  FRAME_BYTES_MAX,
  FRAME_RING_BYTES,
  GATEWAY_LAG_FRAMES_MAX,
} from '../src/limits.ts';
import { allocateCommandRing, CommandRing } from '../src/memory/command-ring.ts';
import {
  allocateFrameRing,
  FRAME_HEADER_WORDS,
  FrameRingReader,
  FrameRingWriter,
  HEADER,
} from '../src/memory/frame-ring.ts';
import { FrameDraft } from '../src/replication/frame.ts';
import { seeded } from './support/random-life.ts';

/** Makes the draft of a tick whose every word and byte says which tick it is of. */
function draw(draft: FrameDraft, tick: number, bytes: number, rows: number): void {
  draft.clear();
  draft.tick = tick;
  for (const table of draft.tables) {
    for (let row = 0; row < rows; row++) table.words.fill(tick, table.add(), table.count * table.rowWords);
  }
  draft.bytes.bytes.fill(tick & 0xff, 0, bytes);
  draft.bytes.at = bytes;
}

/**
 * Throws unless the frame last read is whole: its head, its tables and its bytes are all of one tick. Returns the
 * tick.
 */
function wholeTick(reader: FrameRingReader, expectedRows?: number, expectedBytes?: number): number {
  const { words, bytes } = reader;
  const tick = words[HEADER.tick];
  const rowWords = [8, 20, 3, 4, 3, 5, 3, 4, 2, 3];
  let at = FRAME_HEADER_WORDS;
  rowWords.forEach((each, table) => {
    const rows = words[HEADER.rows + table];
    if (expectedRows !== undefined) expect(rows).toBe(expectedRows);
    for (let i = 0; i < rows * each; i++)
      if (words[at++] !== tick) throw new Error(`tick ${tick}: a torn table`);
  });
  if (expectedBytes !== undefined) expect(words[HEADER.bytes]).toBe(expectedBytes);
  const count = words[HEADER.bytes];
  // All of a small frame, and samples of a large one: the tests write gigabytes otherwise.
  for (let i = 0; i < count; i += count < 3_000 ? 1 : 997) {
    if (bytes[at * 4 + i] !== (tick & 0xff)) throw new Error(`tick ${tick}: torn bytes`);
  }
  return tick;
}

const READER_WORDS = (FRAME_BYTES_MAX / 4) * 3;

describe('the frame ring', () => {
  test('brings every frame as it was written, over several rounds of the ring', () => {
    const memory = allocateFrameRing();
    const writer = new FrameRingWriter(memory);
    const reader = new FrameRingReader(memory, READER_WORDS);
    const draft = new FrameDraft();
    const dice = seeded(1);
    let written = 0;
    for (let tick = 1; written < 3 * FRAME_RING_BYTES; tick++) {
      const bytes = dice(4) === 0 ? dice(FRAME_BYTES_MAX) : dice(3_000);
      const rows = dice(20);
      draw(draft, tick, bytes, rows);
      writer.publish(draft, 123_456);
      written += bytes;
      expect(reader.behind).toBe(1);
      expect(reader.read()).toBe('frame');
      expect(wholeTick(reader, rows, bytes)).toBe(tick);
      expect(reader.words[HEADER.micros]).toBe(123_456);
      expect(reader.read()).toBe('none');
    }
  });

  test('tells a reader that was lapped, and never shows it a torn, repeated or older frame', () => {
    for (const seed of [2, 3]) {
      const memory = allocateFrameRing();
      const writer = new FrameRingWriter(memory);
      const draft = new FrameDraft();
      const dice = seeded(seed);
      // Each reads only what lies further back than its lag, so that the last ones walk along the edge of a lap.
      const readers = [0, 10, 20, 30, 35, 40, 45, 50, 60].map((lag) => ({
        ring: new FrameRingReader(memory, READER_WORDS),
        lag,
        last: 0,
        laps: 0,
        frames: 0,
      }));
      for (let tick = 1; tick <= 200; tick++) {
        draw(draft, tick, dice(3) === 0 ? dice(FRAME_BYTES_MAX) : dice(200_000), dice(4));
        writer.publish(draft, 0);
        for (const reader of readers) {
          while (reader.ring.behind > reader.lag) {
            if (reader.ring.read() === 'lapped') {
              reader.laps++;
              reader.last = tick;
            } else {
              const read = wholeTick(reader.ring);
              expect(read, `seed ${seed}, lag ${reader.lag}, tick ${tick}`).toBe(reader.last + 1);
              reader.last = read;
              reader.frames++;
            }
          }
        }
      }
      expect(readers[0]).toMatchObject({ laps: 0, frames: 200 });
      expect(readers[8].laps).toBeGreaterThan(0);
      expect(readers[5].frames).toBeGreaterThan(20);
    }
  });

  test('declares lost what it writes over at its start, even while older frames lie untouched at its end', () => {
    const memory = allocateFrameRing();
    const writer = new FrameRingWriter(memory);
    const draft = new FrameDraft();
    let tick = 0;
    const publish = (count: number, bytes: number) => {
      for (let i = 0; i < count; i++) {
        draw(draft, ++tick, bytes, 0);
        writer.publish(draft, 0);
      }
    };
    publish(7, 4_000_000);
    publish(55, 100_000);
    const reader = new FrameRingReader(memory, READER_WORDS);
    const second = tick;
    publish(7, 4_000_000);
    publish(1, 2_000_000);
    const intact = new FrameRingReader(memory, READER_WORDS);
    // This one does not fit behind the last, and is written where the second round began.
    publish(1, 4_000_000);
    expect(reader.read(), `frame ${second + 1} was written over`).toBe('lapped');
    expect(intact.read()).toBe('frame');
    expect(wholeTick(intact)).toBe(tick);
  });

  test('does not show a frame that was written over while it was being copied', () => {
    const memory = allocateFrameRing();
    const writer = new FrameRingWriter(memory);
    const reader = new FrameRingReader(memory, READER_WORDS);
    const draft = new FrameDraft();
    draw(draft, 1, 1_000_000, 0);
    writer.publish(draft, 0);
    // The writer comes round in the middle of the reader's copy.
    const copy = Int32Array.prototype.set;
    Object.defineProperty(reader.words, 'set', {
      configurable: true,
      value(source: Int32Array) {
        for (let tick = 2; tick < 12; tick++) {
          draw(draft, tick, 4_000_000, 0);
          writer.publish(draft, 0);
        }
        copy.call(reader.words, source);
      },
    });
    expect(reader.read()).toBe('lapped');
    Reflect.deleteProperty(reader.words, 'set');
    writer.publish(draft, 0);
    expect(reader.read()).toBe('frame');
    expect(wholeTick(reader)).toBe(11);
  });

  test('laps a reader that lies too far behind, though all it missed is still there', () => {
    const memory = allocateFrameRing();
    const writer = new FrameRingWriter(memory);
    const [late, later] = [
      new FrameRingReader(memory, READER_WORDS),
      new FrameRingReader(memory, READER_WORDS),
    ];
    const draft = new FrameDraft();
    const publish = (tick: number) => {
      draw(draft, tick, 1, 0);
      writer.publish(draft, 0);
    };
    for (let tick = 1; tick <= GATEWAY_LAG_FRAMES_MAX; tick++) publish(tick);
    expect(late.read()).toBe('frame');
    expect(wholeTick(late)).toBe(1);
    publish(GATEWAY_LAG_FRAMES_MAX + 1);
    expect(later.read()).toBe('lapped');
    publish(GATEWAY_LAG_FRAMES_MAX + 2);
    expect(later.read()).toBe('frame');
    expect(wholeTick(later)).toBe(GATEWAY_LAG_FRAMES_MAX + 2);
  });

  test('laps a reader by the number of frames too, however small they are', () => {
    const memory = allocateFrameRing();
    const writer = new FrameRingWriter(memory);
    const reader = new FrameRingReader(memory, READER_WORDS);
    const draft = new FrameDraft();
    for (let tick = 1; tick <= 8_193; tick++) {
      draw(draft, tick, 1, 0);
      writer.publish(draft, 0);
    }
    expect(reader.read()).toBe('lapped');
    expect(reader.read()).toBe('none');
    draw(draft, 9_000, 5, 0);
    writer.publish(draft, 0);
    expect(reader.read()).toBe('frame');
    expect(wholeTick(reader)).toBe(9_000);
  });

  test('begins a reader with the next frame, and a new writer where the old one ended', () => {
    const memory = allocateFrameRing();
    const draft = new FrameDraft();
    draw(draft, 1, 10, 1);
    new FrameRingWriter(memory).publish(draft, 0);
    const reader = new FrameRingReader(memory, READER_WORDS);
    expect(reader.read()).toBe('none');
    draw(draft, 2, 10, 1);
    new FrameRingWriter(memory).publish(draft, 0);
    expect(reader.read()).toBe('frame');
    expect(wholeTick(reader)).toBe(2);
  });

  test('wakes a reader that waits', async () => {
    const memory = allocateFrameRing();
    const writer = new FrameRingWriter(memory);
    const reader = new FrameRingReader(memory, READER_WORDS);
    const draft = new FrameDraft();
    const woken = reader.wait();
    draw(draft, 1, 10, 1);
    writer.publish(draft, 0);
    await woken;
    expect(reader.read()).toBe('frame');
    writer.publish(draft, 0);
    await reader.wait();
  });
});

describe('the command ring', () => {
  function record(value: number): Int32Array {
    return new Int32Array(INBOX_RECORD_WORDS).fill(value);
  }

  test('brings every record once and in order, over many rounds', () => {
    const memory = allocateCommandRing();
    const [gateway, sim] = [new CommandRing(memory), new CommandRing(memory)];
    const into = new Int32Array(1_000 * INBOX_RECORD_WORDS);
    const dice = seeded(5);
    let [pushed, drained] = [0, 0];
    while (drained < 5 * COMMAND_RING_RECORDS) {
      for (let count = dice(900); count > 0; count--) if (gateway.push(record(pushed))) pushed++;
      const at = dice(10) * INBOX_RECORD_WORDS;
      const count = sim.drain(into, at, dice(980));
      for (let r = 0; r < count; r++) {
        const start = at + r * INBOX_RECORD_WORDS;
        if (!into.subarray(start, start + INBOX_RECORD_WORDS).every((word) => word === drained)) {
          throw new Error(`record ${drained} is broken`);
        }
        drained++;
      }
    }
    expect(pushed).toBeGreaterThanOrEqual(drained);
  });

  test('refuses when full and takes again when there is room', () => {
    const ring = new CommandRing(allocateCommandRing());
    for (let i = 0; i < COMMAND_RING_RECORDS; i++) expect(ring.push(record(i))).toBe(true);
    expect(ring.push(record(-1))).toBe(false);
    const into = new Int32Array(INBOX_RECORD_WORDS);
    expect(ring.drain(into, 0, 1)).toBe(1);
    expect(into[0]).toBe(0);
    expect(ring.push(record(7))).toBe(true);
    expect(ring.push(record(-1))).toBe(false);
  });

  test('goes on when its counters pass 2^31 and 2^32', () => {
    for (const start of [0x7fff_fff0, -8]) {
      const memory = allocateCommandRing();
      new Int32Array(memory, 0, 2).fill(start);
      const ring = new CommandRing(memory);
      const into = new Int32Array(INBOX_RECORD_WORDS);
      for (let i = 0; i < 100; i++) {
        expect(ring.push(record(i))).toBe(true);
        expect(ring.drain(into, 0, 10)).toBe(1);
        expect(into[INBOX_RECORD_WORDS - 1]).toBe(i);
      }
      for (let i = 0; i < COMMAND_RING_RECORDS; i++) expect(ring.push(record(i))).toBe(true);
      expect(ring.push(record(0))).toBe(false);
    }
  });
});
