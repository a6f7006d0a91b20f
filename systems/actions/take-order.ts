import { WORD } from '../../components/inbox.ts';
import type { World } from '../../components/world.ts';
import { ANSWER_COUNT_MAX } from '../../src/limits.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { NOTICE } from '../../src/replication/frame.ts';
import { obey } from './obey.ts';
import { notice } from './sessions.ts';

/**
 * Carries out one order, or, when its sequence was taken before, only repeats the recorded answer: a client that
 * reconnects sends again what it has no answer to.
 */
export function takeOrder(world: World, at: number): void {
  const { answer, inbox, session } = world;
  const slot = inbox.words[at + WORD.slot];
  const sequence = inbox.words[at + WORD.sequence] >>> 0;
  const last = session.lastSequence[slot];
  const record = slot * ANSWER_COUNT_MAX + (sequence % ANSWER_COUNT_MAX);
  let result: number;
  if (sequence > last) {
    result = obey(
      world,
      session.avatar[slot],
      inbox.words[at + WORD.op],
      inbox.words[at + WORD.a],
      inbox.words[at + WORD.b],
    );
    // A skipped sequence was never taken; its slot still holds the answer to one long ago.
    const gap = Math.min(sequence - last - 1, ANSWER_COUNT_MAX - 1);
    for (let i = 1; i <= gap; i++) {
      answer.result[slot * ANSWER_COUNT_MAX + ((sequence - i) % ANSWER_COUNT_MAX)] = RESULT.tooOld;
    }
    answer.result[record] = result;
    session.lastSequence[slot] = sequence;
  } else {
    // Counting starts at 1: the place of 0 holds nothing, or the answer to another order.
    const kept = sequence > 0 && last - sequence < ANSWER_COUNT_MAX;
    result = kept ? answer.result[record] : RESULT.tooOld;
  }
  const row = notice(world, NOTICE.answer, slot);
  if (row < 0) return;
  world.frame.notices.words[row + 4] = sequence;
  world.frame.notices.words[row + 5] = result;
}
