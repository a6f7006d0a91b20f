import type { JournalIdentity } from './journal.ts';
import { journalFiles } from './journal-files.ts';
import { readTail } from './journal-reader.ts';
import type { Snapshots } from './snapshots.ts';

/** What the disk holds of a world. The snapshot's state is in the world memory already. */
export interface Recovered {
  /** Undefined for a world without a snapshot. */
  readonly snapshot: { readonly tick: number; readonly hash: number } | undefined;
  /** Base entry of the journal of that snapshot. */
  readonly base: Int32Array | undefined;
  /** What entered after it, to be replayed. */
  readonly entries: Int32Array;
  /** Where the journal's checksums ended. */
  readonly checksum: number;
  /** Number of the boot that begins now. */
  readonly epoch: number;
  readonly problems: readonly string[];
}

/**
 * Restores the newest good snapshot into zeroed `memory` and reads what entered after it. Throws when there is
 * something of a world but no way to it: a new world in its place would write over what may still be saved by hand.
 */
export function recoverWorld(
  snapshots: Snapshots,
  memory: SharedArrayBuffer,
  directory: string,
  identity: JournalIdentity,
): Recovered {
  const restored = snapshots.restore(memory);
  const files = journalFiles(directory);
  const reachesBack = files.length > 0 && files[0].baseTick === 0;
  if (!restored.found && !reachesBack && restored.problems.length + files.length > 0) {
    throw new Error(
      `no good snapshot, and no journal from the beginning (${restored.problems.join('; ') || 'no snapshot at all'}); ` +
        'put back a copy of the directory, or move it away to begin a new world',
    );
  }
  const from = restored.found ? restored : { epoch: 0, tick: 0 };
  const tail = readTail(directory, from.epoch, from.tick, identity);
  const newestJournal = files.at(-1)?.epoch ?? 0;
  return {
    snapshot: restored.found ? { tick: restored.tick, hash: restored.hash } : undefined,
    base: tail.base,
    entries: tail.entries,
    checksum: tail.checksum,
    epoch: 1 + Math.max(snapshots.newestEpoch(), newestJournal),
    problems: [...restored.problems, ...tail.problems],
  };
}
