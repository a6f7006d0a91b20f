import { describe, expect, test } from 'vitest';
import { MIND_PHASE } from '../components/ai.ts';
import { BRAIN, GOAL, TRAIT, TRAIT_COUNT } from '../components/ai-rules.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER } from '../src/maths/fixed-point.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { homeOf, moveHome } from '../systems/actions/home.ts';
import { outlookOf } from '../systems/actions/outlook.ts';
import { CommandStage } from './support/command-stage.ts';
import { plainMinds } from './support/plain-minds.ts';
import { StrategyStage } from './support/strategy-stage.ts';

/** Only faction 1 thinks. */
const BRAINS = { brain: plainMinds().brain.map((brain, faction) => (faction === 1 ? brain : BRAIN.none)) };

/** A column of land, its hub in the north: S is 1500 m away from A. */
const COLUMN = [...'AGMSYe'];

interface Fronts {
  own?: string[];
  enemy: string[];
  /** Of faction 3. */
  third?: string[];
  reachUnits?: number;
  unitsPerTick?: number;
}

/** Faction 1 on its land with the hub A, beside that of others; nobody has decided yet. */
function stageOf({ own = COLUMN, enemy, third = [], reachUnits = 1e6, unitsPerTick = 5000 }: Fronts) {
  const owners = { 1: own, 2: ['F', ...enemy], 3: ['L', ...third] };
  return new StrategyStage({ ...BRAINS, reachUnits, unitsPerTick }, owners);
}

/** Has two factions live in peace for longer than any test. */
function makePeace({ world }: StrategyStage, faction: number, other: number): void {
  world.pact.endTick[faction * SIDE_COUNT + other] = 999_999;
  world.pact.endTick[other * SIDE_COUNT + faction] = 999_999;
}

/** Letter of the home after the next decision. */
function homeAfter(stage: StrategyStage): string {
  stage.nextDecision(1);
  return stage.letter(homeOf(stage.world, 1));
}

describe('a front', () => {
  test('moves the home only when it is farther away than half of the reach', () => {
    const half = 1500 * UNITS_PER_METER;
    expect(homeAfter(stageOf({ enemy: ['T'], reachUnits: 2 * half }))).toBe('A');
    expect(homeAfter(stageOf({ enemy: ['T'], reachUnits: 2 * half - 1 }))).toBe('M');
  });

  test('that is near keeps the home, however far away there is another', () => {
    // A itself lies beside an enemy, and so does the far end.
    expect(homeAfter(stageOf({ enemy: ['B', 'f'] }))).toBe('A');
    // Of two that are far away, it is the nearer one that counts.
    expect(homeAfter(stageOf({ enemy: ['T', 'f'] }))).toBe('M');
    expect(homeAfter(stageOf({ own: [...'eYSMGA'], enemy: ['H', 'T'] }))).toBe('M');
  });

  test('has the home behind it: an own district that borders on no enemy', () => {
    const stage = stageOf({ own: [...'ASY'], enemy: ['T'] });
    expect(homeAfter(stage)).toBe('Y');
    expect(stage.world.mind.homeTick[1]).toBe(stage.world.ledger.tick[0]);
  });

  test('is the home itself where nothing lies behind', () => {
    expect(homeAfter(stageOf({ own: [...'AS'], enemy: ['T'] }))).toBe('S');
    expect(homeAfter(stageOf({ own: [...'ASY'], enemy: ['T', 'Z'] }))).toBe('S');
  });

  test('is one of enemies: who has a pact neither makes one nor spoils what is behind', () => {
    const beside = stageOf({ enemy: ['T'] });
    makePeace(beside, 1, 2);
    expect(homeAfter(beside)).toBe('A');
    expect(beside.world.mind.home[1]).toBe(0);
    const behind = stageOf({ own: [...'ASY'], enemy: ['T'], third: ['Z'] });
    makePeace(behind, 1, 3);
    expect(homeAfter(behind)).toBe('Y');
  });

  test('is none beside land of nobody', () => {
    const stage = stageOf({ enemy: [] });
    expect(homeAfter(stage)).toBe('A');
    expect([stage.world.mind.front[1], stage.world.mind.home[1]]).toEqual([0, 0]);
  });

  test('is looked for anew with every decision', () => {
    const stage = stageOf({ enemy: ['T'] });
    const { mind } = stage.world;
    expect(homeAfter(stage)).toBe('M');
    const since = mind.homeTick[1];
    // Near now, it moves nothing.
    expect(homeAfter(stage)).toBe('M');
    expect(mind.homeTick[1]).toBe(since);
    expect(mind.frontUnits[1]).toBe(500 * UNITS_PER_METER);
    moveHome(stage.world, 1, stage.district('A'));
    stage.own('T', 0);
    expect(homeAfter(stage)).toBe('A');
    stage.own('f', 2);
    expect(homeAfter(stage)).toBe('Y');
  });

  test('that was seen before a save in the middle of a look counts after it', () => {
    // What lies in reach of a raid takes its time to look at.
    const slow = { enemy: ['T', ...'UVWXabcghi'], reachUnits: 2999 * UNITS_PER_METER, unitsPerTick: 140 };
    const stage = stageOf(slow);
    const { mind } = stage.world;
    for (let i = 0; i < 200 && mind.front[1] === 0; i++) stage.step();
    expect([mind.phase[1], mind.front[1]]).toEqual([MIND_PHASE.gather, stage.district('S') + 1]);
    expect(mind.cursor[1]).toBeLessThan(36);
    const other = stage.restored();
    expect([homeAfter(stage), homeAfter(other)]).toEqual(['M', 'M']);
    expect(worldHash(other.world, 36)).toBe(worldHash(stage.world, 36));
    // It is this that the save had to hold.
    const forgetful = stageOf(slow);
    while (forgetful.world.mind.front[1] === 0) forgetful.step();
    forgetful.world.mind.front[1] = 0;
    expect(homeAfter(forgetful)).toBe('A');
  });
});

describe('what a home is worth', () => {
  const MINUTE_TICKS = 60 * TICKS_PER_SECOND;

  /** Land that is equally rich everywhere, 400 of 1000 to all; none is anybody's but that of faction 1. */
  function evenLand(mobility = 500): StrategyStage {
    const trait = plainMinds().trait.map((value, i) =>
      i % TRAIT_COUNT === TRAIT.mobility ? mobility : value,
    );
    const stage = new StrategyStage({ ...BRAINS, unitsPerTick: 5000, trait }, { 1: [...'ABGHMN'] });
    stage.world.graph.districtValue.fill(80);
    return stage;
  }

  /** Letters of the districts that faction 1 could move to after having stayed for so long. */
  function offeredAfter(stage: StrategyStage, stayTicks: number): string {
    const { candidate, ledger, mind } = stage.world;
    ledger.tick[0] = mind.homeTick[1] + stayTicks - 1;
    mind.strategicTick[1] = 0;
    mind.phase[1] = MIND_PHASE.idle;
    stage.step();
    expect(mind.phase[1]).toBe(MIND_PHASE.decided);
    return stage
      .candidates(1)
      .filter((row) => candidate.goal[row] === GOAL.relocate)
      .map((row) => stage.letter(candidate.district[row]))
      .sort()
      .join('');
  }

  test('halves with every half hour of stay', () => {
    const { world } = evenLand();
    const worthAfter = (minutes: number) => {
      world.ledger.tick[0] = minutes * MINUTE_TICKS;
      return outlookOf(world, 1).homeWealth;
    };
    expect([0, 15, 30, 45, 60, 90].map(worthAfter)).toEqual([400, 300, 200, 150, 100, 50]);
  });

  test('is whole again after a move, and not by staying', () => {
    const { world } = evenLand();
    world.ledger.tick[0] = 60 * MINUTE_TICKS;
    moveHome(world, 1, 1);
    expect(world.mind.homeTick[1]).toBe(60 * MINUTE_TICKS);
    expect(outlookOf(world, 1).homeWealth).toBe(400);
    world.ledger.tick[0] += 30 * MINUTE_TICKS;
    moveHome(world, 1, 1);
    expect(outlookOf(world, 1).homeWealth).toBe(200);
  });

  test('makes land worth a move that was not before, as soon as it is a quarter richer', () => {
    const stage = evenLand();
    // After twelve minutes 320 of 400 are left.
    expect(offeredAfter(stage, 12 * MINUTE_TICKS - 1)).toBe('');
    expect(offeredAfter(stage, 12 * MINUTE_TICKS)).toBe('BGHMN');
    moveHome(stage.world, 1, stage.district('N'));
    expect(offeredAfter(stage, 60)).toBe('');
    expect(offeredAfter(stage, 12 * MINUTE_TICKS)).toBe('ABGHM');
  });

  test('drives the mobile on, and not who likes to stay', () => {
    const isMove = (mobility: number) => {
      const stage = evenLand(mobility);
      stage.world.ledger.tick[0] = 30 * MINUTE_TICKS;
      const { options } = stage.nextDecision(1);
      return options.filter(({ goal, isChosen }) => goal === GOAL.relocate && isChosen).length;
    };
    expect([0, 1000].map(isMove)).toEqual([0, 1]);
  });

  test('begins anew when squads have settled', () => {
    const stage = new CommandStage();
    const { ledger, mind } = stage.world;
    ledger.tick[0] = 30 * MINUTE_TICKS;
    stage.begin('relocate', 'B', [stage.squad(1, 'A')]);
    stage.until(() => homeOf(stage.world, 1) === stage.at('B'));
    expect(mind.homeTick[1]).toBe(ledger.tick[0]);
    expect(mind.homeTick[1]).toBeGreaterThan(30 * MINUTE_TICKS);
  });
});
