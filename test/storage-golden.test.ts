import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Rules } from '../components/rules.ts';
import { viewStores } from '../src/memory/world-memory.ts';
import { SIMULATION_VERSION } from '../src/sim/version.ts';
import { hashOf, recover, recoveredWorld, SavedRun } from './support/saved-run.ts';

/**
 * A saved world of every version that ever wrote one, as its files lay on disk: 20 ticks of play in worlds/tiny.txt, a
 * snapshot, 15 ticks more. They are never written anew. When the layout of the stores changes, the new version adds its
 * own and a migration makes the older snapshots readable; an older journal is refused and stays so.
 */
const SAVES = [
  {
    directory: 'test/golden/snapshot-v1',
    simulation: 1,
    snapshot: { tick: 20, hash: 347871789 },
    end: { tick: 35, hash: 4113218813 },
  },
];

/** The rules of the play, whatever the configuration says today. */
const PLAY_RULES: Rules = {
  avatarUnitsPerTick: 400,
  patrolUnitsPerTickMin: 60,
  patrolUnitsPerTickMax: 100,
  patrolRoamsTerritories: true,
  legTicksMax: 120,
  pauseTicksMax: 60,
  neighborLegPercent: 30,
  resumeTicks: 600,
  viewRadiusSectors: 2,
  viewSlackUnits: 819_200,
  hashCheckIntervalTicks: 240,
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'golden-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function play(into: string): SavedRun {
  const run = new SavedRun(into, { patrols: 12, kept: 1, rules: PLAY_RULES });
  run.play(20);
  run.snapshot();
  run.play(15);
  run.close();
  return run;
}

describe.each(SAVES)('the save in $directory', (save) => {
  test('restores to the hash it had', () => {
    cpSync(save.directory, directory, { recursive: true });
    const { memory, recovered } = recover(directory);
    expect(recovered).toMatchObject({ snapshot: save.snapshot, problems: [] });
    expect(hashOf(viewStores(memory))).toBe(save.snapshot.hash);
  });

  test('is replayed to the hash it had', () => {
    cpSync(save.directory, directory, { recursive: true });
    const world = recoveredWorld(recover(directory));
    expect({ tick: world.ledger.tick[0], hash: hashOf(world) }).toEqual(save.end);
  });
});

test('the same play still leads to the same world (remedy, if it is meant: raise SIMULATION_VERSION)', () => {
  const golden = SAVES.find((save) => save.simulation === SIMULATION_VERSION);
  const run = play(directory);
  expect({ tick: run.tickNow, hash: run.hash }).toEqual(golden?.end);
});
