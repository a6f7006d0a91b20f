import { expect, test } from 'vitest';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { RESULT } from '../../src/protocol/fields.ts';
import { startWorld } from '../support/world-harness.ts';

test('an avatar arrives exactly where it was told to go, and stays', () => {
  const server = startWorld({ map: ['A--B', '|  |', 'C--D'], patrols: 20 });
  const alice = server.join();
  server.tick();
  const { motion } = server.world;
  const id = alice.avatar;
  expect(id).toBeGreaterThan(0);
  for (const [x, y] of [
    [1_234_567, 98_765],
    [0, 0],
    [server.world.graph.widthUnits - 1, server.world.graph.heightUnits - 1],
    [700_001, 3],
  ]) {
    alice.order(ORDER.moveTo, x, y);
    server.tick(2500);
    expect([motion.x[id], motion.y[id], motion.vx[id], motion.vy[id]]).toEqual([x, y, 0, 0]);
    server.expectMirrorExact(alice);
  }
  expect(alice.answers.map(({ result }) => result)).toEqual([0, 0, 0, 0].map(() => RESULT.done));
});
