import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { isNear } from './escorts.ts';
import { canFight } from './hostility.ts';

/** The nearest who can take what lies in a wreck, the lowest id of equals; 0 = nobody is near enough. */
export function findSalvager(world: World, id: number): number {
  const { grid, motion, rules, sectors } = world;
  const range = rules.combat.salvageRangeUnits;
  const x = motion.x[id];
  const y = motion.y[id];
  const left = Math.max(0, Math.floor((x - range) / grid.units));
  const right = Math.min(grid.columns - 1, Math.floor((x + range) / grid.units));
  const top = Math.max(0, Math.floor((y - range) / grid.units));
  const bottom = Math.min(grid.rows - 1, Math.floor((y + range) / grid.units));
  let nearest = 0;
  let least = Number.MAX_SAFE_INTEGER;
  for (let row = top; row <= bottom; row++) {
    const end = sectors.start[row * grid.columns + right + 1];
    for (let i = sectors.start[row * grid.columns + left]; i < end; i++) {
      const by = sectors.members[i];
      if (!canSalvage(world, by, id)) continue;
      const dx = motion.x[by] - x;
      const dy = motion.y[by] - y;
      const distance = dx * dx + dy * dy;
      if (distance > least || (distance === least && by > nearest)) continue;
      least = distance;
      nearest = by;
    }
  }
  return nearest;
}

/** Whether an entity is one that can take what lies in a wreck, and near enough. */
export function canSalvage(world: World, by: number, id: number): boolean {
  const kind = world.identity.kind[by];
  if (kind !== ENTITY_KIND.patrol && kind !== ENTITY_KIND.avatar) return false;
  return canFight(world, by) && isNear(world, by, id, world.rules.combat.salvageRangeUnits);
}
