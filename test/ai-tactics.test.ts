import { describe, expect, test } from 'vitest';
import { SQUAD_STATE } from '../components/ai.ts';
import { BRAIN, GOAL, TEMPLATE, TEMPLATE_COUNT } from '../components/ai-rules.ts';
import { CANDIDATE_MAX, CANDIDATES_EACH, SIDE_COUNT } from '../src/limits.ts';
import { plainMinds } from './support/plain-minds.ts';
import { seeded } from './support/random-life.ts';
import { likingOnly, TacticsStage, type TemplateName, withTrait } from './support/tactics-stage.ts';

const LETTERS = [...'ABCDEFGHIJKLMNO'];

describe('a goal', () => {
  test('becomes an operation in the tick after it was chosen', () => {
    const stage = new TacticsStage();
    for (const letter of 'ABF') stage.squad(1, letter);
    const goal = stage.goal(1, GOAL.take, 'C', { squads: 3 });
    stage.look();
    const [row] = stage.operations(1);
    const { operation } = stage.world;
    expect(stage.templates(1)).toEqual([TEMPLATE.converge]);
    expect([operation.goal[row], operation.district[row]]).toEqual([GOAL.take, stage.at('C')]);
    expect(stage.world.goal.operation[goal]).toBe(row + 1);
    expect(stage.squadsOf(row)).toHaveLength(3);
  });

  test('is looked at once at a time, and again when the next tactical decision is due', () => {
    const stage = new TacticsStage();
    stage.goal(1, GOAL.take, 'C');
    expect(stage.look()).toBeGreaterThan(0);
    expect(stage.look()).toBe(0);
    for (const letter of 'ABF') stage.squad(1, letter);
    const due = stage.world.mind.tacticalTick[1];
    expect(stage.look(due - 1 - stage.world.ledger.tick[0])).toBe(0);
    expect(stage.look()).toBeGreaterThan(0);
    expect(stage.templates(1)).toEqual([TEMPLATE.converge]);
    expect(stage.world.mind.tacticalTick[1]).toBe(due + 600);
  });

  test('is left to its operation', () => {
    const stage = new TacticsStage();
    for (const letter of 'ABFGK') stage.squad(1, letter);
    stage.goal(1, GOAL.take, 'C', { squads: 2 });
    stage.look();
    stage.cycles(2);
    expect(stage.operations(1)).toHaveLength(1);
  });

  test('of a higher score has the first choice of squads', () => {
    const stage = new TacticsStage();
    for (const letter of 'BG') stage.squad(1, letter);
    stage.goal(1, GOAL.raid, 'D', { other: 2, squads: 2, score: 100 });
    stage.goal(1, GOAL.take, 'C', { squads: 2, score: 200 });
    stage.look();
    expect(stage.templates(1)).toEqual([TEMPLATE.converge]);
  });

  test('of a faction without a brain is left alone', () => {
    const brain = plainMinds().brain.map((_, faction) => (faction === 2 ? BRAIN.utility : BRAIN.none));
    const stage = new TacticsStage({ brain });
    for (const faction of [1, 2]) {
      stage.squad(faction, 'H');
      stage.goal(faction, GOAL.take, 'C');
    }
    stage.look();
    expect([stage.operations(1), stage.operations(2)].map(({ length }) => length)).toEqual([0, 1]);
  });

  test('that came about by itself, or whose time is up, is dropped', () => {
    const stage = new TacticsStage();
    stage.squad(1, 'A');
    stage.goal(1, GOAL.take, 'B');
    stage.goal(1, GOAL.hold, 'B', { ticks: 1 });
    stage.look();
    expect([...stage.world.goal.kind.slice(3, 6)]).toEqual([0, 0, 0]);
    expect(stage.operations(1)).toEqual([]);
  });
});

describe('the template', () => {
  test.each<
    [goal: keyof typeof GOAL, letter: string, other: number, likes: TemplateName[], chosen: TemplateName]
  >([
    ['take', 'C', 0, ['raid'], 'raid'],
    ['take', 'C', 0, ['converge'], 'converge'],
    ['take', 'D', 2, ['feint', 'probe'], 'feint'],
    ['raid', 'D', 2, ['distributedRaids'], 'distributedRaids'],
    ['cut', 'D', 2, ['blockade'], 'blockade'],
    ['hold', 'B', 0, ['fortify', 'converge'], 'fortify'],
    ['hold', 'C', 2, ['fortify', 'converge'], 'converge'],
    ['relocate', 'G', 0, ['relocate'], 'relocate'],
  ])('for %s at %s is of those that its faction likes', (goal, letter, other, likes, chosen) => {
    const stage = new TacticsStage(likingOnly(1, ...likes));
    for (const from of 'ABFGK') stage.squad(1, from);
    stage.goal(1, GOAL[goal], letter, { other });
    stage.look();
    expect(stage.templates(1)).toEqual([TEMPLATE[chosen]]);
  });

  test('of a faction that likes only raids is never another one, whatever its goals', () => {
    const stage = new TacticsStage(likingOnly(1, 'raid'));
    for (const letter of 'ABFGKL') stage.squad(1, letter);
    for (const [kind, letter] of [
      [GOAL.take, 'C'],
      [GOAL.hold, 'B'],
      [GOAL.raid, 'D'],
    ] as const)
      stage.goal(1, kind, letter, { squads: 1 });
    stage.cycles(8);
    expect(new Set(stage.templates(1))).toEqual(new Set([TEMPLATE.raid]));
  });

  test('needs squads: with too few the next best is taken, unless the faction is patient', () => {
    const likes = likingOnly(1, 'converge', 'raid');
    likes.templateTaste[TEMPLATE_COUNT + TEMPLATE.raid] = 300;
    for (const [patience, templates] of [
      [0, [TEMPLATE.raid]],
      [1000, []],
    ] as const) {
      const stage = new TacticsStage({ ...likes, ...withTrait('patience', patience) });
      stage.squad(1, 'B');
      stage.goal(1, GOAL.take, 'C');
      stage.look();
      expect(stage.templates(1)).toEqual(templates);
    }
  });

  test('for a pact needs no squads', () => {
    const stage = new TacticsStage();
    stage.squad(1, 'A');
    stage.goal(1, GOAL.ally, 'D', { other: 2 });
    stage.look();
    const [row] = stage.operations(1);
    expect(stage.templates(1)).toEqual([TEMPLATE.parley]);
    expect(stage.world.operation.faction[row]).toBe(2);
    expect(stage.squadsOf(row)).toEqual([]);
  });

  test('to protect is an escort while an own convoy is about, and else to stand there', () => {
    const stage = new TacticsStage();
    const convoy = stage.convoy(1, 'AFKL');
    stage.convoy(1, 'LKFA');
    const { operation } = stage.world;
    for (const letter of 'AFKLG') stage.squad(1, letter);
    // Where it is, where it drives to at last, and where it never comes.
    for (const letter of 'ALB') stage.goal(1, GOAL.protect, letter, { squads: 1 });
    stage.look();
    const found = stage.operations(1).map((row) => [operation.template[row], operation.convoy[row]]);
    expect(found).toEqual([
      [TEMPLATE.escort, convoy],
      [TEMPLATE.escort, convoy],
      [TEMPLATE.fortify, 0],
    ]);
  });

  test('is drawn by lot between two that are as good as each other', () => {
    const picked = new Set<number>();
    let stage = new TacticsStage();
    for (let number = 0; number < 20; number++) {
      stage = new TacticsStage();
      // Two districts of the same worth, at the same distance.
      for (const letter of 'FFFF') stage.squad(1, letter);
      holdCandidates(stage, 1, 'AK');
      stage.look();
      stage.world.mind.decisions[1] = number;
      stage.world.mind.idleLooks[1] = 9;
      stage.look(stage.world.rules.ai.tacticalTicks);
      picked.add(stage.world.operation.district[stage.operations(1)[0]]);
    }
    expect(picked).toEqual(new Set([stage.at('A'), stage.at('K')]));
  });
});

describe('squads', () => {
  test('are the nearest that are ready', () => {
    const dice = seeded(3);
    for (let round = 0; round < 30; round++) {
      const stage = new TacticsStage(likingOnly(1, 'converge'));
      const { graph, squad } = stage.world;
      const placed = Array.from({ length: 6 + dice(6) }, () => {
        const letter = LETTERS[dice(15)];
        return { row: stage.squad(1, letter, 1 + dice(6)), at: stage.at(letter) };
      });
      const busy = placed[dice(placed.length)].row;
      squad.state[busy] = SQUAD_STATE.withdrawing;
      const target = dice(2) === 0 ? 'C' : 'H';
      const to = stage.at(target);
      stage.goal(1, GOAL.take, target, { squads: 2 + dice(3) });
      stage.look();
      const away = ({ at }: { at: number }) =>
        (graph.districtX[at] - graph.districtX[to]) ** 2 + (graph.districtY[at] - graph.districtY[to]) ** 2;
      const [operation] = stage.operations(1);
      const taken = stage.squadsOf(operation);
      const nearest = placed
        .filter(({ row }) => row !== busy)
        .sort((one, other) => away(one) - away(other) || one.row - other.row)
        .slice(0, taken.length)
        .map(({ row }) => row)
        .sort((a, b) => a - b);
      expect(taken).toEqual(nearest);
      expect(taken).toHaveLength(stage.world.operation.squads[operation]);
    }
  });

  test.each([
    [3, 9, 3],
    [4, 9, 3],
    [5, 9, 4],
    [9, 9, 4],
    [9, 3, 3],
    [9, 1, 2],
  ])('of %d, for a goal that is worth %d, are %d', (count, worth, taken) => {
    const stage = new TacticsStage(likingOnly(1, 'converge'));
    for (let i = 0; i < count; i++) stage.squad(1, LETTERS[i]);
    stage.goal(1, GOAL.take, 'C', { squads: worth });
    stage.look();
    expect(stage.squadsOf(stage.operations(1)[0])).toHaveLength(taken);
  });

  test('keep one of them in reserve, also when there are many goals', () => {
    const stage = new TacticsStage();
    for (const letter of 'ABFGK') stage.squad(1, letter);
    stage.goal(1, GOAL.take, 'C');
    stage.goal(1, GOAL.raid, 'D', { other: 2 });
    stage.goal(1, GOAL.hold, 'B');
    stage.cycles(10);
    const { state } = stage.world.squad;
    expect(state.slice(24, 48).filter((s) => s === SQUAD_STATE.ready)).toHaveLength(1);
  });

  test('without a goal for some time stand on guard, half of them and where it matters most', () => {
    const stage = new TacticsStage();
    for (const letter of 'ABFGKLFF') stage.squad(1, letter);
    holdCandidates(stage, 1, 'GBD');
    stage.world.districtSide.strength[stage.at('B') * SIDE_COUNT + 2] = 9000;
    stage.cycles(2);
    expect(stage.operations(1)).toEqual([]);
    stage.cycles(8);
    const { operation } = stage.world;
    const rows = stage.operations(1);
    const guards = rows.map((row) => [operation.template[row], operation.district[row], operation.goal[row]]);
    expect(guards).toEqual([
      [TEMPLATE.fortify, stage.at('B'), GOAL.none],
      [TEMPLATE.fortify, stage.at('G'), GOAL.none],
    ]);
    expect(rows.map((row) => operation.priority[row])).toEqual([0, 0]);
    expect(rows.flatMap((row) => stage.squadsOf(row))).toHaveLength(4);
  });

  test('without a goal, of a faction that has found nothing to hold, stand at home', () => {
    const stage = new TacticsStage();
    for (const letter of 'ABFG') stage.squad(1, letter);
    stage.world.mind.home[1] = stage.at('G') + 1;
    stage.cycles(5);
    const { operation } = stage.world;
    expect(stage.operations(1).map((row) => operation.district[row])).toEqual([stage.at('G')]);
  });
});

/** The last strategic decision found these districts worth holding. */
function holdCandidates(stage: TacticsStage, faction: number, letters: string): void {
  const { candidate } = stage.world;
  [...letters].forEach((letter, i) => {
    const row = faction * CANDIDATE_MAX + GOAL.hold * CANDIDATES_EACH + i;
    candidate.goal[row] = GOAL.hold;
    candidate.district[row] = stage.at(letter);
  });
}
