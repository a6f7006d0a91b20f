import { afterEach, describe, expect, test } from 'vitest';
import { ROUTE_STATE } from '../components/routes.ts';
import { allocateControl, CONTROL, viewControl } from '../src/memory/control-block.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { RouteSlots, SLOT_STATE } from '../src/memory/route-slots.ts';
import { allocateRouteBlocks, type RouteBlocks } from '../src/sim/route-exchange.ts';
import type { RouteThreadData } from '../src/sim/route-thread.ts';
import { type BundledWorker, startBundled } from './support/bundled-worker.ts';
import { counted, land, SIDE, slotsIn } from './support/route-land.ts';
import type { WorldHarness } from './support/world-harness.ts';

describe('with any number of workers', () => {
  const running: { control: Int32Array; slots: RouteSlots; threads: BundledWorker[] }[] = [];

  afterEach(async () => {
    for (const { control, slots, threads } of running.splice(0)) {
      Atomics.store(control, CONTROL.stopping, 1);
      slots.ring();
      expect(await Promise.all(threads.map(({ ended }) => ended))).toEqual(threads.map(() => 0));
    }
  });

  /** A land whose questions so many real threads answer. */
  function threadedLand(workers: number): { server: WorldHarness; slots: RouteSlots } {
    const blocks: RouteBlocks = allocateRouteBlocks(SIDE * SIDE);
    const server = land(workers === 0 ? {} : { routes: { workers, blocks } });
    const slots = new RouteSlots(blocks.slots, Math.max(1, workers));
    const { graph } = server.world.roads;
    const control = allocateControl();
    const metrics = allocateMetrics();
    const threads = Array.from({ length: workers }, (_, worker) =>
      startBundled(`import './src/sim/route-thread.ts';`, {
        ...{ control, metrics, blocks, graph, worker, workers },
      } satisfies RouteThreadData),
    );
    running.push({ control: viewControl(control), slots, threads });
    return { server, slots };
  }

  /** Runs ticks, each as late as the workers need to be in time. */
  function runInTime(
    { server, slots }: { server: WorldHarness; slots: RouteSlots },
    ticks: number,
  ): number[] {
    const sleep = new Int32Array(new SharedArrayBuffer(4));
    return Array.from({ length: ticks }, () => {
      server.tick();
      while (slotsIn(slots, SLOT_STATE.asked).length + slotsIn(slots, SLOT_STATE.taken).length > 0)
        Atomics.wait(sleep, 0, 0, 0.05);
      return server.hash();
    });
  }

  test('a world whose answers are in time is the same, tick by tick', () => {
    const alone = threadedLand(0);
    const hashes = runInTime(alone, 300);
    expect(counted(alone.server, 'routeQuestions')).toBeGreaterThan(60);
    for (const workers of [1, 2]) {
      const helped = threadedLand(workers);
      expect(runInTime(helped, 300)).toEqual(hashes);
      expect(counted(helped.server, 'routeAnswersLate')).toBe(0);
    }
  });

  test('a replay of the journal needs none, even of a run whose answers came as they liked', async () => {
    const { server, slots } = threadedLand(2);
    for (let tick = 0; tick < 400; tick++) {
      server.tick();
      if (tick % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    while (slotsIn(slots, SLOT_STATE.asked).length > 0) await new Promise((resolve) => setImmediate(resolve));
    server.tick(20);
    const { route } = server.world;
    expect(route.state.filter((state) => state === ROUTE_STATE.active).length).toBeGreaterThan(0);
    const again = land();
    for (const records of server.journal) again.replay(records);
    expect(again.hash()).toBe(server.hash());
  });
});
