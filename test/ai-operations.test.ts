import { describe, expect, test } from 'vitest';
import { SQUAD_STATE } from '../components/ai.ts';
import { TEMPLATE } from '../components/ai-rules.ts';
import { OPERATION_END, OPERATION_EVENT } from '../components/chronicle.ts';
import { STEP } from '../src/ai/templates.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { endOperation } from '../systems/actions/operations.ts';
import { readySquads } from '../systems/actions/squads.ts';
import { CommandStage, oneMind } from './support/command-stage.ts';

/** Presence that takes a district within a minute or two, and holding it for ten seconds. */
const QUICK = { territory: { presenceMilliPerSecond: 6_000, supportFloorMilli: 60_000, defenceMax: 1 } };
const BRIEF = { holdTicks: Array(SIDE_COUNT).fill(600) };
/** Within so many ticks an operation that was begun between two is looked at. */
const LOOK_TICKS = 15;
const { arrived, ended, step } = OPERATION_EVENT;

describe('operations', () => {
  test('two squads that converge take a neutral district by orders alone, and hold it', () => {
    const stage = new CommandStage({ ...QUICK, ai: BRIEF });
    const squads = [stage.squad(1, 'A'), stage.squad(1, 'A')];
    const row = stage.begin('converge', 'E', squads);
    const { operation, squad } = stage.world;
    stage.until(() => stage.owner('E') === 1);
    expect(operation.isWon[row]).toBe(0);
    stage.until(() => operation.template[row] === 0);
    expect(stage.words(step)).toEqual([STEP.march, STEP.capture, STEP.hold]);
    expect(stage.words(ended)).toEqual([OPERATION_END.done]);
    expect(squads.map((i) => squad.state[i])).toEqual([SQUAD_STATE.ready, SQUAD_STATE.ready]);
    expect(squads.map((i) => squad.operation[i])).toEqual([0, 0]);
  });

  test('a raid takes an enemy district that nobody guards, and its squad comes home', () => {
    const stage = new CommandStage(QUICK);
    const squad = stage.squad(1, 'B');
    stage.capture('C', 2);
    const row = stage.begin('raid', 'C', [squad]);
    const { home, state, district } = { home: stage.at('A'), ...stage.world.squad };
    stage.until(() => stage.world.operation.template[row] === 0);
    expect(stage.owner('C')).toBe(1);
    expect(stage.words(step)).toEqual([STEP.capture, STEP.withdraw]);
    expect(stage.words(ended)).toEqual([OPERATION_END.done]);
    expect(state[squad]).toBe(SQUAD_STATE.ready);
    expect(district[squad]).toBe(home + 1);
    const graph = stage.world.graph;
    stage.tick(60 * 20);
    for (const id of stage.soldiers(squad)) {
      expect(Math.abs(stage.world.motion.x[id] - graph.districtX[home])).toBeLessThan(500 * 4096);
      expect(Math.abs(stage.world.motion.y[id] - graph.districtY[home])).toBeLessThan(500 * 4096);
    }
  });

  test('a raid that takes nothing has failed', () => {
    const stage = new CommandStage({
      territory: { presenceMilliPerSecond: 0, objectiveTicks: Array(6).fill(1_000_000) },
    });
    // A world that is old enough for what it did to lie back.
    stage.world.ledger.tick[0] = 50_000;
    const row = stage.begin('raid', 'C', [stage.squad(1, 'B')]);
    stage.until(() => stage.words(step).length === 1);
    // Almost all of the time for the capture is over.
    stage.world.operation.stepTick[row] -= 419 * 60;
    stage.until(() => stage.words(ended).length > 0);
    expect(stage.words(step)).toEqual([STEP.capture, STEP.withdraw]);
    expect(stage.words(ended)).toEqual([OPERATION_END.failed]);
  });

  test.each([
    { coordination: 800, least: 0, most: 90 },
    { coordination: 600, least: 300, most: 60_000 },
  ])('squads arrive together only by coordination: $coordination', ({ coordination, least, most }) => {
    const stage = new CommandStage({ ai: oneMind(coordination) });
    const squads = [stage.squad(1, 'A'), stage.squad(1, 'B'), stage.squad(1, 'E', { speed: 2_000 })];
    stage.begin('interdict', 'F', squads, { other: 2 });
    stage.until(() => stage.words(arrived).length === 3);
    const spread = Math.max(...stage.words(arrived));
    expect(spread).toBeGreaterThanOrEqual(least);
    expect(spread).toBeLessThanOrEqual(most);
    expect(stage.world.operation.firstTick[16]).toBe(
      stage.traced.find(({ event }) => event === arrived)!.tick,
    );
  });

  test('a squad on the way gets no second order, and one that stands none either', () => {
    const stage = new CommandStage();
    const squad = stage.squad(1, 'A');
    stage.begin('interdict', 'E', [squad], { other: 2 });
    stage.tick(LOOK_TICKS);
    const { orderTick } = stage.world.squad;
    const first = orderTick[squad];
    let changes = 0;
    stage.until(() => {
      if (stage.words(arrived).length === 1) return true;
      if (orderTick[squad] !== first) changes++;
      return false;
    });
    expect(changes).toBe(0);
    // From the point it went to it moves to the roads, once.
    stage.tick(20);
    const second = orderTick[squad];
    stage.tick(60 * 60);
    expect(second).toBeGreaterThan(first);
    expect(orderTick[squad]).toBe(second);
  });

  test('goals and squads are told when an operation ends, and its row is as good as new', () => {
    const stage = new CommandStage();
    const row = stage.begin('fortify', 'B', [stage.squad(1, 'A')]);
    stage.tick(30);
    endOperation(stage.world, row, OPERATION_END.aborted);
    for (const column of Object.values(stage.world.operation)) expect(column[row]).toBe(0);
    expect(readySquads(stage.world, 1, new Uint16Array(24))).toBe(1);
    expect(stage.world.setback.district[16]).toBe(stage.at('B') + 1);
    expect(stage.world.minds.operationsEnded[OPERATION_END.aborted]).toBe(1);
    expect(stage.world.minds.operationsBegun[TEMPLATE.fortify]).toBe(1);
  });

  test('there are no more operations than there is room for', () => {
    const stage = new CommandStage();
    const rows = Array.from({ length: 17 }, () => stage.begin('parley', 'B', [], { other: 2 }));
    expect(rows.slice(0, 16)).toEqual(Array.from({ length: 16 }, (_, i) => 16 + i));
    expect(rows[16]).toBe(-1);
  });

  test('squads settle where they are sent, and gather there from then on', () => {
    const stage = new CommandStage();
    stage.begin('relocate', 'B', [stage.squad(1, 'A')]);
    stage.until(() => stage.words(ended).length > 0);
    expect(stage.words(ended)).toEqual([OPERATION_END.done]);
    expect(stage.world.mind.home[1]).toBe(stage.at('B') + 1);
  });

  test.each([
    { trust: 1000, end: OPERATION_END.done },
    { trust: -1000, end: OPERATION_END.failed },
  ])('a parley ends as the other one decides: trust $trust', ({ trust, end }) => {
    const stage = new CommandStage({ ai: { brain: Array(SIDE_COUNT).fill(1) } });
    stage.world.pact.trust[2 * SIDE_COUNT + 1] = trust;
    stage.begin('parley', 'D', []);
    stage.tick(LOOK_TICKS);
    expect(stage.words(ended)).toEqual([end]);
  });
});

describe('a saved world', () => {
  test('goes on with its operations as if nothing had been', () => {
    const options = { ...QUICK, ai: { ...oneMind(800), ...BRIEF, squadSize: Array(SIDE_COUNT).fill(12) } };
    const stage = new CommandStage(options);
    for (let i = 0; i < 40; i++) stage.patrol(1, 'B', i * 9);
    stage.begin('converge', 'F', [stage.squad(1, 'A'), stage.squad(1, 'B'), stage.squad(1, 'A')]);
    stage.begin('fortify', 'B', [stage.squad(1, 'A', { size: 12 })]);
    for (const seconds of [10, 40, 20]) {
      stage.tick(60 * seconds);
      const twin = stage.restored(options);
      const events = stage.traced.length;
      stage.tick(60 * 10);
      twin.tick(60 * 10);
      expect(twin.world.ledger.trail[0]).toBe(stage.world.ledger.trail[0]);
      expect(twin.traced).toEqual(stage.traced.slice(events));
    }
    expect(stage.words(step)).toContain(STEP.capture);
  });
});
