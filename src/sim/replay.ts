import { INBOX_RECORD_WORDS } from '../../components/inbox.ts';
import { readRules, writeRules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { JOURNAL_HEAD_WORDS, JOURNAL_KIND } from '../memory/journal-ring.ts';
import { disconnectAll, populate } from './create-world.ts';
import { runTick } from './tick.ts';

/**
 * What a server does to a world when it starts on it: a record in the journal's base entries, so that a replay can do it
 * too. Words of the record: the rules (see components/rules.ts), then these.
 */
const BOOT_WORD = { patrols: 14, isBoot: 15 } as const;

/** Writes the record of a base entry. `patrols` is the wanted number, or -1 for a base that is no start of a server. */
export function writeBase(world: World, patrols: number, into: Int32Array): void {
  into.fill(0);
  writeRules(world.rules, into, 0);
  into[BOOT_WORD.patrols] = patrols;
  into[BOOT_WORD.isBoot] = patrols >= 0 ? 1 : 0;
}

/** Takes over a resting world: no client is connected any more, the rules are these, and so many patrols walk. */
export function beginBoot(world: World, patrols: number): void {
  disconnectAll(world);
  populate(world, patrols);
}

/** The replay left the history it repeats: something the tick does is not a function of its inputs. */
export class Divergence extends Error {}

/** Called after every replayed tick. */
export type AfterTick = (world: World) => void;

const nothing = () => {};

/**
 * Repeats journal entries on a world: whole entries as `storage/journal.ts` gives them, each checked by the trail of the
 * state before it. Returns the ticks run. Throws Divergence at the first state that is not the recorded one.
 */
export function replay(world: World, entries: Int32Array, afterTick: AfterTick = nothing): number {
  const { inbox, ledger } = world;
  const first = ledger.tick[0];
  let at = 0;
  while (at < entries.length) {
    const kind = entries[at];
    const tick = entries[at + 1] >>> 0;
    const count = entries[at + 2];
    const trail = entries[at + 3];
    const records = at + JOURNAL_HEAD_WORDS;
    // An entry of inputs stands for the tick it entered, a base for the moment after its tick.
    const restingTick = kind === JOURNAL_KIND.base ? tick : tick - 1;
    while (ledger.tick[0] < restingTick) step(world, afterTick);
    if (ledger.tick[0] !== restingTick || (kind === JOURNAL_KIND.inputs && ledger.trail[0] !== trail)) {
      throw new Divergence(
        `replay differs from history before tick ${tick}: trail ${hex(ledger.trail[0])} at tick ${ledger.tick[0]} ` +
          `instead of ${hex(trail)}`,
      );
    }
    if (kind === JOURNAL_KIND.inputs) {
      inbox.words.set(entries.subarray(records, records + count * INBOX_RECORD_WORDS));
      inbox.count = count;
      step(world, afterTick);
    } else if (entries[records + BOOT_WORD.isBoot] !== 0) {
      world.rules = readRules(entries, records);
      beginBoot(world, entries[records + BOOT_WORD.patrols]);
    }
    at = records + count * INBOX_RECORD_WORDS;
  }
  return ledger.tick[0] - first;
}

function step(world: World, afterTick: AfterTick): void {
  runTick(world, nothing);
  afterTick(world);
}

function hex(trail: number): string {
  return (trail >>> 0).toString(16).padStart(8, '0');
}
