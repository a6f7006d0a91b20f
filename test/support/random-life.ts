import { ERRAND } from '../../components/avatar.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { despawn } from '../../systems/actions/spawn.ts';
import { spawnPatrol } from '../../systems/actions/spawn-patrol.ts';
import type { TestClient } from './test-client.ts';
import type { WorldHarness } from './world-harness.ts';

/** A small generator (xorshift): whole numbers below a limit, the same for the same seed. */
export type Dice = (limit: number) => number;

export function seeded(seed: number): Dice {
  let state = Math.imul(seed, 0x9e37_79b1) | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** Gives some of the players an order of any kind, legal or not. */
export function orderAtRandom(server: WorldHarness, players: readonly TestClient[], dice: Dice): void {
  const { widthUnits, heightUnits } = server.world.graph;
  for (const player of players) {
    if (player.connection.state !== 'open' || dice(20) !== 0) continue;
    const kind = dice(8);
    if (kind < 3) player.order(ORDER.moveTo, dice(widthUnits), dice(heightUnits));
    else if (kind < 6) player.order(ORDER.moveDirection, dice(65_536), 1 + dice(100));
    else if (kind === 6) player.order(ORDER.stop);
    else player.order(dice(6), dice(0x7fff_ffff) - 0x4000_0000, dice(0x7fff_ffff) - 0x4000_0000);
  }
}

/** Lets patrols appear and vanish. */
export function birthsAndDeaths(server: WorldHarness, dice: Dice): void {
  const { world } = server;
  const patrols = world.entities.rosters.get(ENTITY_KIND.patrol)!.ids();
  if (dice(4) === 0 && patrols.length > 5) despawn(world, patrols[dice(patrols.length)]);
  for (let births = dice(4) === 0 ? dice(4) : 0; births > 0; births--) spawnPatrol(world, dice(10_000));
}

/**
 * Sets an entity to any place, as an administrator or a portal would; it keeps its course if that leads nowhere bad.
 */
export function teleport(server: WorldHarness, id: number, x: number, y: number): void {
  const { avatar, changes, ledger, motion, patrol } = server.world;
  motion.x[id] = x;
  motion.y[id] = y;
  // The course was planned from another place and might lead out of the world from this one.
  motion.vx[id] = 0;
  motion.vy[id] = 0;
  patrol.turnTick[id] = ledger.tick[0] + 2;
  avatar.errand[id] = ERRAND.none;
  changes.note(id, CHANGE.place);
}

/** Sets one entity in a while to a random place. */
export function teleportAtRandom(server: WorldHarness, dice: Dice): void {
  const ids = server.aliveIds();
  if (dice(3) !== 0 || ids.length === 0) return;
  const { widthUnits, heightUnits } = server.world.graph;
  teleport(server, ids[dice(ids.length)], dice(widthUnits), dice(heightUnits));
}
