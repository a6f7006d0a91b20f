import type { World } from '../../components/world.ts';
import { TEMPLATE_INPUT } from '../../src/ai/template-fit.ts';
import { STEP, TEMPLATES } from '../../src/ai/templates.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { ranked } from './assign-squads.ts';

/** Most that an input can be. */
const FULL = 1000;

/** Time that squads have to get there, seconds by TEMPLATE; 0 where nobody goes anywhere. */
const marchSeconds = Uint16Array.from(
  TEMPLATES,
  ({ steps }) => steps.find(({ step }) => step === STEP.march)?.seconds ?? 0,
);

/**
 * Writes those TEMPLATE_INPUT of a template that are about squads: the nearest `sent` of the ranked ones, where
 * `wanted` would be sent.
 */
export function addSquadInputs(
  world: World,
  template: number,
  sent: number,
  wanted: number,
  inputs: Uint16Array,
  at: number,
): void {
  const reach = marchUnits(world, template);
  const last = sent === 0 ? reach : ranked.units[sent - 1];
  const apart = sent === 0 ? 0 : last - ranked.units[0];
  inputs[at + TEMPLATE_INPUT.squads] = wanted === 0 ? FULL : Math.floor((FULL * sent) / wanted);
  inputs[at + TEMPLATE_INPUT.nearness] = FULL - partOf(last, reach);
  inputs[at + TEMPLATE_INPUT.spread] = partOf(apart, reach);
}

/** Soldiers of so many of the nearest squads. */
export function soldiersIn(squads: number): number {
  return squads === 0 ? 0 : ranked.soldiers[squads - 1];
}

/** How far patrols walk at their usual pace in the time for a march, world units. */
function marchUnits(world: World, template: number): number {
  const { patrolUnitsPerTickMax, patrolUnitsPerTickMin } = world.rules;
  const pace = Math.floor((patrolUnitsPerTickMin + patrolUnitsPerTickMax) / 2);
  return marchSeconds[template] * TICKS_PER_SECOND * pace;
}

function partOf(units: number, reach: number): number {
  return reach === 0 ? 0 : Math.min(FULL, Math.floor((FULL * units) / reach));
}
