import { PatrolWorld } from './patrol-world.ts';
import type { SendProfile } from './peers.ts';

const SETTLE_TICKS = 300;
const COUNTED_TICKS = 600;
const SAMPLED_CLIENTS_MAX = 100;
/** Bytes of a message besides its records, and of a record, as Marchland writes them: nothing is smaller here. */
const HEAD_BYTES = 3;
const RECORD_BYTES = 5;
/** Sizes that the floor draws from: it stamps a buffer of each in every tick. */
const SIZE_PARTS = 100;

/**
 * What a server has to send that tells each change in the tick in which it happens: a message for each client and tick
 * in which a unit in its view took another course. Counted in the workload, and the same whatever any server does.
 */
export function changeProfile(clients: number, seed: number): SendProfile {
  const world = new PatrolWorld(clients, seed);
  for (let tick = 0; tick < SETTLE_TICKS; tick++) world.step();
  const step = Math.ceil(clients / SAMPLED_CLIENTS_MAX);
  const sizes: number[] = [];
  for (let tick = 0; tick < COUNTED_TICKS; tick++) {
    world.step();
    for (let client = 0; client < clients; client += step) {
      const records = world.turned.reduce((sum, unit) => sum + (world.sees(client, unit) ? 1 : 0), 0);
      if (records > 0) sizes.push(HEAD_BYTES + RECORD_BYTES * records);
    }
  }
  const sampled = Math.ceil(clients / step);
  sizes.sort((one, other) => one - other);
  return {
    messagesPerClientPerTick: sizes.length / (COUNTED_TICKS * sampled),
    sizes: Array.from(
      { length: SIZE_PARTS },
      (_, i) => sizes[Math.floor(((i + 0.5) / SIZE_PARTS) * sizes.length)],
    ),
  };
}
