import { expect, test } from 'vitest';
import { Health } from '../src/ops/health.ts';

function server() {
  const degraded: string[] = [];
  const state = { ticks: 0, listening: 2, storageOpen: true, micros: 1e9, degraded };
  const health = new Health(
    {
      ticks: () => state.ticks,
      gatewayCount: 2,
      gatewaysListening: () => state.listening,
      storageOpen: () => state.storageOpen,
      degraded: () => state.degraded,
    },
    () => state.micros,
  );
  return { state, health };
}

test('a server is not alive before its first tick', () => {
  const { health } = server();
  expect(health.alive()).toEqual({ ok: false, missing: ['sim: no tick has run yet'] });
});

test('it is alive for a second after a tick, and no longer', () => {
  const { state, health } = server();
  state.ticks = 1;
  expect(health.alive().ok).toBe(true);
  state.micros += 1_000_000;
  expect(health.alive().ok).toBe(true);
  state.micros += 500_000;
  expect(health.alive()).toEqual({
    ok: false,
    missing: ['sim: no new tick for 1.5 s, the last was number 1 since boot'],
  });
  state.ticks = 2;
  expect(health.alive().ok).toBe(true);
});

test('a sim that stood still unasked for is found out by the first question', () => {
  const { state, health } = server();
  state.ticks = 7;
  health.observe();
  state.micros += 300e6;
  health.observe();
  expect(health.alive().missing[0]).toContain('no new tick for 300.0 s');
});

test('ready names everything that is missing', () => {
  const { state, health } = server();
  state.listening = 1;
  state.storageOpen = false;
  expect(health.ready()).toEqual({
    ok: false,
    missing: ['sim: no tick has run yet', 'gateways: 1 of 2 listening', 'storage: not open'],
  });
  state.ticks = 1;
  state.storageOpen = true;
  expect(health.ready()).toEqual({ ok: false, missing: ['gateways: 1 of 2 listening'] });
  expect(health.alive().ok).toBe(true);
  state.listening = 2;
  expect(health.ready()).toEqual({ ok: true, missing: [] });
});

test('a server that gives way to load is ready, and says what it does without', () => {
  const { state, health } = server();
  state.ticks = 1;
  state.degraded = ['overload: rung 1'];
  expect(health.ready()).toEqual({ ok: true, missing: [], degraded: ['overload: rung 1'] });
  state.degraded = [];
  expect(health.ready()).toEqual({ ok: true, missing: [] });
});
