import { THREAT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { noteThreat } from './threats.ts';

/** A district went from one side to another (0 = nobody): their land is counted, and who has lost it is told. */
export function moveLand(world: World, district: number, from: number, to: number): void {
  const { pact, side } = world;
  side.land[from]--;
  side.land[to]++;
  const row = from * SIDE_COUNT + to;
  if (from !== 0 && to !== 0 && pact.taken[row] < 0xffff) pact.taken[row]++;
  // Nobody has no hub and needs no supply.
  if (from !== 0) side.supplyIsDue[from] = 1;
  if (to !== 0) side.supplyIsDue[to] = 1;
  noteThreat(world, from, THREAT.lost, district, to, 0);
}
