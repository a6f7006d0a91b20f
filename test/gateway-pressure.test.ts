import { describe, expect, test } from 'vitest';
import { GatewayMetrics } from '../src/gateway/gateway-metrics.ts';
import { Metrics, PRESSURE_GAUGES } from '../src/memory/metrics-block.ts';
import { PRESSURE_MAX } from '../src/replication/tiers.ts';
import { orderAtRandom, seeded } from './support/random-life.ts';
import type { TestClient } from './support/test-client.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from './support/world-harness.ts';

const LIVELY = { patrolUnitsPerTickMax: 6_000, legTicksMax: 10, hashCheckIntervalTicks: 3 };

/** Two clients that see a lively world. */
function couple(options: HarnessOptions = {}) {
  const server = startWorld({ patrols: 60, rules: LIVELY, ...options });
  const slow = server.observe();
  const quick = server.observe();
  server.tick(30);
  return { server, slow, quick };
}

function pressureOf(server: WorldHarness, { slot }: TestClient): number {
  return server.world.session.pressure[slot];
}

function gauges(server: WorldHarness, gateway = 0) {
  const metrics = new Metrics(server.metrics, 'gateway', gateway);
  server.lanes[gateway].gateway.sweep();
  return {
    byPressure: Array.from({ length: PRESSURE_GAUGES }, (_, i) => metrics.value(metrics.pressureAt(i))),
    bufferedBytes: metrics.value(metrics.at('bufferedBytes')),
    raises: metrics.value(metrics.at('pressureRaises')),
    lowers: metrics.value(metrics.at('pressureLowers')),
    overBudget: metrics.value(metrics.at('overBudgetReviews')),
  };
}

test('every pressure has a gauge', () => {
  expect(PRESSURE_GAUGES).toBe(PRESSURE_MAX + 1);
});

describe('a client whose socket backs up', () => {
  test('is told less, then nothing, then all anew, then as much as before; nobody else is', () => {
    const { server, slow, quick } = couple();
    const dice = seeded(7);
    const live = (ticks: number) => {
      for (let tick = 0; tick < ticks; tick++) {
        orderAtRandom(server, [slow, quick], dice);
        server.tick();
      }
    };
    slow.socket.outcome = 0;
    slow.socket.buffered = 20_000;
    live(45);
    expect(pressureOf(server, slow)).toBeGreaterThanOrEqual(2);
    expect(slow.connection.stale).toBe(false);
    live(120);
    expect(pressureOf(server, slow)).toBe(PRESSURE_MAX);
    slow.socket.buffered = 70_000;
    live(40);
    expect(slow.connection.stale).toBe(true);
    expect(gauges(server).byPressure).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
    expect(gauges(server).bufferedBytes).toBe(slow.socket.bufferedBytes());
    slow.socket.drain();
    slow.gateway.drained(slow.connection);
    live(60 * PRESSURE_MAX + 120);
    expect([slow, quick].map((client) => pressureOf(server, client))).toEqual([0, 0]);
    expect(gauges(server)).toMatchObject({
      byPressure: [2, 0, 0, 0, 0, 0, 0, 0],
      bufferedBytes: 0,
      lowers: PRESSURE_MAX,
      overBudget: 0,
    });
    for (const client of [slow, quick]) {
      server.expectMirrorExact(client);
      expect(client).toMatchObject({ unreadable: 0, mirror: { hashMismatches: 0, unknownRecords: 0 } });
      expect(client.mirror!.hashChecks).toBeGreaterThan(0);
    }
  });

  test('and that reconnects begins anew', () => {
    const { server, slow } = couple();
    slow.socket.outcome = 0;
    slow.socket.buffered = 20_000;
    server.tick(120);
    expect(pressureOf(server, slow)).toBeGreaterThan(0);
    slow.away();
    slow.resume();
    server.tick(30);
    expect([pressureOf(server, slow), slow.connection.pace.pressure]).toEqual([0, 0]);
  });
});

describe('a client over its budget', () => {
  test('is told less often, is not cut off, and holds what is true', () => {
    const { server, slow } = couple({ network: { clientBytesPerSecond: 1_024 } });
    server.tick(300);
    expect(pressureOf(server, slow)).toBeGreaterThan(0);
    expect(gauges(server).overBudget).toBeGreaterThan(2);
    expect(slow.connection.stale).toBe(false);
    expect(slow).toMatchObject({ unreadable: 0, mirror: { hashMismatches: 0, unknownRecords: 0 } });
    expect(slow.mirror!.hashChecks).toBeGreaterThan(0);
  });
});

test('a gateway that fell behind blames none of its clients', () => {
  const { server } = couple();
  server.lanes[0].gateway.lapped();
  server.tick(300);
  expect(gauges(server)).toMatchObject({ byPressure: [2, 0, 0, 0, 0, 0, 0, 0], raises: 0 });
});

test('clients are counted by pressure in their own gateway, and only those that are in', () => {
  const { server } = couple({ gateways: 2 });
  server.connect(1);
  server.observe(0, 1);
  server.tick();
  expect([gauges(server, 0).byPressure[0], gauges(server, 1).byPressure[0]]).toEqual([2, 1]);
  const metrics = new GatewayMetrics(server.metrics, 0);
  metrics.surveyed([]);
  expect(gauges(server, 1).byPressure[0]).toBe(1);
});
