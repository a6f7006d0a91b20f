import { describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { INBOX_RECORDS_PER_TICK_MAX, JOURNAL_RING_WORDS } from '../src/limits.ts';
import {
  allocateJournalRing,
  JOURNAL_HEAD_WORDS,
  JOURNAL_KIND,
  JournalRing,
} from '../src/memory/journal-ring.ts';
import { seeded } from './support/random-life.ts';

/** Both ends, and the memory between them with its counts set to `count` (modulo 2^32). */
function rings(count = 0): { sim: JournalRing; journal: JournalRing } {
  const memory = allocateJournalRing();
  new Int32Array(memory, 0, 4).fill(count);
  return { sim: new JournalRing(memory), journal: new JournalRing(memory) };
}

/** Records whose every word says which entry it is of. */
function records(count: number, value: number): Int32Array {
  return new Int32Array(count * INBOX_RECORD_WORDS).fill(value);
}

function push(ring: JournalRing, tick: number, count: number): void {
  ring.push(JOURNAL_KIND.inputs, tick, ~tick, records(count, tick), count);
}

/** Throws unless the words are whole entries of ticks that follow `tick`; returns the last tick. */
function follow(words: Int32Array, tick: number): number {
  let last = tick;
  for (let at = 0; at < words.length; ) {
    const [kind, found, count, trail] = words.subarray(at, at + JOURNAL_HEAD_WORDS);
    last++;
    if (kind !== JOURNAL_KIND.inputs || found !== last || trail !== ~last)
      throw new Error(`entry ${found} after ${last - 1}`);
    at += JOURNAL_HEAD_WORDS;
    for (const end = at + count * INBOX_RECORD_WORDS; at < end; at++)
      if (words[at] !== last) throw new Error(`entry ${last} is torn`);
  }
  return last;
}

const FULL_INBOX_WORDS = JOURNAL_HEAD_WORDS + INBOX_RECORDS_PER_TICK_MAX * INBOX_RECORD_WORDS;

describe('the journal ring', () => {
  test('gives what was written, in order, and nothing twice', () => {
    const { sim, journal } = rings();
    expect(journal.take()).toHaveLength(0);
    push(sim, 1, 2);
    push(sim, 2, 0);
    expect(follow(journal.take(), 0)).toBe(2);
    expect(journal.take()).toHaveLength(0);
  });

  test.each([0, -JOURNAL_RING_WORDS, 0x7fff_ffff - 1000, -1000])(
    'keeps entries whole over several rounds, from a count of %i words on',
    (start) => {
      const { sim, journal } = rings(start);
      const random = seeded(4);
      let tick = 0;
      let taken = 0;
      for (let written = 0; written < 3 * JOURNAL_RING_WORDS; ) {
        for (let entries = random(6); entries > 0; entries--) {
          const count = random(INBOX_RECORDS_PER_TICK_MAX + 1);
          push(sim, ++tick, count);
          written += JOURNAL_HEAD_WORDS + count * INBOX_RECORD_WORDS;
        }
        taken = follow(journal.take(), taken);
        expect(taken).toBe(tick);
      }
    },
  );

  test.each([0, -1000])('has room until a full inbox would not fit, from a count of %i words on', (start) => {
    const { sim, journal } = rings(start);
    let tick = 0;
    while (sim.hasRoom) push(sim, ++tick, INBOX_RECORDS_PER_TICK_MAX);
    expect(tick).toBe(Math.floor(JOURNAL_RING_WORDS / FULL_INBOX_WORDS));
    expect(follow(journal.take(), 0)).toBe(tick);
    expect(sim.hasRoom).toBe(true);
  });

  test.each([0, -2])('is durable when every entry written is confirmed, from a count of %i on', (start) => {
    const { sim, journal } = rings(start);
    expect(sim.isDurable).toBe(true);
    for (let tick = 1; tick <= 4; tick++) push(sim, tick, 0);
    journal.take();
    expect(sim.isDurable).toBe(false);
    journal.confirm(3);
    expect(sim.isDurable).toBe(false);
    journal.confirm(1);
    expect(sim.isDurable).toBe(true);
  });

  test('does not let its reader sleep when there is something to take', () => {
    const { sim, journal } = rings(-1);
    push(sim, 1, 1);
    journal.wait(600_000);
    expect(journal.take()).toHaveLength(JOURNAL_HEAD_WORDS + INBOX_RECORD_WORDS);
  });
});
