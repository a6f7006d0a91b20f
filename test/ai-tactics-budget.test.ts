import { describe, expect, test } from 'vitest';
import { GOAL, TEMPLATE } from '../components/ai-rules.ts';
import { OPTION_FLAG } from '../components/chronicle.ts';
import type { Rules } from '../components/rules.ts';
import { scoreTemplate } from '../src/ai/template-fit.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { TacticsStage } from './support/tactics-stage.ts';

describe('the budget', () => {
  /** Three goals each for two factions, all new. */
  function busy(changes: Partial<Rules['ai']>): TacticsStage {
    const stage = new TacticsStage(changes);
    for (const letter of 'ABFGKL') stage.squad(1, letter);
    for (const letter of 'DEIJNO') stage.squad(2, letter);
    for (const faction of [1, 2]) {
      const other = 3 - faction;
      stage.goal(faction, GOAL.take, 'C', { squads: 2 });
      stage.goal(faction, GOAL.raid, faction === 1 ? 'D' : 'B', { other, squads: 2 });
      stage.goal(faction, GOAL.cut, faction === 1 ? 'I' : 'G', { other, squads: 1 });
    }
    return stage;
  }

  const found = (stage: TacticsStage) =>
    [1, 2].map((faction) =>
      stage.operations(faction).map((row) => {
        const { district, template } = stage.world.operation;
        return [template[row], district[row], ...stage.squadsOf(row)];
      }),
    );

  test('is kept in every tick, and what it leaves is done in the next ones', () => {
    const rich = busy({});
    rich.look();
    const poor = busy({ unitsPerTick: 130 });
    const spent = Array.from({ length: 12 }, () => poor.look());
    expect(Math.max(...spent)).toBeLessThanOrEqual(130);
    expect(spent.filter((units) => units > 0)).toHaveLength(6);
    expect(found(poor)).toEqual(found(rich));
    expect(found(rich).flat()).not.toEqual([]);
  });

  test('is the same for a world that was saved in between', () => {
    const changes = { unitsPerTick: 130 };
    const stage = busy(changes);
    for (let tick = 0; tick < 3; tick++) stage.look();
    const other = stage.restored(changes);
    for (let tick = 0; tick < 700; tick++) expect(other.look()).toBe(stage.look());
    expect(Buffer.compare(new Uint8Array(stage.memory), new Uint8Array(other.memory))).toBe(0);
  });

  test('that is smaller than a single look does not stop everything', () => {
    const stage = busy({ unitsPerTick: 10 });
    for (let tick = 0; tick < 12; tick++) expect(stage.look()).toBeLessThanOrEqual(10);
    expect(found(stage).flat()).not.toEqual([]);
  });

  test('is hardly touched by a world without goals', () => {
    const stage = new TacticsStage();
    for (const letter of 'ABFG') stage.squad(1, letter);
    expect(stage.look()).toBe(0);
  });

  test('first looks of factions are apart from each other', () => {
    const stage = new TacticsStage();
    stage.world.ledger.tick[0] = 0;
    stage.look();
    expect([...stage.world.mind.tacticalTick]).toEqual([0, 150, 210, 270, 330, 390, 450, 510]);
  });
});

describe('the trace of a tactical decision', () => {
  test('holds all that it takes to weigh it again', () => {
    const stage = new TacticsStage();
    const { ai } = stage.world.rules;
    for (const letter of 'ABFGKL') stage.squad(1, letter);
    stage.world.districtSide.strength[stage.at('D') * SIDE_COUNT + 2] = 2000;
    stage.goal(1, GOAL.take, 'D', { other: 2, squads: 3 });
    stage.goal(1, GOAL.cut, 'I', { other: 2, squads: 1, score: 30_000 });
    stage.look();
    const decisions = stage.traced();
    expect(decisions.map(({ from, options }) => [from, options.length])).toEqual([
      [GOAL.take, 5],
      [GOAL.cut, 3],
    ]);
    for (const { faction, from, options, weighed } of decisions) {
      expect(weighed).toBe(options.length);
      const scores = options.map(({ inputs, template }) =>
        scoreTemplate(ai, faction, from, template, inputs, 0),
      );
      expect(options.map(({ score }) => score)).toEqual(scores);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    }
  });

  test('says what was chosen, and what could not be', () => {
    const stage = new TacticsStage();
    stage.squad(1, 'B');
    stage.goal(1, GOAL.take, 'C');
    stage.look();
    const [{ chosen, district, options, score }] = stage.traced();
    expect([chosen, district]).toEqual([stage.templates(1)[0], stage.at('C')]);
    const flags = new Map(options.map((option) => [option.template, option.flags]));
    expect(flags.get(chosen)).toBe(OPTION_FLAG.chosen);
    expect(flags.get(TEMPLATE.converge)).toBe(OPTION_FLAG.vetoed);
    expect(options.find(({ template }) => template === chosen)!.score).toBe(score);
  });

  test('says so when nothing was possible', () => {
    const stage = new TacticsStage();
    stage.goal(1, GOAL.take, 'C');
    stage.look();
    const [{ chosen, district, options }] = stage.traced();
    expect([chosen, district, options.length]).toEqual([0, stage.at('C'), 5]);
  });
});
