import type { PlantedBug } from './bugs.ts';
import type { Machine } from './ground.ts';
import { type Outcome, playGame } from './play.ts';

/** A bug has to show in one of these games. The first are rich in crashes and slow readers, which bugs wait for. */
export const CANARY = {
  seeds: [11, 14, 7, 15, 1, 5, 9, 12, 3, 4, 13, 16, 2, 6, 8, 10],
  ticks: 4_000,
} as const;

/** Plays games with a bug planted until one has a violation. Returns that one, or undefined when the bug got away. */
export function catchBug(machine: Machine, bug: PlantedBug): Outcome | undefined {
  for (const seed of CANARY.seeds) {
    const outcome = playGame(machine, seed, CANARY.ticks, bug.spoil);
    if (outcome.violation) return outcome;
  }
  return undefined;
}
