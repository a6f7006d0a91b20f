import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { storeSchema } from '../memory/world-memory.ts';
import type { JournalIdentity } from './journal.ts';

/**
 * Name of a world and fingerprint of its file: a saved world belongs to the very file it was made from, because
 * districts are saved by index. Throws when the file cannot be read.
 */
export function worldFingerprint(file: string, name: string): string {
  return `${name} ${digest(readFileSync(file))}`;
}

/**
 * What a journal written now belongs to. `world` is a fingerprint, `simulationVersion` the version of what a tick
 * does.
 */
export function journalIdentity(world: string, simulationVersion: number): JournalIdentity {
  return { world, simulation: `${simulationVersion} ${digest(storeSchema())}` };
}

function digest(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
