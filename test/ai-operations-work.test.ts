import { describe, expect, test } from 'vitest';
import { SQUAD_ROLE, SQUAD_STATE } from '../components/ai.ts';
import { OPERATION_END, OPERATION_EVENT } from '../components/chronicle.ts';
import { CONVOY_EVENT } from '../components/convoy-news.ts';
import { ESCORT_TASK } from '../components/convoys.ts';
import { OBJECTIVE } from '../components/territory-rules.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { isNear } from '../systems/actions/escorts.ts';
import { CommandStage } from './support/command-stage.ts';
import { wrecksOf } from './support/convoy-stage.ts';

const LOOK_TICKS = 15;
const { arrived, ended } = OPERATION_EVENT;
/** Convoys as fast as the trucks of the game. */
const TRUCKS = { vehicleSpeed: Array(7).fill(2_000) };

/** Control points of a district by soldiers of some squads who stand in them. */
function posts(stage: CommandStage, letter: string, squads: number[]): number[] {
  const { graph, motion } = stage.world;
  const district = stage.at(letter);
  const counts: number[] = [];
  for (
    let point = graph.controlPointStart[district];
    point < graph.controlPointStart[district + 1];
    point++
  ) {
    const inside = squads
      .flatMap((squad) => stage.soldiers(squad))
      .filter((id) => {
        const dx = motion.x[id] - graph.controlPointX[point];
        const dy = motion.y[id] - graph.controlPointY[point];
        return dx * dx + dy * dy <= graph.controlPointRadius[point] ** 2;
      });
    counts.push(inside.length);
  }
  return counts;
}

describe('squads at work', () => {
  test('stand at the points in groups of a full complement, and one of each works there', () => {
    const stage = new CommandStage({ ai: { squadSize: Array(SIDE_COUNT).fill(9) } });
    const squad = stage.squad(1, 'B', { size: 9 });
    stage.begin('probe', 'C', [squad]);
    stage.until(() => stage.words(arrived).length === 1);
    stage.tick(60 * 20);
    // Four make a complement: the second group is of five.
    expect(posts(stage, 'C', [squad]).sort()).toEqual([4, 5]);
    const workers = stage
      .soldiers(squad)
      .filter((id) => stage.world.avatar.objective[id] === OBJECTIVE.capture);
    expect(workers.length).toBe(2);
    expect(stage.world.squad.state[squad]).toBe(SQUAD_STATE.working);
  });

  test('go to whichever point of a guarded district the enemy comes to', () => {
    const stage = new CommandStage();
    const squads = [stage.squad(1, 'A'), stage.squad(1, 'A')];
    stage.begin('fortify', 'B', squads);
    stage.until(() => stage.words(arrived).length === 2);
    stage.tick(60 * 20);
    expect(posts(stage, 'B', squads)).toEqual([6, 6]);
    stage.place(2, stage.world.graph.controlPointStart[stage.at('B')] + 1);
    stage.tick(60 * 30);
    expect(posts(stage, 'B', squads)).toEqual([0, 12]);
  });

  test('kill a convoy that comes by', () => {
    const stage = new CommandStage({ convoys: TRUCKS });
    stage.capture('G', 2);
    stage.begin('interdict', 'H', [stage.squad(1, 'G')], { other: 2 });
    stage.until(() => stage.words(arrived).length === 1);
    stage.tick(60 * 5);
    const convoy = stage.convoy(2, 'GHD');
    stage.until(() => stage.isGone(convoy));
    expect(stage.world.treasury.destroyed[2]).toBe(1);
    // Who raids it stops it: nobody had to run after it.
    expect(stage.events).toContain(CONVOY_EVENT.raided);
    expect(wrecksOf(stage.world).length).toBe(1);
  });

  test('let a convoy of a friend pass', () => {
    const stage = new CommandStage({ convoys: TRUCKS });
    stage.capture('D', 3);
    for (const row of [SIDE_COUNT + 3, 3 * SIDE_COUNT + 1]) stage.world.pact.endTick[row] = 1_000_000;
    stage.begin('interdict', 'H', [stage.squad(1, 'G')], { other: 2 });
    stage.until(() => stage.words(arrived).length === 1);
    const convoy = stage.convoy(3, 'GHD');
    stage.until(() => stage.isGone(convoy));
    expect([stage.world.treasury.arrived[3], stage.world.treasury.destroyed[3]]).toEqual([1, 0]);
  });

  test('follow a convoy as its escort, and go home when it is there', () => {
    const stage = new CommandStage({ convoys: { vehicleSpeed: Array(7).fill(2_800) } });
    const squad = stage.squad(1, 'A');
    stage.capture('G', 1);
    // Roads hear of it in a tick.
    stage.tick();
    const convoy = stage.convoy(1, 'ABFG');
    const row = stage.begin('escort', 'A', [squad], { other: 0, convoy });
    let near = 0;
    let looks = 0;
    stage.until(() => {
      const { escort } = stage.world;
      const escorts = stage.soldiers(squad).filter((id) => escort.task[id] === ESCORT_TASK.escort);
      looks++;
      if (escorts.some((id) => isNear(stage.world, id, convoy, stage.world.rules.convoys.escortRangeUnits)))
        near++;
      return stage.isGone(convoy);
    });
    expect(stage.words(arrived)).toEqual([0]);
    expect(near / looks).toBeGreaterThan(0.6);
    stage.until(() => stage.world.operation.template[row] === 0);
    expect(stage.words(ended)).toEqual([OPERATION_END.done]);
    expect(stage.soldiers(squad).map((id) => stage.world.escort.task[id])).toEqual(
      Array(6).fill(ESCORT_TASK.none),
    );
  });

  test('escort the first convoy that comes where they were sent', () => {
    const stage = new CommandStage({ convoys: TRUCKS });
    stage.capture('G', 1);
    const row = stage.begin('escort', 'B', [stage.squad(1, 'A')], { other: 0 });
    stage.tick(60 * 30);
    expect(stage.world.operation.convoy[row]).toBe(0);
    const convoy = stage.convoy(1, 'ABFG');
    stage.until(() => stage.words(arrived).length === 1, 60 * 120);
    expect(convoy).toBeGreaterThan(0);
    expect(stage.world.operation.convoy[row]).toBe(convoy);
  });

  test('raid several districts of one enemy', () => {
    const stage = new CommandStage();
    for (const letter of 'DHC') stage.capture(letter, 2);
    const squads = [stage.squad(1, 'B'), stage.squad(1, 'B'), stage.squad(1, 'B'), stage.squad(1, 'B')];
    stage.begin('distributedRaids', 'D', squads);
    const { district } = stage.world.squad;
    expect(squads.map((row) => district[row] - 1)).toEqual(
      ['D', 'C', 'H', 'C'].map((letter) => stage.at(letter)),
    );
    stage.until(() => stage.words(arrived).length === 4);
    stage.tick(60 * 10);
    expect(posts(stage, 'H', [squads[2]]).some((count) => count > 0)).toBe(true);
  });

  test('come after the squad of a feint, when that has been seen for 20 seconds', () => {
    const stage = new CommandStage();
    for (const letter of 'DH') stage.capture(letter, 2);
    const squads = [stage.squad(1, 'B'), stage.squad(1, 'B')];
    stage.begin('feint', 'D', squads);
    const { arrivedTick, district, role } = stage.world.squad;
    expect(squads.map((row) => role[row])).toEqual([SQUAD_ROLE.feint, SQUAD_ROLE.main]);
    expect(district[squads[0]] - 1).toBe(stage.at('H'));
    stage.until(() => arrivedTick[squads[0]] !== 0);
    const seen = stage.world.ledger.tick[0];
    const [waiting] = stage.soldiers(squads[1]);
    const x = stage.world.motion.x[waiting];
    stage.tick(60 * 19);
    expect(stage.world.motion.x[waiting]).toBe(x);
    expect(stage.words(arrived)).toEqual([]);
    stage.until(() => stage.world.motion.x[waiting] !== x);
    expect(stage.world.ledger.tick[0] - seen).toBeLessThanOrEqual(60 * 20 + LOOK_TICKS + 1);
    expect(squads.map((row) => district[row] - 1)).toEqual([stage.at('D'), stage.at('D')]);
    stage.until(() => stage.words(arrived).length === 2);
  });

  test('of a blockade take the place, and then one keeps it while the others wait on the road', () => {
    const stage = new CommandStage({
      territory: { presenceMilliPerSecond: 9_000, supportFloorMilli: 90_000 },
    });
    const squads = [stage.squad(1, 'B'), stage.squad(1, 'B')];
    stage.begin('blockade', 'C', squads, { other: 2 });
    stage.until(() => stage.owner('C') === 1);
    stage.tick(60 * 25);
    const { graph, motion } = stage.world;
    const center = (id: number) =>
      Math.max(
        Math.abs(motion.x[id] - graph.districtX[stage.at('C')]),
        Math.abs(motion.y[id] - graph.districtY[stage.at('C')]),
      );
    expect(posts(stage, 'C', [squads[0]]).some((count) => count > 0)).toBe(true);
    for (const id of stage.soldiers(squads[1])) expect(center(id)).toBeLessThanOrEqual(41 * 4096);
  });
});
