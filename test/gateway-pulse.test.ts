import { expect, test } from 'vitest';
import { PULSE_INTERVAL_MS, Pulse } from '../src/gateway/pulse.ts';
import type { TestClient } from './support/test-client.ts';
import { startWorld } from './support/world-harness.ts';

const IDLE_SECONDS = 15;
const BEATS = (IDLE_SECONDS * 1000) / PULSE_INTERVAL_MS;

function crowd(count: number) {
  const server = startWorld();
  const clients = Array.from({ length: count }, () => server.join());
  server.tick();
  const pulse = new Pulse(IDLE_SECONDS);
  const { connections } = clients[0].gateway;
  /** Beats of the pulse in which each client was asked. */
  const asked: number[][] = clients.map(() => []);
  let at = 0;
  const run = (beats: number, act: (client: TestClient, at: number) => void = () => {}) => {
    for (let i = 0; i < beats; i++, at++) {
      for (const client of clients) act(client, at);
      const before = clients.map(({ socket }) => socket.pings);
      pulse.beat(connections.values());
      clients.forEach(({ socket }, c) => {
        if (socket.pings > before[c]) asked[c].push(at);
      });
    }
  };
  return { asked, clients, run };
}

test('whoever is silent is asked in good time before it is cut, again and again', () => {
  const { asked, run } = crowd(60);
  run(3 * BEATS);
  for (const beats of asked) {
    expect(beats[0]).toBeGreaterThanOrEqual(BEATS / 2 - 1);
    expect(beats[0]).toBeLessThan((BEATS * 2) / 3);
    for (let i = 1; i < beats.length; i++) expect(beats[i] - beats[i - 1]).toBe(BEATS / 2);
    expect(beats.length).toBeGreaterThanOrEqual(4);
  }
});

test('never many at once, although all came at once', () => {
  const { asked, run } = crowd(100);
  run(2 * BEATS);
  const perBeat = new Map<number, number>();
  for (const beat of asked.flat()) perBeat.set(beat, (perBeat.get(beat) ?? 0) + 1);
  expect(Math.max(...perBeat.values())).toBe(Math.ceil(100 / (BEATS / 6)));
});

test('whoever says something is not asked, and soon after its last word it is', () => {
  const { asked, clients, run } = crowd(4);
  const [talker] = clients;
  run(2 * BEATS, (client, at) => {
    if (client === talker && at % 40 === 0) client.order(0);
  });
  expect(asked[0]).toEqual([]);
  expect(asked[1].length).toBeGreaterThan(1);
  run(BEATS);
  expect(asked[0][0] - 2 * BEATS).toBeLessThan((BEATS * 2) / 3);
});
