import { ESCORT_TASK } from '../components/convoys.ts';
import type { World } from '../components/world.ts';
import { CONVOY_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { defend, dismiss } from './actions/escorts.ts';
import { settleRaid } from './actions/raid.ts';

/** An escort looks after its convoy once in so many ticks. */
const LOOK_TICKS = 15;

const raided = new Uint32Array(CONVOY_COUNT_MAX);

/** Looks whether raids go on, lets escorts defend their convoys, and forgets what those did who are no more. */
export function settleRaids(world: World): void {
  const { convoy, entities, escort, ledger } = world;
  // Their ids are given again, and whoever gets one must not find itself in the middle of a raid.
  for (let i = 0; i < entities.deadCount; i++) {
    dismiss(world, entities.dead[i]);
    escort.restTick[entities.dead[i]] = 0;
  }
  const ids = entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  let count = 0;
  for (let i = 0; i < ids.length; i++) {
    if (convoy.raidTick[ids[i]] !== 0 && convoy.raidTick[ids[i]] <= ledger.tick[0]) raided[count++] = ids[i];
  }
  for (let i = 0; i < count; i++) settleRaid(world, raided[i]);
  const bodies = entities.bodies.ids();
  for (let i = 0; i < bodies.length; i++) {
    const isDue = (ledger.tick[0] + bodies[i]) % LOOK_TICKS === 0;
    if (isDue && escort.task[bodies[i]] === ESCORT_TASK.escort) defend(world, bodies[i]);
  }
}
