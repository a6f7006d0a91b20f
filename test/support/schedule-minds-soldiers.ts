import { ABSENCE } from '../../components/ai-rules.ts';
import { POSTURE } from '../../components/combat-rules.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { ORDER } from '../../src/protocol/client-messages.ts';
import { orderSoldier } from '../../systems/actions/soldiers.ts';
import { despawn } from '../../systems/actions/spawn.ts';
import { wound } from '../../systems/actions/wounds.ts';
import { place } from './battlefield.ts';
import { plainMinds } from './plain-minds.ts';
import type { Witness } from './schedule-witness.ts';
import { paradeGround, placeSoldier } from './squad-stage.ts';
import { startWorld } from './world-harness.ts';

/** A soldier leaves its way for a fight and takes it up again, and falls. */
export function watchSoldiers(witness: Witness): void {
  const server = paradeGround({ patrolsSeek: 1 }, { rules: { ai: plainMinds() } });
  const { world } = server;
  const soldier = placeSoldier(server, 1, 500, 500);
  const enemy = place(server, 'patrol', 2, 560, 540);
  orderSoldier(world, soldier, ORDER.moveTo, 900 * UNITS_PER_METER, 500 * UNITS_PER_METER);
  for (let tick = 0; tick < 60; tick++) {
    if (tick === 40) despawn(world, enemy);
    if (tick === 55) wound(world, soldier, 1_000_000, 0);
    witness.tick(server);
  }
}

/** Players go away and have their avatars retreat, where there is land to retreat to and where there is not. */
export function watchAbsent(witness: Witness): void {
  const server = startWorld({
    map: ['A--B'],
    owners: { 1: ['A', 'B'] },
    rules: { ai: plainMinds(), resumeTicks: 10_000 },
    sessions: { guests: 'always' },
  });
  const players = [1, 2].map((faction) => server.join({ faction }));
  witness.tick(server);
  for (const player of players) {
    player.order(ORDER.absence, ABSENCE.retreat);
    player.order(ORDER.posture, POSTURE.attack);
    player.order(ORDER.moveDirection, 16_384, 100);
  }
  witness.tick(server);
  for (const player of players) player.away();
  for (let tick = 0; tick < 70; tick++) witness.tick(server);
}
