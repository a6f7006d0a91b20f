import { POSTURE } from '../../components/combat-rules.ts';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { UNITS_PER_METER } from '../../src/maths/fixed-point.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { hasTarget } from '../../systems/actions/aim.ts';
import { mayStrike } from '../../systems/actions/hostility.ts';
import { spawn } from '../../systems/actions/spawn.ts';
import { combatRules } from './combat-rules.ts';
import { type HarnessOptions, startWorld, type WorldHarness } from './world-harness.ts';

/** Open ground on which fighters stand where a test puts them, and walk nowhere of their own accord. */

/** Later than any test goes on. */
const NEVER = 1_000_000;

/** An empty field of 1 x 1 km with sectors of 100 m, where patrols seek enemies. */
export function battlefield(
  combat: Partial<Rules['combat']> = {},
  { rules = {}, ...options }: HarnessOptions = {},
): WorldHarness {
  const fightRules = combatRules({ patrolsSeek: 1, ...combat });
  return startWorld({ ...options, rules: { ...rules, combat: fightRules } });
}

/** Puts a fighter of any kind on a field, in meters. Returns its id. */
export function place(
  { world }: WorldHarness,
  kind: keyof typeof ENTITY_KIND,
  faction: number,
  x: number,
  y: number,
): number {
  const id = spawn(world, ENTITY_KIND[kind], faction, x * UNITS_PER_METER, y * UNITS_PER_METER);
  world.patrol.speed[id] = 200;
  world.patrol.turnTick[id] = NEVER;
  world.patrol.legEndTick[id] = NEVER;
  return id;
}

/** Distance between two entities in meters. */
export function metersBetween({ world }: WorldHarness, one: number, other: number): number {
  const { x, y } = world.motion;
  return Math.hypot(x[one] - x[other], y[one] - y[other]) / UNITS_PER_METER;
}

/** The enemy in reach (1/4096 m) of a fighter that is nearest, then lowest by id; by looking at all. */
export function nearestByHand(world: World, id: number, reach: number): number {
  const { ledger, motion } = world;
  let best = 0;
  let bestSquare = reach * reach;
  for (let other = 1; other <= ledger.entityHigh[0]; other++) {
    if (!mayStrike(world, id, other)) continue;
    const square = (motion.x[other] - motion.x[id]) ** 2 + (motion.y[other] - motion.y[id]) ** 2;
    if (square > bestSquare || (square === bestSquare && best !== 0)) continue;
    best = other;
    bestSquare = square;
  }
  return best;
}

/** How many attack each entity, counted anew, for those that can be attacked. */
export function attackersByHand({ world }: WorldHarness): Map<number, number> {
  const counts = new Map<number, number>();
  for (let id = 1; id <= world.ledger.entityHigh[0]; id++) {
    if (world.identity.kind[id] === 0 || !hasTarget(world, id)) continue;
    const target = world.fighter.target[id];
    counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  return counts;
}

/** Has an entity take up a posture without an order. */
export function pose({ world }: WorldHarness, id: number, posture: keyof typeof POSTURE): void {
  world.fighter.posture[id] = POSTURE[posture];
}
