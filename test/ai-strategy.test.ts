import { describe, expect, test } from 'vitest';
import { MIND_PHASE } from '../components/ai.ts';
import { BRAIN, CONSIDERATION_COUNT, GOAL } from '../components/ai-rules.ts';
import { GOAL_CONSIDERATIONS, isDiplomatic } from '../src/ai/goals.ts';
import { fitOf } from '../src/ai/score.ts';
import { CANDIDATES_EACH } from '../src/limits.ts';
import { UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { considerFaction } from '../systems/actions/consider-faction.ts';
import { consider } from '../systems/actions/considerations.ts';
import { outlookOf } from '../systems/actions/outlook.ts';
import { seeded } from './support/random-life.ts';
import { HALVES, StrategyStage } from './support/strategy-stage.ts';

const only = (...factions: number[]) =>
  Array.from({ length: 8 }, (_, faction) => (factions.includes(faction) ? BRAIN.utility : BRAIN.none));

describe('the strategic cycle', () => {
  test('begins soon after the world does, one faction after the other, and then goes round in turns', () => {
    const stage = new StrategyStage({ strategicTicks: 1400, decisionDelayTicks: 30, unitsPerTick: 2000 });
    stage.step(4000);
    const ticks = (faction: number) =>
      stage.decisions.filter((told) => told.faction === faction).map(({ tick }) => tick);
    // Thirty ticks, and one to look at 36 districts; turns are 200 ticks apart.
    for (let faction = 1; faction <= 7; faction++) {
      const [first, ...rest] = ticks(faction);
      expect(first).toBe(60 * faction + 31);
      expect(rest.map((tick) => (tick - 31) % 1400)).toEqual(rest.map(() => (200 * faction) % 1400));
      expect(rest.length).toBeGreaterThanOrEqual(2);
      expect(rest.every((tick, i) => i === 0 || tick - rest[i - 1] === 1400)).toBe(true);
    }
  });

  test('takes effect in a tick that was fixed when it began, however soon the look is over', () => {
    const effects = [150, 300, 2000].map((unitsPerTick) => {
      const stage = new StrategyStage({ unitsPerTick, decisionDelayTicks: 40, brain: only(1) });
      stage.shuffle(seeded(9), 4);
      stage.step(60);
      const { cursor, effectTick } = stage.world.mind;
      expect(effectTick[1]).toBe(60 + 40 + Math.ceil((36 * 4) / unitsPerTick));
      const isDone = cursor[1] === 36;
      const told = stage.nextDecision(1);
      expect(told.tick).toBe(effectTick[1]);
      return { isDone, options: told.options, weighed: told.weighed };
    });
    expect(effects.map(({ isDone }) => isDone)).toEqual([false, false, true]);
    // On a land where nothing happens, how much is looked at in a tick changes nothing.
    expect(effects[0].options).toEqual(effects[2].options);
    expect(effects[0].weighed).toBe(effects[2].weighed);
  });

  test('takes no more work units than there are left in a tick', () => {
    const stage = new StrategyStage({ unitsPerTick: 140, strategicTicks: 300 });
    stage.shuffle(seeded(1), 7);
    const { mind, minds } = stage.world;
    let before = 0;
    let full = 0;
    stage.step(900, () => {
      const used = minds.units[0] - before;
      before = minds.units[0];
      expect(used).toBeLessThanOrEqual(140);
      expect(used).toBe(140 - minds.unitsLeft);
      if (used > 100) full++;
    });
    expect(full).toBeGreaterThan(10);
    expect(minds.unitsMax).toBeLessThanOrEqual(140);
    expect([...mind.phase.slice(1)].every((phase) => phase <= MIND_PHASE.decided)).toBe(true);
  });

  test('waits while others need all of the work units', () => {
    const stage = new StrategyStage({ unitsPerTick: 8, brain: only(1) });
    stage.step(400);
    expect(stage.decisions).toEqual([]);
    expect(stage.world.mind.cursor[1]).toBe(0);
    expect(stage.world.minds.units[0]).toBe(0);
  });

  test('goes on from a save in the middle of a look as if nothing had been', () => {
    const stage = new StrategyStage({ unitsPerTick: 150, brain: only(1, 2) });
    stage.shuffle(seeded(2), 3);
    stage.step(62);
    expect(stage.world.mind.phase[1]).toBe(MIND_PHASE.gather);
    expect(stage.world.mind.cursor[1]).toBeGreaterThan(0);
    const other = stage.restored();
    stage.step(400);
    other.step(400);
    expect(stage.decisions.length).toBeGreaterThanOrEqual(2);
    expect(other.decisions).toEqual(stage.decisions);
    expect(worldHash(other.world, 36)).toBe(worldHash(stage.world, 36));
  });

  test('is not for a faction without a mind', () => {
    const stage = new StrategyStage({ brain: only(2) });
    stage.step(1000);
    expect(new Set(stage.decisions.map(({ faction }) => faction))).toEqual(new Set([2]));
  });
});

describe('the options of a decision', () => {
  /** A stage in which faction 1 has looked at all and has not decided yet. */
  function looked(prepare: (stage: StrategyStage) => void, reachMeters = 1500): StrategyStage {
    const reachUnits = reachMeters * UNITS_PER_METER;
    const stage = new StrategyStage({ unitsPerTick: 5000, brain: only(1, 2), reachUnits });
    prepare(stage);
    stage.step(62);
    expect(stage.world.mind.phase[1]).toBe(MIND_PHASE.decided);
    return stage;
  }

  /** Letters of the districts that options for a goal are about. */
  function about(stage: StrategyStage, goal: number): string {
    const { candidate } = stage.world;
    const rows = stage.candidates(1).filter((row) => candidate.goal[row] === goal);
    return rows
      .map((row) => stage.letter(candidate.district[row]))
      .sort()
      .join('');
  }

  test('are the frontier to take, and nothing where nobody is near', () => {
    const stage = looked(() => {});
    expect(about(stage, GOAL.take)).toBe('CIOUag');
    for (const goal of [GOAL.hold, GOAL.cut, GOAL.protect, GOAL.relocate, GOAL.raid, GOAL.betray]) {
      expect(about(stage, goal)).toBe('');
    }
    expect(stage.candidates(1).filter((row) => stage.world.candidate.goal[row] === GOAL.ally)).toEqual([]);
  });

  test('are own land at the border, contested or in sight of an enemy to hold', () => {
    const stage = looked((stage) => {
      stage.own('C', 2);
      stage.world.district.contestedTick[stage.district('S')] = 5;
      stage.setStrength('e', 2, 1);
      // Nobody fears who has no quarrel with it.
      stage.setStrength('f', 0, 9);
    });
    expect(about(stage, GOAL.hold)).toBe('BSe');
    expect(about(stage, GOAL.take)).toBe('CIOUag');
  });

  test('are enemy land within reach to raid, and with traffic to cut', () => {
    const stage = looked((stage) => {
      for (const letter of ['C', 'D', 'G', 'U']) stage.own(letter, 2);
      for (const letter of ['D', 'U', 'E', 'A']) stage.setTraffic(letter, 2, 3);
    });
    // From A: 500 m a district, and 1.5 km is as far as squads go. A is its own.
    expect(about(stage, GOAL.raid)).toBe('CDG');
    expect(about(stage, GOAL.cut)).toBe('D');
  });

  test('are own convoys in danger to protect', () => {
    const stage = looked((stage) => {
      for (const letter of ['B', 'H']) stage.setTraffic(letter, 1, 2);
      stage.setTraffic('G', 2, 2);
      for (const letter of ['G', 'H']) stage.setStrength(letter, 2, 3);
    });
    expect(about(stage, GOAL.protect)).toBe('H');
  });

  test('are clearly richer land to live on, unless it is contested', () => {
    const stage = looked((stage) => {
      stage.world.graph.districtValue.fill(20);
      for (const letter of ['M', 'N', 'Y', 'c'])
        stage.world.graph.districtValue[stage.district(letter)] = 100;
      stage.world.district.contestedTick[stage.district('N')] = 5;
    });
    expect(about(stage, GOAL.relocate)).toBe('GHMSTYZe');
    expect(
      about(
        looked(() => {}),
        GOAL.relocate,
      ),
    ).toBe('');
  });

  test('are around its home for a faction that has nothing', () => {
    const stage = looked((stage) => {
      for (const letter of HALVES[1]) stage.own(letter, letter === 'H' ? 2 : 0);
    });
    expect(about(stage, GOAL.take)).toBe('ABG');
  });

  test('are no attacks on who has a pact, and no land that the rules protect', () => {
    const prepare = (stage: StrategyStage) => {
      for (const letter of ['C', 'D', 'I']) stage.own(letter, 2);
      stage.setTraffic('C', 2, 3);
    };
    const isIn = (stage: StrategyStage) => [GOAL.take, GOAL.raid, GOAL.cut].map((goal) => about(stage, goal));
    expect(isIn(looked(prepare))).toEqual(['CIOUag', 'CDI', 'C']);
    const friends = looked((stage) => {
      prepare(stage);
      for (const row of [8 + 2, 16 + 1]) stage.world.pact.endTick[row] = 99_999;
    });
    expect(isIn(friends)).toEqual(['OUag', '', '']);
    const immune = looked((stage) => {
      prepare(stage);
      const { rules } = stage.world;
      stage.world.rules = { ...rules, territory: { ...rules.territory, hubImmune: 1 } };
      stage.world.graph.hubDistrict[2] = stage.district('C');
    });
    expect(isIn(immune)).toEqual(['IOUag', 'CDI', 'C']);
  });

  test('are compared with their like: land of nobody takes no place of an attack', () => {
    const stage = looked((stage) => {
      const owners = { 1: 'AFNYdM', 2: 'BEGLHTcj', 3: 'KSZeiCI' };
      for (const letter of [...HALVES[1], ...HALVES[2]]) stage.own(letter, 0);
      for (const [owner, letters] of Object.entries(owners)) {
        for (const letter of letters) stage.own(letter, Number(owner));
      }
    });
    const { candidate } = stage.world;
    const takes = stage.candidates(1).filter((row) => candidate.goal[row] === GOAL.take);
    expect(takes.filter((row) => candidate.faction[row] !== 0).length).toBe(CANDIDATES_EACH);
    expect(takes.filter((row) => candidate.faction[row] === 0).length).toBe(2);
  });

  test('are kept with what a fresh look finds in that tick, and nothing of what does not count', () => {
    const dice = seeded(3);
    for (let round = 0; round < 5; round++) {
      const stage = looked((stage) => stage.shuffle(dice, 4), 9000);
      const { candidate, candidateInput } = stage.world;
      const from = outlookOf(stage.world, 1);
      for (const row of stage.candidates(1)) {
        const goal = candidate.goal[row];
        const fresh = Array.from({ length: CONSIDERATION_COUNT }, (_, i) => {
          if ((GOAL_CONSIDERATIONS[goal] & (1 << i)) === 0) return 0;
          if (isDiplomatic(goal)) return considerFaction(stage.world, 1, candidate.faction[row], i);
          return consider(stage.world, from, candidate.district[row], i);
        });
        const at = row * CONSIDERATION_COUNT;
        expect([...candidateInput.input.slice(at, at + CONSIDERATION_COUNT)]).toEqual(fresh);
      }
    }
  });

  test('are the best of their kind, found without weighing every one to its end', () => {
    const dice = seeded(4);
    for (let round = 0; round < 5; round++) {
      const stage = looked((stage) => stage.shuffle(dice, 4), 9000);
      const { candidate, district, graph, minds, rules } = stage.world;
      const from = outlookOf(stage.world, 1);
      const fits: number[] = [];
      for (let at = 0; at < graph.districtCount; at++) {
        if (district.owner[at] < 2) continue;
        const inputs = Array.from({ length: CONSIDERATION_COUNT }, (_, i) =>
          consider(stage.world, from, at, i),
        );
        fits.push(fitOf(rules.ai, 1, GOAL.raid, inputs, 0));
      }
      const kept = stage.candidates(1).filter((row) => candidate.goal[row] === GOAL.raid);
      const scores = kept.map((row) => candidate.score[row]).sort((a, b) => b - a);
      expect(scores).toEqual(fits.sort((a, b) => b - a).slice(0, CANDIDATES_EACH));
      expect(fits.length).toBeGreaterThan(CANDIDATES_EACH);
      expect(minds.units[0]).toBeLessThan(36 * 15);
    }
  });
});
