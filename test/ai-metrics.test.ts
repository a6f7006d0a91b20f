import { expect, test } from 'vitest';
import { SQUAD_STATE } from '../components/ai.ts';
import { LAYER, REFLEX, TEMPLATE, THREAT } from '../components/ai-rules.ts';
import { OPERATION_END } from '../components/chronicle.ts';
import { RESPONSE_TICKS_MAX } from '../components/minds.ts';
import { METRICS, Metrics } from '../src/memory/metrics-block.ts';
import { MetricsReader } from '../src/ops/metrics-sample.ts';
import { mindFigures } from '../src/ops/mind-figures.ts';
import { SimMetrics } from '../src/sim/sim-metrics.ts';
import { startWorld } from './support/world-harness.ts';

/** A world whose metrics are written after each tick, as the simulation's thread does it. */
function measuredWorld() {
  const server = startWorld({ patrols: 3 });
  const written = new SimMetrics(server.metrics, 0);
  const sim = new Metrics(server.metrics, 'sim');
  const reader = new MetricsReader(
    {
      ...{ metrics: server.metrics, gatewayCount: 1, routeWorkerCount: 1 },
      ...{ systemNames: [], refusalNames: [], threads: () => [] },
    },
    () => 0,
  );
  return {
    world: server.world,
    value: (name: Parameters<typeof sim.at>[0]) => sim.value(sim.at(name)),
    tick(count = 1) {
      for (let i = 0; i < count; i++) {
        server.tick();
        written.endTick(server.world);
      }
    },
    sample: () => reader.read(),
  };
}

/** Gives each number of something a count of its own. */
function countEach(counts: Float64Array, words: Readonly<Record<string, number>>, base: number): void {
  for (const number of Object.values(words)) counts[number] = base + number;
}

test('units, decisions, threats, reflexes and operations each have counters of their own', () => {
  const { sample, tick, value, world } = measuredWorld();
  const before = sample();
  const { minds } = world;
  countEach(minds.units, LAYER, 100);
  countEach(minds.decisions, LAYER, 200);
  countEach(minds.threats, THREAT, 300);
  countEach(minds.reflexes, REFLEX, 400);
  countEach(minds.operationsBegun, TEMPLATE, 500);
  countEach(minds.operationsEnded, OPERATION_END, 600);
  minds.unitsMax = 77;
  minds.threatsLost = 5;
  tick();
  const figures = mindFigures(before, sample());
  const without = (words: Record<string, number>, base: number) =>
    Object.fromEntries(
      Object.entries(words)
        .filter(([name]) => name !== 'none')
        .map(([name, number]) => [name, base + number]),
    );
  expect(figures).toMatchObject({
    ...{ units: without(LAYER, 100), decisions: without(LAYER, 200), threats: without(THREAT, 300) },
    ...{ operationsBegun: without(TEMPLATE, 500), operationsEnded: without(OPERATION_END, 600) },
    ...{ unitsMax: 77, threatsDropped: 5 },
  });
  expect(figures.reflexes).toEqual({ none: 400, ...without(REFLEX, 400) });
  expect(figures.threats).not.toHaveProperty('none');
  expect([value('threatsLost'), value('threatsPactBroken'), value('mindUnitsImmediate')]).toEqual([
    302, 307, 102,
  ]);
  expect([value('operationsBegunFeint'), value('operationsOvertaken')]).toEqual([510, 603]);
});

test('figures are of the span between two samples', () => {
  const { sample, tick, world } = measuredWorld();
  world.minds.threats[THREAT.lost] = 10;
  tick();
  const before = sample();
  world.minds.threats[THREAT.lost] += 3;
  tick();
  expect(mindFigures(before, sample()).threats).toMatchObject({ lost: 3, contested: 0 });
});

test('how long answers take is told once a second: half of them, 99 of 100, and the longest', () => {
  const { sample, tick, world } = measuredWorld();
  const before = sample();
  const figures = () => {
    const { responses, responseTicksP50, responseTicksP99, responseTicksMax } = mindFigures(before, sample());
    return [responses, responseTicksP50, responseTicksP99, responseTicksMax];
  };
  tick(60 - (world.ledger.tick[0] % 60));
  expect(figures()).toEqual([0, 0, 0, 0]);
  world.minds.responses[1] = 98;
  world.minds.responses[4] = 1;
  world.minds.responses[250] = 1;
  tick(59);
  expect(figures()).toEqual([0, 0, 0, 0]);
  tick();
  expect(figures()).toEqual([100, 1, 4, 250]);
  world.minds.responses[RESPONSE_TICKS_MAX] = 100;
  tick(60);
  expect(figures()).toEqual([200, 250, RESPONSE_TICKS_MAX, RESPONSE_TICKS_MAX]);
});

test('squads are counted by what they are at', () => {
  const { sample, tick, world } = measuredWorld();
  const { marching, ready, withdrawing, working } = SQUAD_STATE;
  // Of a faction that is none, so that nobody tends them.
  world.squad.state.set([
    ready,
    ready,
    ready,
    ready,
    marching,
    marching,
    marching,
    working,
    working,
    withdrawing,
  ]);
  tick(60 - (world.ledger.tick[0] % 60));
  expect(mindFigures(sample(), sample())).toMatchObject({
    ...{ squadsReady: 4, squadsMarching: 3, squadsWorking: 2, squadsWithdrawing: 1 },
  });
});

test('no two metrics of the simulation share a name', () => {
  const names = METRICS.filter(({ thread }) => thread === 'sim').map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
