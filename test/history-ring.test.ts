import { describe, expect, test } from 'vitest';
import { CHRONICLE_WORDS, Chronicle } from '../components/chronicle.ts';
import { CHRONICLE_RING_WORDS, CHRONICLE_ROWS_PER_TICK_MAX } from '../src/limits.ts';
import {
  allocateChronicleRing,
  CHRONICLE_HEAD_WORDS,
  ChronicleRing,
  entryWords,
  MARK,
} from '../src/memory/chronicle-ring.ts';
import { seeded } from './support/random-life.ts';

/** Both ends, and the memory between them with its counts of words set to `count` (modulo 2^32). */
function rings(count = 0): { sim: ChronicleRing; history: ChronicleRing } {
  const memory = allocateChronicleRing();
  new Int32Array(memory, 0, 2).fill(count);
  return { sim: new ChronicleRing(memory), history: new ChronicleRing(memory) };
}

const chronicle = new Chronicle();

/** Rows whose every word says which tick they are of. */
function push(ring: ChronicleRing, tick: number, rows: number): boolean {
  chronicle.count = rows;
  chronicle.words.fill(tick, 0, rows * CHRONICLE_WORDS);
  return ring.push(tick, chronicle);
}

/** Throws unless the words are whole entries; returns the ticks, marks as negative ones. */
function ticksOf(words: Int32Array): number[] {
  const ticks: number[] = [];
  for (let at = 0; at < words.length; at += entryWords(words[at])) {
    const tick = words[at + 1];
    const rows = words.subarray(at + CHRONICLE_HEAD_WORDS, at + entryWords(words[at]));
    if (rows.some((word) => word !== tick)) throw new Error(`tick ${tick} is torn`);
    ticks.push(words[at] === MARK ? -tick : tick);
  }
  return ticks;
}

const FULL_WORDS = CHRONICLE_HEAD_WORDS + CHRONICLE_ROWS_PER_TICK_MAX * CHRONICLE_WORDS;

describe('the chronicle ring', () => {
  test('gives what was written, in order, and nothing twice; a tick without rows is only counted', () => {
    const { sim, history } = rings();
    push(sim, 1, 2);
    push(sim, 2, 0);
    sim.mark(2);
    push(sim, 3, 1);
    push(sim, 4, 0);
    expect(history.tick).toBe(4);
    expect(ticksOf(history.take(1000))).toEqual([1, -2, 3]);
    expect(history.take(1000)).toHaveLength(0);
  });

  test.each([0, -CHRONICLE_RING_WORDS, 0x7fff_ffff - 1000, -1000])(
    'keeps entries whole over several rounds, from a count of %i words on',
    (start) => {
      const { sim, history } = rings(start);
      const random = seeded(5);
      const taken: number[] = [];
      let tick = 0;
      for (let written = 0; written < 3 * CHRONICLE_RING_WORDS; ) {
        for (let entries = random(6); entries > 0; entries--) {
          const rows = 1 + random(CHRONICLE_ROWS_PER_TICK_MAX);
          expect(push(sim, ++tick, rows)).toBe(true);
          written += CHRONICLE_HEAD_WORDS + rows * CHRONICLE_WORDS;
        }
        for (let words = history.take(FULL_WORDS); words.length > 0; words = history.take(FULL_WORDS)) {
          taken.push(...ticksOf(words));
        }
      }
      expect(taken).toEqual(Array.from({ length: tick }, (_, i) => i + 1));
    },
  );

  test('takes whole entries up to a number of words, and a longer one alone', () => {
    const { sim, history } = rings();
    for (const tick of [1, 2, 3]) push(sim, tick, 10);
    expect(ticksOf(history.take(2 * entryWords(10)))).toEqual([1, 2]);
    expect(ticksOf(history.take(1))).toEqual([3]);
  });

  test.each([0, -1000])(
    'loses whole ticks when it is full, counts their rows, and still takes marks',
    (start) => {
      const { sim, history } = rings(start);
      let tick = 0;
      while (push(sim, tick + 1, CHRONICLE_ROWS_PER_TICK_MAX)) tick++;
      expect(tick).toBe(Math.floor((CHRONICLE_RING_WORDS - 1000) / FULL_WORDS));
      expect(history.lost).toBe(CHRONICLE_ROWS_PER_TICK_MAX);
      sim.mark(tick + 1);
      expect(sim.markedTick).toBe(tick + 1);
      expect(push(sim, tick + 2, CHRONICLE_ROWS_PER_TICK_MAX)).toBe(false);
      const ticks = ticksOf(history.take(CHRONICLE_RING_WORDS));
      expect(ticks).toEqual([...Array.from({ length: tick }, (_, i) => i + 1), -(tick + 1)]);
      expect(history.lost).toBe(2 * CHRONICLE_ROWS_PER_TICK_MAX);
    },
  );

  test('counts what the chronicle itself had no room for, once', () => {
    const { sim, history } = rings();
    chronicle.lost += 7;
    push(sim, 1, 1);
    push(sim, 2, 1);
    expect(history.lost).toBe(chronicle.lost);
  });

  test('makes a replay wait for room, but only once in vain', () => {
    const { sim, history } = rings();
    expect(sim.waitForRoom(0)).toBe(true);
    while (push(sim, 1, CHRONICLE_ROWS_PER_TICK_MAX));
    expect(sim.waitForRoom(1)).toBe(false);
    expect(sim.waitForRoom(600_000)).toBe(false);
    history.take(CHRONICLE_RING_WORDS);
    expect(sim.waitForRoom(600_000)).toBe(true);
  });

  test('says that a mark is safe when it is confirmed, or when nobody can write', () => {
    const { sim, history } = rings();
    sim.mark(40);
    sim.mark(50);
    history.confirm(40);
    expect([sim.isSafe(40), sim.isSafe(sim.markedTick)]).toEqual([true, false]);
    history.setFailing(true);
    expect(sim.isSafe(50)).toBe(true);
    history.setFailing(false);
    history.confirm(50);
    expect(sim.isSafe(50)).toBe(true);
  });
});
