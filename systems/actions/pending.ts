import type { World } from '../../components/world.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';

interface Pending {
  readonly challenger: Uint8Array;
  readonly contestedTick: Uint32Array;
  readonly weakTick: Uint32Array;
  readonly hostileTick: Uint32Array;
}

/** Whether time alone will change something: a claim or a weakness is being held, or a contest may end. */
export function isPending(control: Pending, row: number, world: World): boolean {
  if (control.challenger[row] !== 0 || control.weakTick[row] !== 0) return true;
  const hostile = control.hostileTick[row];
  if (hostile === 0) return false;
  const { contestedHostileOffTicks, contestedHostileOnTicks } = world.rules.territory;
  const within = control.contestedTick[row] !== 0 ? contestedHostileOffTicks : contestedHostileOnTicks;
  // One turn longer: it is the one after the time is over that changes something.
  return world.ledger.tick[0] - hostile <= within + TICKS_PER_SECOND;
}

/** The same of a district. */
export function isDistrictPending(world: World, district: number): boolean {
  return isPending(world.district, district, world);
}
