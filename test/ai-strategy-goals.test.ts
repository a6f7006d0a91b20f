import { describe, expect, test } from 'vitest';
import { SQUAD_STATE } from '../components/ai.ts';
import { BRAIN, CONSIDERATION_COUNT, GOAL, GOAL_COUNT, TRAIT, TRAIT_COUNT } from '../components/ai-rules.ts';
import { PACT_EVENT } from '../components/chronicle.ts';
import type { Rules } from '../components/rules.ts';
import { isAttack } from '../src/ai/goals.ts';
import { SCORE_ONE, scoreOption } from '../src/ai/score.ts';
import { GOALS_EACH, OPERATIONS_EACH, SETBACKS_EACH, SQUADS_EACH } from '../src/limits.ts';
import { plainMinds } from './support/plain-minds.ts';
import { seeded } from './support/random-life.ts';
import { StrategyStage, type ToldDecision } from './support/strategy-stage.ts';

const only = (...factions: number[]) =>
  Array.from({ length: 8 }, (_, faction) => (factions.includes(faction) ? BRAIN.utility : BRAIN.none));

/** Rules in which only faction 1 thinks, with these traits, and looks at all in a tick. */
function thinker(traits: Partial<Record<keyof typeof TRAIT, number>>, changes: Partial<Rules['ai']> = {}) {
  const trait = [...plainMinds().trait];
  for (const [name, value] of Object.entries(traits)) {
    trait[TRAIT_COUNT + TRAIT[name as keyof typeof TRAIT]] = value;
  }
  return { brain: only(1, 2), unitsPerTick: 5000, strategicTicks: 700, reachUnits: 6e6, trait, ...changes };
}

const lab = new StrategyStage();

/** What a faction in the middle of a land of chance decides. */
function decision(seed: number, ai: Partial<Rules['ai']>): ToldDecision {
  lab.restart(ai);
  lab.shuffle(seeded(seed), 4);
  return lab.nextDecision(1);
}

const chosenOf = (told: ToldDecision) => told.options.filter(({ isChosen }) => isChosen);
const attacksOf = (told: ToldDecision) =>
  chosenOf(told).filter(({ goal, other }) => isAttack(goal, other)).length;

describe('the goals that a decision chooses', () => {
  test('are attacks the more often, and never less often, the more aggressive a faction is', () => {
    const tastes = seeded(1);
    let least = 0;
    let most = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const goalTaste = Array.from({ length: 8 * GOAL_COUNT }, () => 500 + tastes(1001));
      const strategyGoal = Array.from({ length: 5 * GOAL_COUNT }, () => 500 + tastes(1001));
      const counts = [0, 200, 400, 500, 600, 800, 1000].map((aggression) =>
        attacksOf(decision(seed, thinker({ aggression }, { goalTaste, strategyGoal }))),
      );
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      least += counts[0];
      most += counts[6];
    }
    expect(least).toBeLessThan(25);
    expect(most).toBeGreaterThan(65);
  });

  test.each([
    ['expansion', GOAL.take],
    ['defence', GOAL.hold],
    ['economy', GOAL.protect],
  ] as const)('are of the kind that a persona is for: %s', (trait, goal) => {
    const countFor = (value: number) => {
      let count = 0;
      for (let seed = 1; seed <= 40; seed++) {
        const told = decision(seed, thinker({ [trait]: value }));
        count += chosenOf(told).filter((option) => option.goal === goal).length;
      }
      return count;
    };
    const counts = [countFor(0), countFor(1000)];
    expect(counts[1]).toBeGreaterThan(counts[0] + 5);
  });

  test('are the best there are, but for those that do not go together', () => {
    let vetoed = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const told = decision(seed, thinker({}));
      const chosen = chosenOf(told);
      expect(chosen.length).toBe(GOALS_EACH);
      expect(new Set(chosen.map(({ district }) => district)).size).toBe(GOALS_EACH);
      for (const [place, option] of told.options.entries()) {
        vetoed += Number(option.isVetoed);
        if (option.isVetoed) expect(option.isChosen).toBe(false);
        // Options within one percent of each other come as chance has it.
        const next = told.options[place + 1];
        if (next) expect(next.score).toBeLessThanOrEqual(option.score * 1.011 + 1);
        const isLast = told.options.slice(place).every(({ isChosen }) => !isChosen);
        expect(option.isChosen || option.isVetoed || isLast).toBe(true);
      }
      for (const one of chosen) {
        for (const two of chosen) {
          if (one === two || one.goal !== two.goal || one.other !== two.other) continue;
          const [across, down] = [
            Math.abs((one.district % 6) - (two.district % 6)),
            Math.abs(Math.floor(one.district / 6) - Math.floor(two.district / 6)),
          ];
          expect(across + down).toBeGreaterThan(1);
        }
      }
    }
    expect(vetoed).toBeGreaterThan(5);
  });

  test('are not where a faction failed three times of late', () => {
    const stage = new StrategyStage(thinker({}));
    const [first] = chosenOf(stage.restored().nextDecision(1));
    const row = SETBACKS_EACH;
    const { setback } = stage.world;
    setback.district[row] = first.district + 1;
    setback.count[row] = 3;
    setback.untilTick[row] = 90_000;
    const told = stage.nextDecision(1);
    expect(chosenOf(told).map(({ district }) => district)).not.toContain(first.district);
    expect(chosenOf(told).length).toBe(GOALS_EACH);
  });

  test('are side by side where the owners are not the same, and not where they are', () => {
    const goalTaste = plainMinds().goalTaste.map((taste, i) => (i % GOAL_COUNT === GOAL.take ? taste : 0));
    // A and G have three neighbors: B and H side by side, and M.
    const takes = (owner: number) => {
      const stage = new StrategyStage(thinker({}, { goalTaste }), { 1: ['A', 'G'], 2: ['F'] });
      stage.own('H', owner);
      const chosen = chosenOf(stage.nextDecision(1));
      return chosen.map(({ district }) => stage.letter(district)).sort();
    };
    expect(takes(2)).toEqual(['B', 'H', 'M']);
    expect(takes(0).length).toBe(2);
    expect(takes(0)).toContain('M');
  });

  test('are none where nothing is worth it', () => {
    const told = decision(1, thinker({}, { goalTaste: plainMinds().goalTaste.map(() => 10) }));
    expect(told).toMatchObject({ chosen: GOAL.none, district: -1, score: 0 });
    expect(chosenOf(told)).toEqual([]);
    expect(told.options.length).toBe(6);
  });

  test('fall to another option as the numbers of decisions go on, where two are as good as each other', () => {
    const stage = new StrategyStage();
    stage.world.graph.districtResource.fill(1);
    const goalTaste = plainMinds().goalTaste.map((taste, i) => (i % GOAL_COUNT === GOAL.raid ? 0 : taste));
    const firsts = new Set<string>();
    for (let number = 0; number < 40; number++) {
      stage.restart(thinker({}, { reachUnits: 1e11, goalTaste }));
      stage.world.mind.decisions[1] = number;
      const told = stage.nextDecision(1);
      expect(told.number).toBe(number + 1);
      firsts.add(stage.letter(told.district));
    }
    // The two corners of the strip have fewer neighbors that are not its own.
    expect([...firsts].sort()).toEqual(['C', 'g']);
    expect(decision(5, thinker({}))).toEqual(decision(5, thinker({})));
  });
});

describe('what is told of a decision', () => {
  test('are its best options with flags, scores and the inputs that make them', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const ai = thinker({ aggression: 800 });
      const told = decision(seed, ai);
      const [first] = chosenOf(told);
      expect(told).toMatchObject({
        chosen: first.goal,
        district: first.district,
        score: first.score,
        number: 1,
      });
      expect(told.weighed).toBeGreaterThan(told.options.length);
      expect(told.options.length).toBe(6);
      for (const { goal, other, inputs, score, isRunning } of told.options) {
        expect(inputs.length).toBe(CONSIDERATION_COUNT);
        expect(isRunning).toBe(false);
        expect(scoreOption(plainMinds(ai), 1, told.strategy, goal, other, inputs, 0, false)).toBe(score);
      }
    }
  });

  test('names what runs already', () => {
    const stage = new StrategyStage(thinker({}));
    const first = chosenOf(stage.nextDecision(1));
    const second = stage.nextDecision(1);
    const running = second.options.filter(({ isRunning }) => isRunning);
    expect(running.map(({ district }) => district).sort()).toEqual(
      first.map(({ district }) => district).sort(),
    );
  });
});

describe('a goal', () => {
  test('goes on with all that belongs to it while it is among the best', () => {
    const stage = new StrategyStage(thinker({ patience: 1000 }));
    const first = stage.nextDecision(1);
    const row = GOALS_EACH + 1;
    const { goal } = stage.world;
    goal.operation[row] = OPERATIONS_EACH + 4;
    const before = [
      goal.kind[row],
      goal.district[row],
      goal.bornTick[row],
      goal.deadlineTick[row],
      goal.decision[row],
    ];
    expect(before).toEqual([GOAL.take, chosenOf(first)[1].district, first.tick, first.tick + 36_000, 1]);
    const second = stage.nextDecision(1);
    expect(second.number).toBe(2);
    expect([
      goal.kind[row],
      goal.district[row],
      goal.bornTick[row],
      goal.deadlineTick[row],
      goal.decision[row],
    ]).toEqual(before);
    expect(goal.operation[row]).toBe(OPERATIONS_EACH + 4);
  });

  test('gives way to a better one, and its operation is called back if nobody has arrived', () => {
    const ends = [0, 5000].map((firstTick) => {
      const stage = new StrategyStage(thinker({ patience: 0 }));
      stage.nextDecision(1);
      const { goal, operation, squad, minds } = stage.world;
      const dropped = goal.district[GOALS_EACH];
      const at = OPERATIONS_EACH + 3;
      goal.operation[GOALS_EACH] = at + 1;
      operation.template[at] = 1;
      operation.firstTick[at] = firstTick;
      squad.state[SQUADS_EACH] = SQUAD_STATE.marching;
      squad.operation[SQUADS_EACH] = at + 1;
      stage.own(stage.letter(dropped), 1);
      stage.nextDecision(1);
      expect(stage.goals(1).map(([, district]) => district)).not.toContain(dropped);
      return [operation.template[at], minds.operationsEnded[3]];
    });
    expect(ends).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test('ends with its time, with peace, and with the land that was to be held', () => {
    const stage = new StrategyStage(
      thinker({}, { goalTicks: 2000, strategicTicks: 50_000, tacticalTicks: 50_000 }),
    );
    stage.own('C', 2);
    stage.nextDecision(1);
    const { goal, pact } = stage.world;
    const set = (place: number, kind: number, letter: string, other: number) => {
      const row = GOALS_EACH + place;
      goal.kind[row] = kind;
      goal.district[row] = stage.district(letter);
      goal.faction[row] = other;
    };
    set(0, GOAL.take, 'O', 0);
    set(1, GOAL.raid, 'C', 2);
    set(2, GOAL.hold, 'B', 0);
    stage.step();
    expect(stage.goals(1).map(([kind]) => kind)).toEqual([GOAL.take, GOAL.raid, GOAL.hold]);
    pact.endTick[8 + 2] = pact.endTick[16 + 1] = 99_999;
    stage.step();
    expect(stage.goals(1).map(([kind]) => kind)).toEqual([GOAL.take, GOAL.hold]);
    stage.own('B', 3);
    stage.step();
    expect(stage.goals(1).map(([kind]) => kind)).toEqual([GOAL.take]);
    stage.step(goal.deadlineTick[GOALS_EACH] - stage.world.ledger.tick[0] - 1);
    expect(stage.goals(1).length).toBe(1);
    stage.step();
    expect(stage.goals(1)).toEqual([]);
  });

  test('is worth squads by its kind and by how many there are', () => {
    const squadsFor = (count: number) => {
      const stage = new StrategyStage(thinker({}));
      stage.world.squad.state.fill(SQUAD_STATE.ready, SQUADS_EACH, SQUADS_EACH + count);
      stage.nextDecision(1);
      return stage.world.goal.squads[GOALS_EACH];
    };
    expect([squadsFor(0), squadsFor(5), squadsFor(12)]).toEqual([2, 3, 6]);
  });

  test('to betray is carried out at once and is no goal afterwards', () => {
    const curve = [...plainMinds().curve];
    const stage = new StrategyStage(
      thinker(
        { aggression: 1000, diplomacy: 0 },
        { curve, affinity: Array.from({ length: 64 }, () => -900) },
      ),
    );
    stage.world.pact.endTick[8 + 2] = stage.world.pact.endTick[16 + 1] = 99_999;
    const told = stage.nextDecision(1);
    const betrayal = told.options.find(({ goal }) => goal === GOAL.betray);
    expect(betrayal).toMatchObject({ isChosen: true, other: 2, district: -1 });
    expect(betrayal!.score).toBeGreaterThanOrEqual(SCORE_ONE / 4);
    expect(stage.goals(1).map(([kind]) => kind)).not.toContain(GOAL.betray);
    expect(stage.pacts).toEqual([[1, 2, PACT_EVENT.broken]]);
  });
});

describe('a faction that thinks by rules', () => {
  const byRules = only(1).map((brain) => (brain === BRAIN.none ? brain : BRAIN.rules));

  test('holds contested land first, then takes the nearest and weakest, and tells of it as others do', () => {
    const stage = new StrategyStage(thinker({ aggression: 0 }, { brain: byRules }));
    for (const letter of ['C', 'I']) stage.own(letter, 2);
    stage.setStrength('I', 2, 6);
    stage.setTraffic('C', 2, 4);
    stage.world.district.contestedTick[stage.district('e')] = 9;
    const told = stage.nextDecision(1);
    expect(told.options[0]).toMatchObject({ goal: GOAL.hold, district: stage.district('e'), isChosen: true });
    expect(told.options[1]).toMatchObject({ goal: GOAL.take, district: stage.district('C'), isChosen: true });
    expect(told.options.every(({ goal }) => goal === GOAL.hold || goal === GOAL.take)).toBe(true);
    expect(chosenOf(told).map(({ district }) => district)).not.toContain(stage.district('I'));
    expect(stage.goals(1).length).toBe(GOALS_EACH);
  });

  test('is also one whose persona says nothing at all', () => {
    const nothing = {
      weight: plainMinds().weight.map(() => 0),
      goalTaste: plainMinds().goalTaste.map(() => 0),
    };
    const decisions = [thinker({}, nothing), thinker({}, { brain: byRules })].map((ai) => {
      const stage = new StrategyStage({ ...ai, brain: ai.brain.map((brain, i) => (i === 2 ? 0 : brain)) });
      stage.shuffle(seeded(4), 4);
      return stage.nextDecision(1);
    });
    expect(chosenOf(decisions[0]).length).toBe(GOALS_EACH);
    expect(decisions[0].options).toEqual(decisions[1].options);
  });
});
