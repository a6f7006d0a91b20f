import type { World } from '../components/world.ts';
import { CONVOY_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { dismiss } from './actions/escorts.ts';
import { settleRaid } from './actions/raid.ts';

const raided = new Uint32Array(CONVOY_COUNT_MAX);

/** Decides every raid whose time is up, and forgets what avatars did that are no more. */
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
}
