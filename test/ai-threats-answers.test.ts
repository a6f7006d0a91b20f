import { describe, expect, test } from 'vitest';
import { MIND_PHASE, SQUAD_STATE } from '../components/ai.ts';
import { GOAL, LAYER, REFLEX, TEMPLATE, THREAT } from '../components/ai-rules.ts';
import { CHRONICLE, CHRONICLE_WORDS, OPERATION_END } from '../components/chronicle.ts';
import { STANCE } from '../components/convoys.ts';
import { REFLEX_INPUT, REFLEX_REASON } from '../src/ai/reflex.ts';
import { OPERATIONS_EACH, SQUADS_EACH } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { beginOperation } from '../systems/actions/operations.ts';
import { spawn } from '../systems/actions/spawn.ts';
import { noteThreat } from '../systems/actions/threats.ts';
import { ReflexStage } from './support/reflex-stage.ts';
import type { WarOptions } from './support/war-stage.ts';

const ROW = ['A--B--C--D--E'];
const LAND = { owners: { 1: ['A', 'B', 'C'], 2: ['E', 'D'] }, values: { B: 50, C: 50, D: 50 } };

function begin(options: Partial<WarOptions> = {}) {
  const stage = new ReflexStage(ROW, { ...LAND, ...options });
  return {
    stage,
    world: stage.world,
    note: (threat: keyof typeof THREAT, letter: string, by = 2, entity = 0) =>
      noteThreat(stage.world, 1, THREAT[threat], stage.at(letter), by, entity),
  };
}

/** Lets a squad work on something that matters as much as its template does. */
function employ(
  stage: ReflexStage,
  squads: number[],
  template: number,
  letter: string,
  goal: number = GOAL.take,
): number {
  const { world } = stage;
  return beginOperation(
    world,
    1,
    template,
    goal,
    stage.at(letter),
    2,
    1,
    Uint16Array.from(squads),
    squads.length,
    0,
  );
}

describe('who is sent', () => {
  test('the nearest free squad stands where it is wanted, by an operation that serves no goal', () => {
    const { stage, world, note } = begin();
    const [far, near, last] = ['A', 'B', 'A'].map((letter, place) => stage.squad(1, place, letter));
    note('contested', 'C');
    const [answer] = stage.answer();
    expect(answer).toMatchObject({
      faction: 1,
      threat: THREAT.contested,
      reflex: REFLEX.reinforce,
      district: stage.at('C'),
    });
    expect(stage.operations(1)).toEqual([
      { template: TEMPLATE.fortify, district: stage.at('C'), squads: [near], convoy: 0 },
    ]);
    const row = world.squad.operation[near] - 1;
    expect([world.operation.goal[row], world.operation.decision[row]]).toEqual([GOAL.none, answer.decision]);
    expect([world.squad.state[far], world.squad.state[last]]).toEqual([SQUAD_STATE.ready, SQUAD_STATE.ready]);
    expect([stage.responses(), world.minds.responses[1]]).toEqual([1, 1]);
    expect([world.minds.reflexes[REFLEX.reinforce], world.mind.threatCount[1]]).toEqual([1, 0]);
  });

  test('two when the enemies are too many for one, the free first, then who does something less important', () => {
    const { stage, world, note } = begin();
    const free = stage.squad(1, 0, 'A');
    const [raider, taker] = [stage.squad(1, 1, 'B'), stage.squad(1, 2, 'C')];
    employ(stage, [raider], TEMPLATE.raid, 'D');
    const conquest = employ(stage, [taker], TEMPLATE.converge, 'D');
    stage.units(2, 'C', 9);
    note('contested', 'C');
    stage.answer();
    const answer = world.squad.operation[free];
    expect([world.squad.operation[raider], world.squad.operation[taker]]).toEqual([answer, conquest + 1]);
    expect([world.operation.template[answer - 1], world.operation.squads[answer - 1]]).toEqual([
      TEMPLATE.fortify,
      2,
    ]);
    expect(world.minds.operationsEnded[OPERATION_END.overtaken]).toBe(1);
  });

  test('a free squad from farther away rather than one at work nearby', () => {
    const { stage, world, note } = begin();
    const [far, near] = [stage.squad(1, 0, 'A'), stage.squad(1, 1, 'B')];
    employ(stage, [near], TEMPLATE.raid, 'D');
    note('contested', 'C');
    stage.answer();
    expect(world.operation.template[world.squad.operation[far] - 1]).toBe(TEMPLATE.fortify);
    expect(world.operation.template[world.squad.operation[near] - 1]).toBe(TEMPLATE.raid);
  });

  test('nobody from beyond the reach of squads, from elsewhere as important, or from an empty squad', () => {
    const { stage, world, note } = begin();
    stage.squad(1, 0, 'A');
    world.rules = { ...world.rules, ai: { ...world.rules.ai, reachUnits: 600 * 4096 } };
    employ(stage, [stage.squad(1, 1, 'B')], TEMPLATE.fortify, 'B');
    world.squad.state[SQUADS_EACH] = SQUAD_STATE.none;
    note('contested', 'C');
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.none, reason: REFLEX_REASON.nobodyFree }]);
    expect(stage.responses()).toBe(0);
    expect(world.minds.reflexes[REFLEX.none]).toBe(1);
  });

  test('nobody more where an own operation is at work already, unless there are too many enemies', () => {
    const { stage, note } = begin();
    const [there] = [stage.squad(1, 0, 'C'), stage.squad(1, 1, 'C')];
    employ(stage, [there], TEMPLATE.fortify, 'C', GOAL.hold);
    stage.units(2, 'C', 6);
    note('contested', 'C');
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.none, reason: REFLEX_REASON.underWay }]);
    expect([stage.operations(1).length, stage.responses()]).toEqual([1, 0]);
    stage.units(2, 'C', 1);
    note('contested', 'C');
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.reinforce }]);
    expect(stage.operations(1)).toHaveLength(2);
  });

  test('not more than a part of all squads, and guards for want of other work count for none', () => {
    const { stage, world, note } = begin();
    const squads = [0, 1, 2, 3].map((place) => stage.squad(1, place, 'B'));
    for (const guard of squads.slice(2)) {
      world.operation.priority[employ(stage, [guard], TEMPLATE.fortify, 'E', GOAL.none)] = 0;
    }
    for (const letter of 'ABC') note('contested', letter);
    expect(stage.answer().map(({ reason }) => reason)).toEqual([
      ...[REFLEX_REASON.fitting, REFLEX_REASON.fitting],
      REFLEX_REASON.spread,
    ]);
    stage.persona(1, { defence: 502 });
    note('contested', 'C');
    expect(stage.answer()).toMatchObject([{ reason: REFLEX_REASON.fitting }]);
    expect(world.operation.template[world.squad.operation[squads[3]] - 1]).toBe(TEMPLATE.fortify);
  });
});

describe('what is done', () => {
  test('a lost district is taken back: by a raid of one squad, or by two that arrive together', () => {
    const { stage, world, note } = begin();
    const [one, two] = [stage.squad(1, 0, 'C'), stage.squad(1, 1, 'B')];
    note('lost', 'D');
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.recapture, district: stage.at('D') }]);
    expect(stage.operations(1)).toMatchObject([{ template: TEMPLATE.raid, squads: [one] }]);
    const row = world.squad.operation[one] - 1;
    expect(world.operation.faction[row]).toBe(2);
    world.squad.operation[one] = 0;
    world.squad.state[one] = SQUAD_STATE.ready;
    world.operation.template[row] = 0;
    stage.units(2, 'D', 9);
    note('lost', 'D');
    stage.answer();
    expect(stage.operations(1)).toMatchObject([{ template: TEMPLATE.converge, squads: [one, two] }]);
  });

  test('the aggressive strike at the nearest land of who contests theirs', () => {
    const { stage, note } = begin();
    const squad = stage.squad(1, 0, 'B');
    stage.persona(1, { aggression: 900 });
    note('contested', 'C');
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.counterRaid, district: stage.at('D') }]);
    expect(stage.operations(1)).toEqual([
      { template: TEMPLATE.raid, district: stage.at('D'), squads: [squad], convoy: 0 },
    ]);
  });

  test('the land of who took a convoy is looked for two districts away, and then at the hub', () => {
    const { stage, note, world } = begin();
    stage.squad(1, 0, 'B');
    stage.persona(1, { aggression: 900 });
    note('convoyLost', 'B', 2, 77);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.counterRaid, district: stage.at('D') }]);
    const { stage: other, note: noteOther } = begin();
    other.squad(1, 0, 'A');
    other.persona(1, { aggression: 900 });
    noteOther('convoyLost', 'A', 2, 77);
    expect(other.answer()).toMatchObject([{ reflex: REFLEX.counterRaid, district: other.at('E') }]);
    noteOther('convoyLost', 'A', 0, 78);
    expect(other.answer()).toMatchObject([{ reflex: REFLEX.review }]);
    expect(world.mind.threatCount[1]).toBe(0);
  });

  test('a squad near a convoy under attack goes with it', () => {
    const { stage, world, note } = begin();
    const convoy = stage.convoy(1, 'ABC');
    const squad = stage.squad(1, 0, 'A');
    note('convoyHit', 'A', 2, convoy);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.guardConvoy }]);
    expect(stage.operations(1)).toEqual([
      { template: TEMPLATE.escort, district: stage.at('A'), squads: [squad], convoy },
    ]);
    // And a second attack on it finds it guarded.
    note('convoyHit', 'B', 2, convoy);
    expect(stage.answer()).toMatchObject([{ reason: REFLEX_REASON.underWay }]);
    expect(world.convoy.stance[convoy]).toBe(STANCE.careful);
  });

  test('a convoy that nobody can stand by is told to turn, by a soldier, and only once', () => {
    const { stage, world, note } = begin();
    const convoy = stage.convoy(1, 'ABC');
    note('convoyHit', 'A', 2, convoy);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.none, reason: REFLEX_REASON.nobodyFree }]);
    expect(world.convoy.stance[convoy]).toBe(STANCE.careful);
    employ(stage, [stage.squad(1, 0, 'C')], TEMPLATE.converge, 'D');
    note('convoyHit', 'A', 2, convoy);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.turnConvoy }]);
    expect([world.convoy.stance[convoy], stage.responses()]).toEqual([STANCE.retreat, 1]);
    note('convoyHit', 'A', 2, convoy);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.none }]);
    // An id of somebody else's convoy: ids are given again.
    const theirs = spawn(world, ENTITY_KIND.convoy, 2, 4096, 4096);
    note('convoyHit', 'A', 2, theirs);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.none, reason: REFLEX_REASON.over }]);
    expect(stage.responses()).toBe(1);
  });

  test('a squad that was hurt and is outnumbered goes home; its operation goes on, or is overtaken', () => {
    const { stage, world, note } = begin();
    const [hurt, whole] = [stage.squad(1, 0, 'C', 2), stage.squad(1, 1, 'C')];
    const row = employ(stage, [hurt, whole], TEMPLATE.converge, 'D');
    stage.units(2, 'D', 3);
    note('squadHurt', 'D', 2, hurt);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.withdraw }]);
    expect([world.squad.operation[hurt], world.squad.operation[whole]]).toEqual([0, row + 1]);
    expect([world.squad.state[hurt], world.operation.template[row]]).toEqual([
      SQUAD_STATE.ready,
      TEMPLATE.converge,
    ]);
    note('squadHurt', 'D', 2, hurt);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.none, reason: REFLEX_REASON.over }]);
    stage.units(2, 'D', 30);
    note('squadHurt', 'D', 2, whole);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.withdraw }]);
    // It was the last.
    expect([stage.operations(1), world.minds.operationsEnded[OPERATION_END.overtaken]]).toEqual([[], 1]);
  });

  test('a squad that was hurt holds its ground where it is not outnumbered', () => {
    const { stage, note } = begin();
    const whole = stage.squad(1, 0, 'C');
    employ(stage, [whole], TEMPLATE.raid, 'D');
    stage.units(2, 'D', 3);
    note('squadHurt', 'D', 2, whole);
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.none, reason: REFLEX_REASON.holds }]);
    expect([stage.responses(), stage.operations(1).length]).toEqual([0, 1]);
  });

  test('a broken pact brings the next strategic decision forward to now', () => {
    const { stage, world, note } = begin();
    note('pactBroken', 'A');
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.review, threat: THREAT.pactBroken }]);
    expect([world.mind.strategicTick[1], stage.responses()]).toEqual([world.ledger.tick[0], 1]);
  });

  test('a faction without any land hears of a broken pact as well', () => {
    const { stage, world } = begin();
    stage.squad(1, 0, 'A');
    for (let i = 0; i < 2; i++) noteThreat(world, 1, THREAT.pactBroken, -1, 2, 0);
    expect(stage.answer()).toMatchObject([
      { reflex: REFLEX.review, threat: THREAT.pactBroken, district: -1 },
    ]);
    // There is nothing to look at.
    expect(world.minds.units[LAYER.immediate]).toBe(0);
  });

  test('nothing is thought over twice in a short while, or while it is', () => {
    const { stage, world, note } = begin();
    world.mind.strategicTick[1] = world.ledger.tick[0] + 3_500;
    note('lost', 'D');
    expect(stage.answer()).toMatchObject([{ reason: REFLEX_REASON.reviewed }]);
    world.mind.strategicTick[1] = world.ledger.tick[0] + 100;
    world.mind.phase[1] = MIND_PHASE.gather;
    note('lost', 'D');
    expect(stage.answer()).toMatchObject([{ reason: REFLEX_REASON.reviewed }]);
    world.mind.phase[1] = MIND_PHASE.idle;
    note('lost', 'D');
    expect(stage.answer()).toMatchObject([{ reflex: REFLEX.review }]);
  });

  test('no two places of operations that goals need are taken', () => {
    const { stage, world, note } = begin();
    for (let place = 0; place < 13; place++) employ(stage, [], TEMPLATE.parley, 'E', GOAL.ally);
    stage.squad(1, 0, 'B');
    note('contested', 'C');
    expect(stage.answer()).toMatchObject([{ reason: REFLEX_REASON.noRoom }]);
    world.operation.template[OPERATIONS_EACH] = 0;
    note('contested', 'C');
    expect(stage.answer()).toMatchObject([{ reason: REFLEX_REASON.fitting }]);
  });
});

test('the trace says what was seen: decision, option and inputs with one number', () => {
  const { stage, world, note } = begin();
  stage.squad(1, 0, 'C', 5);
  stage.units(2, 'C', 4);
  stage.units(1, 'C', 3);
  note('contested', 'C');
  const [{ decision }] = stage.answer();
  const rows = Array.from({ length: world.chronicle.count }, (_, i) => [
    ...world.chronicle.words.slice(i * CHRONICLE_WORDS, (i + 1) * CHRONICLE_WORDS),
  ]);
  const mine = rows.filter((row) => row[5] === decision);
  expect(mine.map((row) => row[0])).toEqual([
    ...[CHRONICLE.decision, CHRONICLE.option, CHRONICLE.input, CHRONICLE.input],
    CHRONICLE.operation,
  ]);
  expect(mine[1].slice(1, 7)).toEqual([
    LAYER.immediate,
    stage.at('C'),
    1,
    REFLEX.reinforce,
    decision,
    2 | (1 << 4),
  ]);
  const numbers = [mine[2], mine[3]].flatMap((row) => [row[2], row[4], row[6], row[7]]);
  const inputs = numbers.flatMap((word) => [word & 0xffff, word >>> 16]);
  const at = REFLEX_INPUT;
  expect([inputs[at.value], inputs[at.own], inputs[at.enemy], inputs[at.help], inputs[at.near]]).toEqual([
    ...[500, 3, 4, 5],
    1000,
  ]);
  expect([inputs[at.squadSize], inputs[at.isOwn], inputs[at.sinceReview]]).toEqual([6, 1, 500]);
});

test('an answer costs a unit for each squad, operation and district that is looked at', () => {
  const { stage, world, note } = begin();
  note('contested', 'C');
  stage.answer();
  // The district, two neighbors and their two each.
  expect(world.minds.units[LAYER.immediate]).toBe(SQUADS_EACH + OPERATIONS_EACH + 1 + 2 + 4);
  note('pactBroken', 'C');
  stage.answer();
  expect(world.minds.units[LAYER.immediate]).toBe(2 * (SQUADS_EACH + OPERATIONS_EACH + 1) + 2 + 4);
  expect(world.minds.unitsMax).toBe(SQUADS_EACH + OPERATIONS_EACH + 1 + 2 + 4);
});
