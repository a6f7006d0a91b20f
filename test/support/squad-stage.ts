import { BRAIN } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { SIDE_COUNT, SQUAD_SIZE_MAX, SQUADS_EACH } from '../../src/limits.ts';
import { enlist, membersOf } from '../../systems/actions/soldiers.ts';
import { battlefield, place } from './battlefield.ts';
import { plainMinds } from './plain-minds.ts';
import type { HarnessOptions, WorldHarness } from './world-harness.ts';

/** Soldiers whom a test orders about. It must put `musterSquads` and `leadSquads` out of action, who would as well. */

/** Rules by which squads have room, and nobody thinks. */
export const MINDLESS = plainMinds({ brain: Array(SIDE_COUNT).fill(BRAIN.none) });

/** The first squad of a faction. */
export function firstSquad(faction: number): number {
  return faction * SQUADS_EACH;
}

/** An open field of 1 x 1 km on which patrols may serve. Nobody looks for a fight unless `combat` says so. */
export function paradeGround(
  combat: Partial<Rules['combat']> = {},
  { rules = {}, ...options }: HarnessOptions = {},
): WorldHarness {
  return battlefield({ patrolsSeek: 0, ...combat }, { ...options, rules: { ai: MINDLESS, ...rules } });
}

/** Puts a soldier of a faction's first squad on a field, in meters. Returns its id. */
export function placeSoldier(server: WorldHarness, faction: number, x: number, y: number): number {
  const id = place(server, 'patrol', faction, x, y);
  if (!enlist(server.world, firstSquad(faction), id)) throw new Error('The squad is full.');
  return id;
}

/** Ids of the soldiers of a squad. */
export function squadOf({ world }: WorldHarness, squad: number): number[] {
  const members = new Uint32Array(SQUAD_SIZE_MAX);
  return [...members.subarray(0, membersOf(world, squad, members))];
}
