import { expect, test, vi } from 'vitest';
import { MarchlandClient } from '../client/client.ts';
import { RUNG } from '../components/overload.ts';
import { HarnessNetwork } from './support/harness-network.ts';
import { startWorld } from './support/world-harness.ts';

test('a client says how often it is served, and that it is served as usual again', async () => {
  vi.useFakeTimers();
  const server = startWorld({ map: ['A--B'], patrols: 5 });
  const client = new MarchlandClient({ url: 'ws://harness', socket: new HarnessNetwork(server).open });
  try {
    client.open();
    await vi.advanceTimersByTimeAsync(0);
    const rates = [RUNG.none, RUNG.allSlower, RUNG.slowest, RUNG.none].map((rung) => {
      server.world.ledger.overload[0] = rung;
      server.tick(60);
      return client.diagnostics().servedHz;
    });
    expect(rates).toEqual([60, 20, 10, 60]);
  } finally {
    client.close();
    vi.useRealTimers();
  }
});
