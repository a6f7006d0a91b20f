import type { World } from '../../components/world.ts';
import { scoreTemplate, TEMPLATE_INPUT, TEMPLATE_INPUT_COUNT } from '../../src/ai/template-fit.ts';
import { TEMPLATES } from '../../src/ai/templates.ts';
import { ready, squadsFor } from './assign-squads.ts';
import { gatherInputs } from './template-inputs.ts';

/** Options of one tactical decision: the templates of a goal, or the districts that idle squads could guard. */
export const OPTIONS_MAX = 8;

/** The options of the decision at work, the best first once `rankOptions` ran. Working memory. */
export const options = {
  count: 0,
  template: new Uint8Array(OPTIONS_MAX),
  district: new Uint32Array(OPTIONS_MAX),
  score: new Int32Array(OPTIONS_MAX),
  /** Squads that it would begin with; too few where it may not begin. */
  squads: new Uint8Array(OPTIONS_MAX),
  isPossible: new Uint8Array(OPTIONS_MAX),
  /** TEMPLATE_INPUT of option i from i * TEMPLATE_INPUT_COUNT on. */
  inputs: new Uint16Array(OPTIONS_MAX * TEMPLATE_INPUT_COUNT),
  /** Options by rank. */
  order: new Uint8Array(OPTIONS_MAX),
};

/**
 * Weighs a template for a GOAL and adds it to the options. Up to `worth` of the squads that `rankSquads` ranked would
 * be sent; `time` and `hasConvoy` are the inputs of these names.
 */
export function addOption(
  world: World,
  faction: number,
  goal: number,
  template: number,
  district: number,
  other: number,
  worth: number,
  time: number,
  hasConvoy: boolean,
): void {
  const { inputs } = options;
  const i = options.count++;
  const at = i * TEMPLATE_INPUT_COUNT;
  const wanted = squadsFor(template, worth);
  const sent = Math.min(wanted, ready.toSpare);
  gatherInputs(world, faction, template, district, other, sent, wanted, inputs, at);
  inputs[at + TEMPLATE_INPUT.time] = time;
  inputs[at + TEMPLATE_INPUT.convoy] = hasConvoy ? 1000 : 0;
  options.template[i] = template;
  options.district[i] = district;
  options.squads[i] = sent;
  options.score[i] = scoreTemplate(world.rules.ai, faction, goal, template, inputs, at);
  options.isPossible[i] = options.score[i] > 0 && sent >= TEMPLATES[template].squadsMin ? 1 : 0;
}
