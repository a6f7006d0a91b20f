import { describe, expect, test } from 'vitest';
import { BRAIN, CONSIDERATION, GOAL, GOAL_COUNT } from '../components/ai-rules.ts';
import { GOALS_EACH, RESOURCE_COUNT } from '../src/limits.ts';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { consider } from '../systems/actions/considerations.ts';
import { outlookOf } from '../systems/actions/outlook.ts';
import { weighEvents } from '../systems/actions/set-rules.ts';
import { Land, territoryRules } from './support/land.ts';
import { plainMinds } from './support/plain-minds.ts';
import { StrategyStage } from './support/strategy-stage.ts';

/** Only faction 1 thinks. */
const BRAINS = { brain: plainMinds().brain.map((brain, faction) => (faction === 1 ? brain : BRAIN.none)) };

describe('what a faction likes', () => {
  /** Tastes of faction 1 for the first resources; all others have none for anything. */
  function taste(...tastes: number[]) {
    const resourceTaste = plainMinds().resourceTaste.map(() => 0);
    resourceTaste.splice(RESOURCE_COUNT, tastes.length, ...tastes);
    return { resourceTaste };
  }

  const goalTaste = plainMinds().goalTaste.map((_, i) => (i % GOAL_COUNT === GOAL.take ? 1000 : 0));

  /** It wants nothing but land, of which all makes the first resource, and U the second. Else all is the same. */
  function stageWith(...tastes: number[]): StrategyStage {
    const stage = new StrategyStage({ ...BRAINS, unitsPerTick: 5000, goalTaste, ...taste(...tastes) });
    const { graph } = stage.world;
    graph.districtValue.fill(50);
    graph.districtResource.fill(0);
    graph.districtResource[stage.district('U')] = 1;
    return stage;
  }

  test('is found in a district by what that makes', () => {
    const { world } = stageWith(250, 800);
    const [first, second] = [1, 2].map((faction) => {
      const from = outlookOf(world, faction);
      return [19, 20].map((district) => consider(world, from, district, CONSIDERATION.preference));
    });
    expect(first).toEqual([250, 800]);
    expect(second).toEqual([0, 0]);
  });

  test('decides what land it is out for', () => {
    const scores = (...tastes: number[]) => {
      const stage = stageWith(...tastes);
      const told = stage.nextDecision(1);
      const inputs = told.options.map(({ district, inputs }) => [
        stage.letter(district),
        inputs[CONSIDERATION.preference],
      ]);
      return { first: stage.letter(stage.goals(1)[0][1]), inputs };
    };
    const liked = scores(200, 900);
    expect(liked.first).toBe('U');
    expect(liked.inputs[0]).toEqual(['U', 900]);
    const disliked = scores(900, 200);
    expect(disliked.first).not.toBe('U');
    expect(disliked.inputs.slice(0, 3).map(([, preference]) => preference)).toEqual([900, 900, 900]);
    // Where it makes no difference, what is nearer comes first.
    expect(scores(500, 500).first).toBe('C');
  });
});

describe('weather', () => {
  const STORM = 1;
  const BLESSING = 2;
  const AT = { A: 0, B: 1, C: 2 };

  /** Land of faction 1 between two regions that belong to nobody, and of which one is as good as the other. */
  function between(): Land {
    const file = worldFromAscii(['A-B-C'], {
      ...{ cellMeters: 500, owners: { 1: ['B'] }, regions: { West: ['A'], Middle: ['B'], East: ['C'] } },
      resources: { A: 'salvage', B: 'salvage', C: 'salvage' },
    });
    const eventPresencePercent = [50, 160, ...Array(6).fill(100)];
    return new Land(file, {
      ...territoryRules({ eventPresencePercent }),
      ai: plainMinds({ ...BRAINS, decisionDelayTicks: 1 }),
    });
  }

  /** Has events come over regions that stay for longer than any test, and none else. */
  function bring({ world }: Land, events: readonly (readonly [kind: number, region: number])[]): void {
    const { worldEvent } = world;
    worldEvent.kind.fill(0);
    for (const [place, [kind, region]] of events.entries()) {
      worldEvent.kind[place] = kind;
      worldEvent.region[place] = region;
      worldEvent.endTick[place] = 999_999;
    }
    weighEvents(world);
  }

  function weatherIn(land: Land): number[] {
    const from = outlookOf(land.world, 1);
    return Object.values(AT).map((district) => consider(land.world, from, district, CONSIDERATION.weather));
  }

  test('is half of the best as usual, and what events leave of it in their region', () => {
    const land = between();
    bring(land, []);
    expect(weatherIn(land)).toEqual([500, 500, 500]);
    bring(land, [[STORM, AT.A]]);
    expect(weatherIn(land)).toEqual([250, 500, 500]);
    bring(land, [
      [BLESSING, AT.A],
      [STORM, AT.C],
    ]);
    expect(weatherIn(land)).toEqual([800, 500, 250]);
    // One after the other they can do more than can be good.
    bring(land, [
      [BLESSING, AT.A],
      [BLESSING, AT.A],
    ]);
    expect(weatherIn(land)).toEqual([1000, 500, 500]);
    bring(land, []);
    expect(weatherIn(land)).toEqual([500, 500, 500]);
  });

  test('decides where a faction goes first', () => {
    const firstGoal = (kind: number, region: number) => {
      const land = between();
      bring(land, [[kind, region]]);
      land.tick(65);
      const { goal } = land.world;
      const rows = [GOALS_EACH, GOALS_EACH + 1].map((at) => [goal.kind[at], goal.district[at]]);
      expect(rows.map(([is]) => is)).toEqual([GOAL.take, GOAL.take]);
      expect(goal.score[GOALS_EACH]).toBeGreaterThan(goal.score[GOALS_EACH + 1]);
      return rows[0][1];
    };
    expect([AT.A, AT.C].map((region) => firstGoal(STORM, region))).toEqual([AT.C, AT.A]);
    expect([AT.A, AT.C].map((region) => firstGoal(BLESSING, region))).toEqual([AT.A, AT.C]);
  });
});
