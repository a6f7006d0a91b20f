import { expect, test } from 'vitest';
import { INBOX_RECORD_WORDS, INPUT, WORD } from '../components/inbox.ts';
import { RUNG } from '../components/overload.ts';
import { GatewayMetrics } from '../src/gateway/gateway-metrics.ts';
import { allocateControl, CONTROL, viewControl } from '../src/memory/control-block.ts';
import { allocateMetrics, Metrics } from '../src/memory/metrics-block.ts';
import { monotonicMicros } from '../src/ops/clock.ts';
import { MemoryWatch, memoryLimitBytes } from '../src/ops/memory-watch.ts';
import { GatewayLoad } from '../src/sim/gateway-load.ts';
import type { OverloadMarks } from '../src/sim/overload-ladder.ts';
import { OverloadWatch } from '../src/sim/overload-watch.ts';
import { SortedWindow } from '../src/sim/sorted-window.ts';
import { seeded } from './support/random-life.ts';
import { startWorld } from './support/world-harness.ts';

/** Marks that every tick is above. */
const HARSH: OverloadMarks = {
  ...{ rungMax: RUNG.closed, windowTicks: 10, calmTicks: 10, calmPercent: 75 },
  ...{ tickPercent: 0, latenessPercent: 10_000, stretches: 3600, gatewayPercent: 100, framesBehind: 3600 },
  memoryPercent: 1000,
};

function watched(marks: OverloadMarks = HARSH, rung = 0) {
  const server = startWorld({ patrols: 3 });
  const { world } = server;
  world.ledger.overload[0] = rung;
  const control = viewControl(allocateControl());
  const said: string[] = [];
  const sources = { world, marks, metrics: server.metrics, control, gatewayCount: 1 };
  const watch = new OverloadWatch({ ...sources, say: (text) => said.push(text) });
  const sim = new Metrics(server.metrics, 'sim');
  const value = (name: Parameters<typeof sim.at>[0]) => sim.value(sim.at(name));
  const run = (ticks: number) => {
    for (let i = 0; i < ticks; i++) {
      watch.begin();
      watch.enter(world.inbox);
      server.tick();
      watch.ticked(monotonicMicros() - 100, 0);
    }
  };
  return { server, world, control, said, watch, run, value };
}

/** Ticks after a start that are not judged. */
const WARM_UP_TICKS = 30;

test('the first ticks after a start are not judged, nor is time that was stretched in them', () => {
  const { run, value, watch } = watched({ ...HARSH, tickPercent: 1000, stretches: 0 });
  run(WARM_UP_TICKS - 1);
  watch.stretched();
  run(11);
  expect(value('overloadRung')).toBe(0);
  watch.stretched();
  run(10);
  expect(value('overloadRung')).toBe(1);
});

test('a rung enters the world as an input of the next tick, once', () => {
  const { server, world, run } = watched();
  run(WARM_UP_TICKS + 10);
  expect(world.ledger.overload[0]).toBe(RUNG.none);
  run(1);
  expect(world.ledger.overload[0]).toBe(RUNG.farSlower);
  run(8);
  const records = server.journal
    .map((words, tick) => ({ tick, words }))
    .filter(({ words }) => words.length > 0);
  expect(records.map(({ tick }) => tick)).toEqual([WARM_UP_TICKS + 10]);
  expect(records[0].words).toHaveLength(INBOX_RECORD_WORDS);
  expect([records[0].words[WORD.kind], records[0].words[WORD.rung]]).toEqual([INPUT.overload, 1]);
});

test('each change is said once, with what was measured and the mark, and shows in metrics and control block', () => {
  const { said, control, run, value } = watched();
  run(WARM_UP_TICKS + 10);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /^overload: rung 1 \(farSlower\) after 0 \(none\): sectors at the edge of views come/,
  );
  expect(said[0]).toMatch(/; time of a tick \d+ % of its budget, mark 0 \(tick 40\)$/);
  expect(value('overloadFarSlowerMicros')).toBe(0);
  run(10);
  expect(said).toHaveLength(2);
  expect([control[CONTROL.overloadRung], value('overloadRung'), value('overloadClimbs')]).toEqual([2, 2, 2]);
  expect(value('overloadFarSlowerMicros')).toBeGreaterThan(0);
  expect([value('overloadAllSlowerMicros'), value('overloadDescents')]).toEqual([0, 0]);
});

test('it begins on the rung that a restored world stands on, and tells of it at once', () => {
  const { control, world, run, said, value } = watched({ ...HARSH, rungMax: RUNG.none }, RUNG.closed);
  expect([control[CONTROL.overloadRung], value('overloadRung')]).toEqual([RUNG.closed, RUNG.closed]);
  run(WARM_UP_TICKS + 11);
  expect(world.ledger.overload[0]).toBe(RUNG.spectatorsShed);
  expect(said[0]).toMatch(/the next step down takes 10 calm ticks$/);
  run(50);
  expect([world.ledger.overload[0], value('overloadDescents')]).toEqual([RUNG.none, 6]);
});

test('how full the memory is comes from the control block', () => {
  const { control, run, said, value } = watched({ ...HARSH, tickPercent: 1000, memoryPercent: 90 });
  run(WARM_UP_TICKS + 20);
  expect(value('overloadRung')).toBe(0);
  const memory = { used: 930 };
  const watch = new MemoryWatch(control, 1000, () => memory.used);
  watch.look();
  run(10);
  expect(value('overloadRung')).toBe(1);
  expect(said[0]).toContain('memory 93 % of what there is, mark 90');
});

test('the limit of a container counts where there is one', () => {
  const machine = 8e9;
  expect([2e9, undefined, 0, 1.8e19].map((limit) => memoryLimitBytes(limit, machine))).toEqual([
    ...[2e9, machine, machine, machine],
  ]);
});

test('an inbox without room keeps the rung for the next tick', () => {
  const { world, watch, run } = watched();
  run(WARM_UP_TICKS + 10);
  const { inbox } = world;
  inbox.count = inbox.words.length / INBOX_RECORD_WORDS;
  const full = inbox.count;
  watch.enter(inbox);
  expect(inbox.count).toBe(full);
  inbox.count = full - 1;
  watch.enter(inbox);
  expect(inbox.count).toBe(full);
});

/** Gateways whose frames a test hands out. */
function gateways(count: number) {
  const memory = allocateMetrics();
  const writers = Array.from({ length: count }, (_, index) => new GatewayMetrics(memory, index));
  const load = new GatewayLoad(memory, count, 0);
  const deliver = (index: number, frames = 1, micros = 100) => {
    for (let i = 0; i < frames; i++) writers[index].delivered(1, 1, 0, micros);
  };
  return { memory, writers, load, deliver };
}

test('a gateway is behind by the frames it has not handed out, and the slowest counts', () => {
  const { load, deliver } = gateways(2);
  expect(load.framesBehind()).toBe(0);
  deliver(0);
  expect(load.framesBehind()).toBe(1);
  deliver(0);
  expect(load.framesBehind()).toBe(2);
  deliver(0);
  deliver(1, 2);
  expect(load.framesBehind()).toBe(1);
  deliver(0);
  deliver(1, 2);
  expect(load.framesBehind()).toBe(0);
});

test('the busiest gateway tells how busy they are, window by window', () => {
  const { load, deliver } = gateways(2);
  deliver(0, 10, 1_000);
  deliver(1, 10, 9_000);
  expect(load.busyPercent(100_000)).toBeCloseTo(90);
  deliver(0, 10, 2_000);
  expect(load.busyPercent(200_000)).toBeCloseTo(20);
});

test('a gateway that is gone, or missed a ring, owes nothing', () => {
  const { load, deliver, writers } = gateways(1);
  for (let tick = 0; tick < 60; tick++) load.framesBehind();
  expect(load.framesBehind()).toBe(60);
  load.busyPercent(1e6);
  expect(load.framesBehind()).toBe(0);
  deliver(0, 3);
  for (let tick = 0; tick < 60; tick++) load.framesBehind();
  writers[0].count('laps');
  load.busyPercent(2e6);
  expect(load.framesBehind()).toBe(0);
});

test('a gateway that began with the newest frame is not ahead of anybody', () => {
  const { load, deliver } = gateways(1);
  deliver(0, 5);
  load.framesBehind();
  for (let tick = 0; tick < 4; tick++) load.framesBehind();
  expect(load.framesBehind()).toBe(5);
});

test('a window in order has the percentiles of the values sorted', () => {
  const dice = seeded(5);
  const window = new SortedWindow(40);
  expect(window.percentile(0.9)).toBe(0);
  for (let round = 0; round < 50; round++) {
    const values = Array.from({ length: 1 + dice(40) }, () => dice(30));
    for (const value of values) window.add(value);
    const sorted = values.toSorted((a, b) => a - b);
    for (const share of [0, 0.1, 0.5, 0.9, 1]) {
      const count = values.filter((value) => value <= window.percentile(share)).length;
      expect(count).toBeGreaterThanOrEqual(values.length * share);
      expect(sorted).toContain(window.percentile(share));
    }
    expect([window.percentile(0), window.percentile(1)]).toEqual([sorted[0], sorted.at(-1)]);
    window.clear();
  }
});
