import { describe, expect, test } from 'vitest';
import { GOAL, TEMPLATE } from '../components/ai-rules.ts';
import { OPERATION_END } from '../components/chronicle.ts';
import { SETBACKS_EACH } from '../src/limits.ts';
import { operationEnded } from '../systems/actions/goals.ts';
import { endOperation } from '../systems/actions/operations.ts';
import { noteSetback, setbacksAt } from '../systems/actions/setbacks.ts';
import { TacticsStage } from './support/tactics-stage.ts';

type GoalName = keyof typeof GOAL;
type EndName = keyof typeof OPERATION_END;

/** Where goals of faction 1 are about, and for what. */
const PLACES: Partial<Record<GoalName, string>> = { take: 'C', hold: 'B', protect: 'B', raid: 'D', cut: 'D' };

/** A goal that is being worked on. */
function atWork(name: GoalName) {
  const stage = new TacticsStage();
  for (const letter of 'ABFGKL') stage.squad(1, letter);
  const letter = PLACES[name]!;
  const row = stage.goal(1, GOAL[name], letter, { other: letter === 'D' ? 2 : 0 });
  stage.look();
  const [operation] = stage.operations(1);
  expect(stage.world.goal.operation[row]).toBe(operation + 1);
  return { stage, row, operation, district: stage.at(letter), goal: stage.world.goal };
}

describe('an operation that ends', () => {
  test.each<[goal: GoalName, end: EndName, goesOn: boolean, setbacks: number]>([
    ['raid', 'done', false, 0],
    ['cut', 'done', false, 0],
    ['hold', 'done', true, 0],
    ['protect', 'done', true, 0],
    ['take', 'done', true, 0],
    ['take', 'failed', true, 1],
    ['take', 'aborted', true, 1],
    ['hold', 'failed', true, 1],
    ['take', 'overtaken', true, 0],
    ['raid', 'overtaken', true, 0],
  ])('for %s, %s: the goal goes on is %s, setbacks are %d', (name, end, goesOn, setbacks) => {
    const { stage, row, operation, district, goal } = atWork(name);
    operationEnded(stage.world, 1, operation, OPERATION_END[end]);
    expect(goal.operation[row]).toBe(0);
    expect(goal.kind[row]).toBe(goesOn ? GOAL[name] : GOAL.none);
    expect(setbacksAt(stage.world, 1, district)).toBe(setbacks);
  });

  test('with the district taken has reached its goal', () => {
    const { stage, row, operation, goal } = atWork('take');
    stage.capture('C', 1);
    operationEnded(stage.world, 1, operation, OPERATION_END.done);
    expect(goal.kind[row]).toBe(GOAL.none);
  });

  test('after the time of its goal ends that as well', () => {
    const { stage, row, operation, goal } = atWork('hold');
    stage.world.ledger.tick[0] = goal.deadlineTick[row];
    operationEnded(stage.world, 1, operation, OPERATION_END.done);
    expect(goal.kind[row]).toBe(GOAL.none);
  });

  test.each(['done', 'failed', 'aborted'] as const)(
    'of words, %s, ends its goal and is no setback',
    (end) => {
      const stage = new TacticsStage();
      const row = stage.goal(1, GOAL.ally, 'A', { other: 2 });
      stage.look();
      const [operation] = stage.operations(1);
      operationEnded(stage.world, 1, operation, OPERATION_END[end]);
      expect(stage.world.goal.kind[row]).toBe(GOAL.none);
      expect(setbacksAt(stage.world, 1, stage.at('A'))).toBe(0);
    },
  );

  test('leaves the goals of others, and those that it was not for, alone', () => {
    const { stage, row, operation, goal } = atWork('take');
    operationEnded(stage.world, 1, operation + 1, OPERATION_END.failed);
    operationEnded(stage.world, 2, operation, OPERATION_END.failed);
    expect(goal.operation[row]).toBe(operation + 1);
  });

  test('is tried again with the next tactical decision, and given up after the third failure', () => {
    const { stage, row, goal, district } = atWork('take');
    for (let failures = 1; failures <= 3; failures++) {
      const [operation] = stage.operations(1);
      expect(stage.world.operation.district[operation]).toBe(district);
      endOperation(stage.world, operation, OPERATION_END.failed);
      expect(setbacksAt(stage.world, 1, district)).toBe(failures);
      expect(goal.kind[row]).toBe(failures < 3 ? GOAL.take : GOAL.none);
      expect(stage.operations(1)).toEqual([]);
      if (failures < 3) stage.cycles(1);
    }
    stage.cycles(1);
    expect(stage.templates(1)).not.toContain(TEMPLATE.converge);
  });
});

describe('setbacks', () => {
  test('are counted by district and faction', () => {
    const { world } = new TacticsStage();
    noteSetback(world, 1, 0);
    noteSetback(world, 1, 0);
    noteSetback(world, 1, 4);
    noteSetback(world, 2, 0);
    expect([setbacksAt(world, 1, 0), setbacksAt(world, 1, 4), setbacksAt(world, 2, 0)]).toEqual([2, 1, 1]);
    expect(setbacksAt(world, 1, 1)).toBe(0);
  });

  test('are forgotten all at once, the last one counts for how long', () => {
    const { world } = new TacticsStage();
    const { ledger, rules } = world;
    const tick = ledger.tick[0];
    noteSetback(world, 1, 3);
    ledger.tick[0] = tick + rules.ai.cooldownTicks - 1;
    noteSetback(world, 1, 3);
    ledger.tick[0] += rules.ai.cooldownTicks - 1;
    expect(setbacksAt(world, 1, 3)).toBe(2);
    ledger.tick[0]++;
    expect(setbacksAt(world, 1, 3)).toBe(0);
    noteSetback(world, 1, 3);
    expect(setbacksAt(world, 1, 3)).toBe(1);
  });

  test('of the longest ago make room for new ones', () => {
    const { world } = new TacticsStage();
    for (let district = 0; district < SETBACKS_EACH; district++) {
      world.ledger.tick[0]++;
      noteSetback(world, 1, district);
    }
    noteSetback(world, 1, 0);
    noteSetback(world, 1, 100);
    expect(setbacksAt(world, 1, 100)).toBe(1);
    expect(setbacksAt(world, 1, 0)).toBe(2);
    expect(setbacksAt(world, 1, 1)).toBe(0);
    expect(setbacksAt(world, 1, 2)).toBe(1);
    // Nothing of another faction is in its way.
    noteSetback(world, 2, 5);
    expect(setbacksAt(world, 1, 5)).toBe(1);
  });
});
