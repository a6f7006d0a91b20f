import { describe, expect, test } from 'vitest';
import { SQUAD_STATE } from '../components/ai.ts';
import { BRAIN } from '../components/ai-rules.ts';
import { SIDE_COUNT, SQUADS_EACH } from '../src/limits.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { homeOf, nearestReady, readySquads, releaseSquad, squadDistrict } from '../systems/actions/squads.ts';
import { CommandStage } from './support/command-stage.ts';

/** Ticks within which a count of patrols or a turn of each faction comes. */
const ROUND_TICKS = 130;

function rowsOf(stage: CommandStage): number[] {
  const { state } = stage.world.squad;
  return Array.from({ length: SQUADS_EACH }, (_, i) => SQUADS_EACH + i).filter(
    (row) => state[row] !== SQUAD_STATE.none,
  );
}

function sizesOf(stage: CommandStage): number[] {
  return rowsOf(stage).map((row) => stage.world.squad.size[row]);
}

describe('squads', () => {
  test('form of a part of the patrols, those near home first, and are ready when they are together', () => {
    const stage = new CommandStage({ ai: { soldierThousandths: 600 } });
    const far = Array.from({ length: 5 }, () => stage.patrol(1, 'C'));
    const near = Array.from({ length: 15 }, (_, i) => stage.patrol(1, 'A', i * 20));
    stage.tick(3 * ROUND_TICKS);
    expect(sizesOf(stage)).toEqual([6, 6]);
    const soldiers = rowsOf(stage).flatMap((row) => stage.soldiers(row));
    expect(soldiers.filter((id) => far.includes(id))).toEqual([]);
    expect(soldiers.every((id) => near.includes(id))).toBe(true);
    stage.until(() => rowsOf(stage).every((row) => stage.world.squad.state[row] === SQUAD_STATE.ready));
    expect(rowsOf(stage).map((row) => squadDistrict(stage.world, row))).toEqual([
      stage.at('A'),
      stage.at('A'),
    ]);
  });

  test('are no more than the persona says, and take who is far away when nobody is near', () => {
    const stage = new CommandStage({
      ai: { squadCount: Array(SIDE_COUNT).fill(2), squadSize: Array(SIDE_COUNT).fill(4) },
    });
    for (let i = 0; i < 12; i++) stage.patrol(1, 'I');
    stage.tick(ROUND_TICKS);
    expect(sizesOf(stage)).toEqual([]);
    stage.until(() => sizesOf(stage).length === 2, 10 * ROUND_TICKS);
    stage.tick(ROUND_TICKS);
    expect(sizesOf(stage)).toEqual([4, 4]);
  });

  test('are filled up at home, but not at work', () => {
    const stage = new CommandStage();
    const [home, away] = [stage.squad(1, 'A'), stage.squad(1, 'A')];
    stage.begin('fortify', 'B', [away]);
    for (const row of [home, away])
      for (const id of stage.soldiers(row).slice(0, 2)) despawn(stage.world, id);
    for (let i = 0; i < 3; i++) stage.patrol(1, 'A', 30);
    stage.tick(3 * ROUND_TICKS);
    expect([stage.world.squad.size[home], stage.world.squad.size[away]]).toEqual([6, 4]);
  });

  test('that are too small merge', () => {
    const stage = new CommandStage({ ai: { soldierThousandths: 0 } });
    const small = [stage.squad(1, 'A', { size: 1 }), stage.squad(1, 'A', { size: 1 })];
    const ids = small.flatMap((row) => stage.soldiers(row));
    stage.squad(1, 'A', { size: 2 });
    stage.tick(ROUND_TICKS);
    expect(sizesOf(stage)).toEqual([2, 2]);
    expect(stage.soldiers(small[0])).toEqual(ids);
  });

  test('dissolve when nobody leads their faction any more, in the midst of their work', () => {
    const stage = new CommandStage();
    const squads = [stage.squad(1, 'A'), stage.squad(1, 'A')];
    const ids = squads.flatMap((row) => stage.soldiers(row));
    const row = stage.begin('fortify', 'B', [squads[0]]);
    stage.tick(30);
    stage.world.rules = {
      ...stage.world.rules,
      ai: { ...stage.world.rules.ai, brain: Array(SIDE_COUNT).fill(BRAIN.none) },
    };
    stage.tick(ROUND_TICKS);
    expect(rowsOf(stage)).toEqual([]);
    expect(stage.world.operation.template[row]).toBe(0);
    expect(ids.map((id) => stage.world.soldier.squad[id])).toEqual(ids.map(() => 0));
    // They roam again.
    stage.tick(60 * 10);
    expect(ids.some((id) => stage.world.motion.vx[id] !== 0 || stage.world.motion.vy[id] !== 0)).toBe(true);
  });

  test('without a mind nobody is counted and nobody serves', () => {
    const stage = new CommandStage({ ai: { brain: Array(SIDE_COUNT).fill(BRAIN.none) } });
    for (let i = 0; i < 20; i++) stage.patrol(1, 'A');
    stage.tick(3 * ROUND_TICKS);
    expect(rowsOf(stage)).toEqual([]);
    expect([stage.world.mind.patrols[1], stage.world.aiLedger.rosterCursor[0]]).toEqual([0, 0]);
  });

  test('a tick counts no more than so many, however many there are', () => {
    const stage = new CommandStage();
    for (let i = 0; i < 3_000; i++) stage.patrol(1, 'A');
    const counted: number[] = [];
    for (let i = 0; i < 4; i++) {
      stage.tick();
      counted.push(stage.world.mind.patrolsCounted[1]);
    }
    expect(counted).toEqual([1024, 2048, 3000, 3000]);
    expect(stage.world.mind.patrols[1]).toBe(3000);
  });
});

describe('where squads are and belong', () => {
  test('home is what was chosen, else the hub, else the best of what is left', () => {
    const stage = new CommandStage();
    const { world } = stage;
    world.mind.home[1] = stage.at('B') + 1;
    expect(homeOf(world, 1)).toBe(stage.at('B'));
    world.district.owner[stage.at('B')] = 2;
    expect(homeOf(world, 1)).toBe(stage.at('A'));
    world.district.owner[stage.at('A')] = 2;
    for (const letter of 'FG') world.district.owner[stage.at(letter)] = 1;
    // F is worth 90, G 70.
    expect(homeOf(world, 1)).toBe(stage.at('F'));
    stage.squad(1, 'C');
    stage.tick(ROUND_TICKS);
    expect(world.mind.home[1]).toBe(stage.at('F') + 1);
    world.district.owner.fill(2);
    world.side.land[1] = 0;
    expect(homeOf(world, 1)).toBe(-1);
  });

  test('ready squads are found by row and by the way to a place, and others are not', () => {
    const stage = new CommandStage();
    const [atA, atF, busy] = [stage.squad(1, 'A'), stage.squad(1, 'F'), stage.squad(1, 'G')];
    stage.begin('probe', 'C', [busy]);
    const rows = new Uint16Array(SQUADS_EACH);
    expect(readySquads(stage.world, 1, rows)).toBe(2);
    expect([...rows.subarray(0, 2)]).toEqual([atA, atF]);
    expect(nearestReady(stage.world, 1, stage.at('G'))).toBe(atF);
    expect(nearestReady(stage.world, 1, stage.at('B'))).toBe(atA);
    expect(nearestReady(stage.world, 2, stage.at('B'))).toBe(-1);
    expect(squadDistrict(stage.world, busy)).toBe(stage.at('G'));
  });

  test('a squad that is let go walks home', () => {
    const stage = new CommandStage();
    const squad = stage.squad(1, 'E');
    stage.begin('probe', 'E', [squad]);
    releaseSquad(stage.world, squad);
    expect(stage.world.squad.state[squad]).toBe(SQUAD_STATE.ready);
    stage.until(() => squadDistrict(stage.world, squad) === stage.at('A'));
  });
});
