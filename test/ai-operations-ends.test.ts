import { describe, expect, test } from 'vitest';
import { SQUAD_STATE } from '../components/ai.ts';
import { TEMPLATE, THREAT } from '../components/ai-rules.ts';
import { OPERATION_END, OPERATION_EVENT } from '../components/chronicle.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { takeSquad } from '../systems/actions/operations.ts';
import { despawn } from '../systems/actions/spawn.ts';
import { readySquads } from '../systems/actions/squads.ts';
import { CommandStage } from './support/command-stage.ts';

const { ended } = OPERATION_EVENT;

describe('an operation is broken off', () => {
  /** A raid of two squads under way. */
  function underWay() {
    const stage = new CommandStage();
    const squads = [stage.squad(1, 'A'), stage.squad(1, 'A')];
    const row = stage.begin('raid', 'D', squads);
    stage.tick(60);
    return { stage, squads, row };
  }

  test('when too many have fallen', () => {
    const { stage, squads, row } = underWay();
    // 40 of a hundred are four of twelve, and a little.
    for (const id of stage.soldiers(squads[0]).slice(0, 4)) despawn(stage.world, id);
    stage.tick(60);
    expect(stage.world.operation.template[row]).toBe(TEMPLATE.raid);
    despawn(stage.world, stage.soldiers(squads[1])[0]);
    stage.tick(20);
    expect(stage.words(ended)).toEqual([OPERATION_END.aborted]);
  });

  test('when there is a pact with the owner', () => {
    const { stage } = underWay();
    stage.world.pact.endTick[SIDE_COUNT + 2] = 1_000_000;
    stage.world.pact.endTick[2 * SIDE_COUNT + 1] = 1_000_000;
    stage.tick(20);
    expect(stage.words(ended)).toEqual([OPERATION_END.aborted]);
  });

  test('when the target is its own before it gets there', () => {
    const { stage } = underWay();
    stage.capture('D', 1);
    stage.tick(20);
    expect(stage.words(ended)).toEqual([OPERATION_END.aborted]);
  });

  test('when it takes too long', () => {
    const { stage, row } = underWay();
    stage.world.operation.deadlineTick[row] = stage.world.ledger.tick[0] + 30;
    stage.tick(29);
    expect(stage.words(ended)).toEqual([]);
    stage.tick(16);
    expect(stage.words(ended)).toEqual([OPERATION_END.aborted]);
  });

  test('when nobody is left, or nobody gets there: it has failed', () => {
    const { stage, squads } = underWay();
    for (const squad of squads) for (const id of stage.soldiers(squad)) despawn(stage.world, id);
    stage.tick(20);
    const slow = new CommandStage();
    slow.world.ledger.tick[0] = 100_000;
    const late = slow.begin('raid', 'J', [slow.squad(1, 'A', { speed: 1 })]);
    // Almost all of the time for the way is over.
    slow.world.operation.stepTick[late] -= 1500 * 60 - 30;
    slow.tick(60);
    expect(stage.words(ended)).toEqual([OPERATION_END.failed]);
    expect(slow.words(ended)).toEqual([OPERATION_END.failed]);
  });

  test('a squad that lost half of its soldiers says so once', () => {
    const stage = new CommandStage();
    const squad = stage.squad(1, 'A');
    stage.begin('fortify', 'B', [squad]);
    stage.tick(20);
    for (const id of stage.soldiers(squad).slice(0, 2)) despawn(stage.world, id);
    stage.tick(20);
    expect(stage.threats).toEqual([]);
    despawn(stage.world, stage.soldiers(squad)[0]);
    stage.tick(60);
    expect(stage.threats).toEqual([THREAT.squadHurt]);
  });

  test('threats take squads: the others go on, and without any it is overtaken', () => {
    const { stage, squads, row } = underWay();
    takeSquad(stage.world, squads[0]);
    stage.tick(20);
    expect(stage.world.squad.state[squads[0]]).toBe(SQUAD_STATE.ready);
    expect(stage.world.operation.soldiers[row]).toBe(6);
    expect(stage.world.operation.template[row]).toBe(TEMPLATE.raid);
    takeSquad(stage.world, squads[1]);
    stage.tick();
    // It came to its end between two ticks: the chronicle of the next one has forgotten it.
    expect(stage.world.operation.template[row]).toBe(0);
    expect(stage.world.minds.operationsEnded[OPERATION_END.overtaken]).toBe(1);
    expect(readySquads(stage.world, 1, new Uint16Array(24))).toBe(2);
  });
});
