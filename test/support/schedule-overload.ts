import { RUNG } from '../../components/overload.ts';
import { enterRung } from './rung.ts';
import type { Witness } from './schedule-witness.ts';
import { startWorld } from './world-harness.ts';

/** An overload in which observers are sent away. */
export function watchOverload(witness: Witness): void {
  const server = startWorld({ patrols: 5 });
  server.observe();
  server.join();
  witness.tick(server);
  enterRung(server, RUNG.spectatorsShed);
  for (let tick = 0; tick < 3; tick++) witness.tick(server);
}
