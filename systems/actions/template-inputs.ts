import type { World } from '../../components/world.ts';
import { TEMPLATE_INPUT } from '../../src/ai/template-fit.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { threatTo } from '../../src/territory/pressure.ts';
import { activityOf } from './activity.ts';
import { SETBACKS_TO_REST, setbacksAt } from './setbacks.ts';
import { addSquadInputs, soldiersIn } from './squad-inputs.ts';

/** Most that an input can be. */
const FULL = 1000;
/** What one unit is on the map of strength, and one convoy on that of traffic. */
const ONE_UNIT = 256;
const ONE_CONVOY = 256;
/** A rival of so many units, and traffic of so many convoys, are halfway to the most there can be. */
const STRONG_UNITS = 12;
const BUSY_CONVOYS = 4;
/** Milli-points of influence in a thousandth of a share. */
const MILLI_PER_THOUSANDTH = 100;
/** What a neighboring target counts. */
const TARGET = 250;

/**
 * Writes what a template is weighed by (TEMPLATE_INPUT) into `inputs` from `at` on: for a faction, a district that it
 * is about and the other faction (0 nobody), with the nearest `sent` of the ranked squads where `wanted` would be sent.
 * That there is a convoy, and how much time is left, is for the caller to say.
 */
export function gatherInputs(
  world: World,
  faction: number,
  template: number,
  district: number,
  other: number,
  sent: number,
  wanted: number,
  inputs: Uint16Array,
  at: number,
): void {
  const { district: land, districtSide, graph } = world;
  const { strength, traffic } = districtSide;
  const side = district * SIDE_COUNT;
  const owner = land.owner[district];
  const rival = threatTo(strength, side, faction);
  const whose = other === 0 ? faction : other;
  addSquadInputs(world, template, sent, wanted, inputs, at);
  inputs[at + TEMPLATE_INPUT.force] = shareOf(strength[side + faction] + soldiersIn(sent) * ONE_UNIT, rival);
  inputs[at + TEMPLATE_INPUT.value] = Math.min(FULL, graph.districtValue[district] * 10);
  inputs[at + TEMPLATE_INPUT.danger] = upTo(rival, STRONG_UNITS * ONE_UNIT);
  inputs[at + TEMPLATE_INPUT.activity] = activityOf(world, district);
  inputs[at + TEMPLATE_INPUT.traffic] = upTo(traffic[side + whose], BUSY_CONVOYS * ONE_CONVOY);
  inputs[at + TEMPLATE_INPUT.contested] = land.contestedTick[district] === 0 ? 0 : FULL;
  inputs[at + TEMPLATE_INPUT.thirdParty] = thirdShare(world, faction, district);
  inputs[at + TEMPLATE_INPUT.setbacks] = failuresAt(world, faction, district);
  inputs[at + TEMPLATE_INPUT.foreign] = owner === faction ? 0 : FULL;
  inputs[at + TEMPLATE_INPUT.convoy] = 0;
  inputs[at + TEMPLATE_INPUT.targets] = Math.min(FULL, TARGET * targetsAround(world, faction, district));
  inputs[at + TEMPLATE_INPUT.share] = thousandths(districtSide.share[side + faction]);
  inputs[at + TEMPLATE_INPUT.time] = FULL;
}

/** 0 for nothing, 500 for `half`, and ever closer to 1000 for more. */
function upTo(value: number, half: number): number {
  return Math.floor((FULL * value) / (value + half));
}

/** Own part of two strengths. */
function shareOf(own: number, rival: number): number {
  return rival === 0 ? FULL : Math.floor((FULL * own) / (own + rival));
}

function failuresAt(world: World, faction: number, district: number): number {
  return Math.min(FULL, Math.floor((FULL * setbacksAt(world, faction, district)) / SETBACKS_TO_REST));
}

function thousandths(milli: number): number {
  return Math.min(FULL, Math.floor(milli / MILLI_PER_THOUSANDTH));
}

function thirdShare(world: World, faction: number, district: number): number {
  const { share } = world.districtSide;
  let most = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    if (side === faction || side === world.district.owner[district]) continue;
    most = Math.max(most, share[district * SIDE_COUNT + side]);
  }
  return thousandths(most);
}

/** Neighbors of a district that belong to the same other faction. */
function targetsAround(world: World, faction: number, district: number): number {
  const { graph } = world;
  const { owner } = world.district;
  if (owner[district] === faction || owner[district] === 0) return 0;
  let count = 0;
  for (let i = graph.neighborStart[district]; i < graph.neighborStart[district + 1]; i++) {
    if (owner[graph.neighborDistrict[i]] === owner[district]) count++;
  }
  return count;
}
