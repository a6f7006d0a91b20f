import type { World } from '../../components/world.ts';
import { TEMPLATES } from '../../src/ai/templates.ts';
import { OPERATIONS_EACH } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';

/** What an operation may take longer than all its steps together. */
const SLACK_TICKS = 60 * TICKS_PER_SECOND;

/** The faction that an operation is of. */
export function sideOf(row: number): number {
  return Math.floor(row / OPERATIONS_EACH);
}

/** STEP that an operation is at. */
export function stepOf(world: World, row: number): number {
  const { operation } = world;
  return TEMPLATES[operation.template[row]].steps[operation.step[row]].step;
}

/** STEP that comes after it, 0 = it is the last one. */
export function nextStepOf(world: World, row: number): number {
  const { operation } = world;
  const { steps } = TEMPLATES[operation.template[row]];
  const next = operation.step[row] + 1;
  return next < steps.length ? steps[next].step : 0;
}

/** Longest time of a step of an operation, ticks. */
export function stepTicks(world: World, row: number, step: number): number {
  const { seconds } = TEMPLATES[world.operation.template[row]].steps[step];
  return seconds === 0 ? world.rules.ai.holdTicks[sideOf(row)] : seconds * TICKS_PER_SECOND;
}

/** Whether the step that an operation is at has lasted for some percent of its longest time. */
export function hasLasted(world: World, row: number, percent: number): boolean {
  const { ledger, operation } = world;
  const ticks = ledger.tick[0] - operation.stepTick[row];
  return ticks * 100 >= stepTicks(world, row, operation.step[row]) * percent;
}

/** Ticks of all steps of an operation, and some more. */
export function lifeTicks(world: World, row: number): number {
  const { steps } = TEMPLATES[world.operation.template[row]];
  let ticks = SLACK_TICKS;
  for (let i = 0; i < steps.length; i++) ticks += stepTicks(world, row, i);
  return ticks;
}
