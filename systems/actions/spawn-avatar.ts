import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { forgetOrders } from './forget-orders.ts';
import { startKit } from './items.ts';
import { pickControlPoint, pickDistrict, spawn } from './spawn.ts';

/**
 * Makes the body of a session's player, at a control point of its faction's land (anywhere, when it has none).
 * Returns its id, or 0 when the world is full.
 */
export function spawnAvatar(world: World, slot: number): number {
  const { avatar, graph, session } = world;
  const faction = session.faction[slot];
  const district = pickDistrict(world, faction, slot);
  const point = pickControlPoint(world, district, slot);
  const x = point < 0 ? graph.districtX[district] : graph.controlPointX[point];
  const y = point < 0 ? graph.districtY[district] : graph.controlPointY[point];
  const id = spawn(world, ENTITY_KIND.avatar, faction, x, y);
  if (id === 0) return 0;
  forgetOrders(world, id);
  avatar.session[id] = slot;
  startKit(world, id);
  session.avatar[slot] = id;
  session.focus[slot] = id;
  return id;
}
