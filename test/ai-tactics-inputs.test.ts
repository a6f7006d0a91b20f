import { describe, expect, test } from 'vitest';
import { TEMPLATE } from '../components/ai-rules.ts';
import { TEMPLATE_INPUT, TEMPLATE_INPUT_COUNT } from '../src/ai/template-fit.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { findReady, rankSquads } from '../systems/actions/assign-squads.ts';
import { noteSetback } from '../systems/actions/setbacks.ts';
import { gatherInputs } from '../systems/actions/template-inputs.ts';
import { TacticsStage } from './support/tactics-stage.ts';

/** What a template is weighed by for faction 1, with so many squads sent where so many would be. */
function inputsAt(
  stage: TacticsStage,
  letter: string,
  { other = 0, sent = 0, wanted = 4, template = 3 } = {},
) {
  const inputs = new Uint16Array(TEMPLATE_INPUT_COUNT);
  findReady(stage.world, 1);
  rankSquads(stage.world, stage.at(letter));
  gatherInputs(stage.world, 1, template, stage.at(letter), other, sent, wanted, inputs, 0);
  return (name: keyof typeof TEMPLATE_INPUT) => inputs[TEMPLATE_INPUT[name]];
}

/** Sets a map of pressure of a side in a district, in units or convoys. */
function put(stage: TacticsStage, map: 'strength' | 'traffic', letter: string, side: number, count: number) {
  stage.world.districtSide[map][stage.at(letter) * SIDE_COUNT + side] = 256 * count;
}

describe('the inputs of a template', () => {
  test('say whose land it is, what it is worth and who is about', () => {
    const stage = new TacticsStage();
    const { district, graph } = stage.world;
    expect(inputsAt(stage, 'A')('foreign')).toBe(0);
    expect(inputsAt(stage, 'D')('foreign')).toBe(1000);
    expect(inputsAt(stage, 'C')('foreign')).toBe(1000);
    expect(inputsAt(stage, 'L')('value')).toBe(1000);
    expect(inputsAt(stage, 'D')('value')).toBe(10 * graph.districtValue[stage.at('D')]);
    put(stage, 'strength', 'D', 2, 12);
    put(stage, 'strength', 'D', 3, 5);
    expect(inputsAt(stage, 'D')('danger')).toBe(500);
    district.contestedTick[stage.at('D')] = 1;
    expect([inputsAt(stage, 'D')('contested'), inputsAt(stage, 'C')('contested')]).toEqual([1000, 0]);
    district.activity[stage.at('D')] = 640;
    district.activityTick[stage.at('D')] = stage.world.ledger.tick[0];
    expect(inputsAt(stage, 'D')('activity')).toBe(640);
  });

  test('tell own shares from those of the owner and of others', () => {
    const stage = new TacticsStage();
    const { graph } = stage.world;
    const at = stage.at('D');
    for (let point = graph.controlPointStart[at]; point < graph.controlPointStart[at + 1]; point++) {
      stage.setInfluence(point, { 1: 30_000, 2: 45_000, 3: 20_000 });
    }
    const input = inputsAt(stage, 'D');
    expect([input('share'), input('thirdParty')]).toEqual([300, 200]);
  });

  test('count convoys of the other faction, or its own where it is about nobody', () => {
    const stage = new TacticsStage();
    put(stage, 'traffic', 'B', 1, 4);
    put(stage, 'traffic', 'B', 2, 12);
    expect(inputsAt(stage, 'B', { other: 2 })('traffic')).toBe(750);
    expect(inputsAt(stage, 'B')('traffic')).toBe(500);
  });

  test('weigh the strength there, and the soldiers that would come, against the strongest rival', () => {
    const stage = new TacticsStage();
    for (const [letter, size] of [
      ['C', 6],
      ['B', 4],
      ['A', 2],
    ] as const)
      stage.squad(1, letter, size);
    expect(inputsAt(stage, 'D')('force')).toBe(1000);
    put(stage, 'strength', 'D', 2, 10);
    put(stage, 'strength', 'D', 3, 3);
    expect(inputsAt(stage, 'D')('force')).toBe(0);
    expect(inputsAt(stage, 'D', { sent: 2 })('force')).toBe(500);
    expect(inputsAt(stage, 'D', { sent: 1 })('force')).toBe(375);
    put(stage, 'strength', 'D', 1, 8);
    expect(inputsAt(stage, 'D', { sent: 3 })('force')).toBe(666);
  });

  test('say how many squads there are, and when the first and the last of them would be there', () => {
    const stage = new TacticsStage();
    const { rules } = stage.world;
    // A meter a tick: 1,500 seconds for the march are 90 km; districts are half a kilometer apart.
    Object.assign(rules, {
      patrolUnitsPerTickMin: UNITS_PER_METER / 2,
      patrolUnitsPerTickMax: (3 * UNITS_PER_METER) / 2,
    });
    for (const letter of 'AB') stage.squad(1, letter);
    const one = inputsAt(stage, 'B', { sent: 1 });
    expect([one('squads'), one('nearness'), one('spread')]).toEqual([250, 1000, 0]);
    const both = inputsAt(stage, 'C', { sent: 2 });
    expect([both('squads'), both('nearness'), both('spread')]).toEqual([500, 1000 - 11, 5]);
    const none = inputsAt(stage, 'B');
    expect([none('squads'), none('nearness'), none('spread')]).toEqual([0, 0, 0]);
    const words = inputsAt(stage, 'B', { template: TEMPLATE.parley, wanted: 0 });
    expect([words('squads'), words('nearness')]).toEqual([1000, 1000]);
  });

  test('count failures, and neighbors of the same other owner', () => {
    const stage = new TacticsStage();
    const failures = [0, 1, 2, 3].map(() => {
      const input = inputsAt(stage, 'D')('setbacks');
      noteSetback(stage.world, 1, stage.at('D'));
      return input;
    });
    expect(failures).toEqual([0, 333, 666, 1000]);
    // I has D, J and N beside it, and H, which is nobody's.
    expect(inputsAt(stage, 'I')('targets')).toBe(750);
    expect([inputsAt(stage, 'B')('targets'), inputsAt(stage, 'H')('targets')]).toEqual([0, 0]);
  });
});
