import { describe, expect, test } from 'vitest';
import { BRAIN, GOAL } from '../components/ai-rules.ts';
import { OPERATION_END } from '../components/chronicle.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { giveUpGoals } from '../systems/actions/give-up-goals.ts';
import { operationEnded, reviewSoon } from '../systems/actions/goals.ts';
import { planStrategy } from '../systems/plan-strategy.ts';
import { plainMinds } from './support/plain-minds.ts';
import { StrategyStage } from './support/strategy-stage.ts';
import { TacticsStage } from './support/tactics-stage.ts';

/** When the next strategic decision is due as long as nothing comes of its goals. */
const DUE_TICK = 50_000;
const { tacticalTicks } = plainMinds();

/** Faction 1 with a goal that is being worked on, and a strategic decision that is far away. */
function atWork(kind: number, letter: string, other = 0) {
  const stage = new TacticsStage();
  const { world } = stage;
  for (const place of 'ABFGKL') stage.squad(1, place);
  const row = stage.goal(1, kind, letter, { other });
  stage.look();
  const [operation] = stage.operations(1);
  expect(world.goal.operation[row]).toBe(operation + 1);
  world.mind.strategicTick.fill(DUE_TICK);
  return { stage, world, row, operation, soon: world.ledger.tick[0] + tacticalTicks };
}

/** Ticks at which the factions' next strategic decisions are due, if that is another one than it was. */
function reviews({ world }: TacticsStage): number[][] {
  return [...world.mind.strategicTick.entries()].filter(([, tick]) => tick !== DUE_TICK);
}

describe('a strategic decision comes sooner', () => {
  test('once a goal is reached', () => {
    const { stage, world, operation, soon } = atWork(GOAL.raid, 'D', 2);
    operationEnded(world, 1, operation, OPERATION_END.done);
    expect(reviews(stage)).toEqual([[1, soon]]);
  });

  test('once a goal has failed for good, and not before', () => {
    const { stage, world, row, operation } = atWork(GOAL.take, 'C');
    for (let failures = 1; failures <= 3; failures++) {
      expect(reviews(stage)).toEqual([]);
      world.goal.operation[row] = operation + 1;
      operationEnded(world, 1, operation, OPERATION_END.failed);
    }
    expect(world.goal.kind[row]).toBe(GOAL.none);
    expect(reviews(stage)).toEqual([[1, world.ledger.tick[0] + tacticalTicks]]);
  });

  test('not as long as a goal goes on', () => {
    const { stage, world, operation } = atWork(GOAL.hold, 'B');
    operationEnded(world, 1, operation, OPERATION_END.done);
    expect(reviews(stage)).toEqual([]);
  });

  test('once the time of a goal is over', () => {
    const { stage, world, row } = atWork(GOAL.take, 'C');
    world.ledger.tick[0] = world.goal.deadlineTick[row] - 1;
    giveUpGoals(world);
    expect(reviews(stage)).toEqual([]);
    world.ledger.tick[0]++;
    giveUpGoals(world);
    expect(reviews(stage)).toEqual([[1, world.ledger.tick[0] + tacticalTicks]]);
  });

  test('once peace or loss has overtaken a goal', () => {
    const peace = atWork(GOAL.raid, 'D', 2);
    peace.world.pact.endTick[SIDE_COUNT + 2] = peace.world.pact.endTick[2 * SIDE_COUNT + 1] = 99_999;
    giveUpGoals(peace.world);
    expect(reviews(peace.stage)).toEqual([[1, peace.soon]]);
    const loss = atWork(GOAL.hold, 'B');
    loss.stage.capture('B', 2);
    giveUpGoals(loss.world);
    expect(reviews(loss.stage)).toEqual([[1, loss.soon]]);
  });

  test('as part of what is planned in each tick', () => {
    const { stage, world, row } = atWork(GOAL.take, 'C');
    world.goal.deadlineTick[row] = world.ledger.tick[0] + 1;
    world.ledger.tick[0]++;
    planStrategy(world);
    expect(reviews(stage)).toEqual([[1, world.ledger.tick[0] + tacticalTicks]]);
  });

  test('but never later than it was due', () => {
    const { world, operation, soon } = atWork(GOAL.raid, 'D', 2);
    const { strategicTick } = world.mind;
    for (const due of [0, soon - 1, soon, soon + 1]) {
      strategicTick[1] = due;
      reviewSoon(world, 1);
      expect(strategicTick[1]).toBe(Math.min(due, soon));
    }
    strategicTick[1] = soon - 1;
    operationEnded(world, 1, operation, OPERATION_END.done);
    expect(strategicTick[1]).toBe(soon - 1);
  });
});

test('the decision that comes sooner is made, and those after it are in their turns again', () => {
  const brain = plainMinds().brain.map((is, faction) => (faction === 1 ? is : BRAIN.none));
  const pace = { strategicTicks: 7000, tacticalTicks: 300, decisionDelayTicks: 30, goalTicks: 100_000 };
  const decisionsOf = (prepare: (stage: StrategyStage) => void) => {
    const stage = new StrategyStage({ ...pace, brain, unitsPerTick: 5000 });
    stage.nextDecision(1);
    expect(stage.goals(1).length).toBeGreaterThan(0);
    prepare(stage);
    return [stage.nextDecision(1).tick, stage.nextDecision(1).tick];
  };
  // Thirty ticks and one for the look.
  expect(decisionsOf(() => {})).toEqual([1031, 8031]);
  const early = decisionsOf(({ world }) => {
    world.goal.deadlineTick[3] = 200;
  });
  expect(early).toEqual([200 + 300 + 31, 1031]);
});
