import type { World } from '../../components/world.ts';
import { PATH_COUNT_MAX, PATH_NODES } from '../../src/limits.ts';

/**
 * Keeps a path of `hops` steps (nodes[0 .. hops]) in the lowest free row. Nobody uses it yet: hold it before the next
 * one is stored. Returns the row, -1 when the pool is full or the path too long for it.
 */
export function storePath(world: World, nodes: ArrayLike<number>, hops: number): number {
  const { path, pathNode, routeLedger } = world;
  if (hops >= PATH_NODES) return -1;
  const high = routeLedger.pathHigh[0];
  let row = 0;
  while (row < high && path.uses[row] !== 0) row++;
  if (row === PATH_COUNT_MAX) return -1;
  if (row === high) routeLedger.pathHigh[0]++;
  path.hops[row] = hops;
  for (let step = 0; step <= hops; step++) pathNode.district[row * PATH_NODES + step] = nodes[step];
  return row;
}

/** One more drives on a path. */
export function holdPath(world: World, path: number): void {
  world.path.uses[path]++;
}

/** One less does; a path that nobody drives on is free. */
export function releasePath(world: World, path: number): void {
  world.path.uses[path]--;
}
