import type { World } from '../../components/world.ts';
import { allowedMove, INTEGRITY_ONE, integrityAfter, integrityBand } from '../../src/convoys/integrity.ts';

/** How far trade in a region can be relied on at present, 1/65,536. */
export function integrityOf(world: World, region: number): number {
  const { integrity, ledger, rules } = world;
  // Nothing has happened there since the world began.
  if (integrity.levelTick[region] === 0) return rules.convoys.integrityMiddle;
  const ticks = ledger.tick[0] - integrity.levelTick[region];
  return integrityAfter(rules.convoys, integrity.level[region], ticks);
}

/** Band of prices in a region. */
export function bandOf(world: World, region: number): number {
  return integrityBand(integrityOf(world, region));
}

/** Moves the integrity of a region, 1/65,536, by no more than what its window still allows. */
export function moveIntegrity(world: World, region: number, asked: number): void {
  const { integrity, ledger, rules } = world;
  const tick = ledger.tick[0];
  const level = integrityOf(world, region);
  const sinceWindow = tick - integrity.windowTick[region];
  if (integrity.windowTick[region] === 0 || sinceWindow >= rules.convoys.integrityWindowTicks) {
    integrity.windowTick[region] = tick;
    integrity.movedInWindow[region] = 0;
  }
  const move = allowedMove(rules.convoys, integrity.movedInWindow[region], asked);
  integrity.movedInWindow[region] += Math.abs(move);
  integrity.level[region] = Math.max(0, Math.min(INTEGRITY_ONE - 1, level + move));
  integrity.levelTick[region] = tick;
}
