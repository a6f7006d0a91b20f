import { INBOX_RECORD_WORDS, INPUT, WORD } from '../../components/inbox.ts';
import { ANSWER_WORD } from '../../components/route-answers.ts';

/** Of an order: no other op has this number, so it is answered as unknown, and its client does not send it for ever. */
const NO_OP = -1;

/**
 * Takes the sting out of records that were quarantined before and come again: a client that resumes repeats the orders
 * it has no answer to, the deadly one among them. It has a new epoch then, and may come by another gateway. A restored
 * world asks its questions for routes again, and the same answer then is one on the roads of another tick.
 */
export class PoisonFilter {
  readonly #poison: readonly Int32Array[];

  constructor(poison: readonly Int32Array[]) {
    this.#poison = poison;
  }

  /** Makes such records harmless among the first `count` of `words`, before they are journalled. */
  apply(words: Int32Array, count: number): void {
    if (this.#poison.length === 0) return;
    for (let at = 0; at < count * INBOX_RECORD_WORDS; at += INBOX_RECORD_WORDS) {
      if (!this.#poison.some((poison) => isRepeat(poison, words, at))) continue;
      if (words[at + WORD.kind] === INPUT.order) {
        words[at + WORD.op] = NO_OP;
        words.fill(0, at + WORD.a, at + INBOX_RECORD_WORDS);
      } else {
        words.fill(0, at, at + INBOX_RECORD_WORDS);
      }
    }
  }
}

function isRepeat(poison: Int32Array, words: Int32Array, at: number): boolean {
  for (let word = 0; word < INBOX_RECORD_WORDS; word++) {
    const isOfOccasion =
      word === WORD.gateway ||
      (word === WORD.epoch && poison[WORD.kind] === INPUT.order) ||
      (word === ANSWER_WORD.versionTick && poison[WORD.kind] === INPUT.routeAnswer);
    if (!isOfOccasion && poison[word] !== words[at + word]) return false;
  }
  return true;
}
