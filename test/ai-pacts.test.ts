import { beforeEach, describe, expect, test } from 'vitest';
import { BRAIN, GOAL, THREAT, TRAIT, TRAIT_COUNT } from '../components/ai-rules.ts';
import { PACT_EVENT } from '../components/chronicle.ts';
import { SIDE_COUNT, THREATS_EACH } from '../src/limits.ts';
import { areEnemies, enemiesOf } from '../systems/actions/hostility.ts';
import { breakPact, havePact, offerPact, willingness } from '../systems/actions/pacts.ts';
import { breachBetween, leaderBesides, pactsOf, trustIn } from '../systems/actions/relations.ts';
import { reviewTrust } from '../systems/actions/trust.ts';
import { Land } from './support/land.ts';
import { plainMinds } from './support/plain-minds.ts';
import { seeded } from './support/random-life.ts';
import { StrategyStage } from './support/strategy-stage.ts';

/** Every faction has five of the districts, one of them four and nobody two. */
const SEVEN = Object.fromEntries(
  Array.from({ length: 7 }, (_, i) => [
    i + 1,
    [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh'].slice(i * 5, i * 5 + 5),
  ]),
);

const PACT_TICKS = 5_000;
/** A world that has been there for a while. */
const START = 10_000;
const IDLE = { strategicTicks: 1_000_000, pactTicks: PACT_TICKS };
const row = (faction: number, other: number) => faction * SIDE_COUNT + other;
const matrix = (value: number) => Array.from({ length: SIDE_COUNT * SIDE_COUNT }, () => value);
const FRIENDLY = { ...IDLE, affinity: matrix(400) };

const stage = new StrategyStage(FRIENDLY, SEVEN);
const { world } = stage;
const { mind, pact, side, threat } = world;

/** Factions that others think of as they like, in a world where no mind makes up itself. */
function meet(ai: Parameters<typeof plainMinds>[0] = FRIENDLY): void {
  stage.restart({ ...ai, brain: plainMinds().brain });
  mind.strategicTick.fill(900_000);
  threat.kind.fill(0);
  mind.threatCount.fill(0);
  world.ledger.tick[0] = START;
}

/** Land for factions 1 to 7, in districts. */
function shareOut(...land: number[]): void {
  side.land.set([0, ...land]);
}

beforeEach(() => {
  meet();
  shareOut(5, 5, 5, 5, 5, 5, 4);
  stage.pacts.length = 0;
});

describe('an offer', () => {
  test('is accepted by who likes the other well enough, and makes peace until its time is over', () => {
    expect(offerPact(world, 1, 2)).toBe(true);
    expect([havePact(world, 1, 2), havePact(world, 2, 1), havePact(world, 1, 3)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([areEnemies(world, 1, 2), areEnemies(world, 2, 1), areEnemies(world, 1, 3)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(pact.endTick[row(1, 2)]).toBe(START + PACT_TICKS);
    expect(pact.endTick[row(2, 1)]).toBe(START + PACT_TICKS);
    stage.step(PACT_TICKS - 1);
    expect(havePact(world, 2, 1)).toBe(true);
    stage.step();
    expect([havePact(world, 1, 2), havePact(world, 2, 1)]).toEqual([false, false]);
    expect(stage.pacts).toEqual([
      [1, 2, PACT_EVENT.made],
      [1, 2, PACT_EVENT.over],
    ]);
  });

  test('is decided by the mind of the other alone', () => {
    const affinity = matrix(400);
    affinity[row(2, 1)] = -400;
    meet({ ...IDLE, affinity });
    expect(offerPact(world, 1, 2)).toBe(false);
    expect(offerPact(world, 2, 1)).toBe(true);
    stage.step();
    expect(stage.pacts).toEqual([
      [1, 2, PACT_EVENT.refused],
      [2, 1, PACT_EVENT.made],
    ]);
  });

  test('is weighed by affinity, trust, diplomacy, a common enemy, weariness and what was broken', () => {
    meet({ ...IDLE, affinity: matrix(100) });
    expect(willingness(world, 1, 2)).toBe(100);
    pact.trust[row(1, 2)] = 50;
    expect(willingness(world, 1, 2)).toBe(150);
    expect(willingness(world, 2, 1)).toBe(100);
    mind.weariness[1] = 400;
    expect(willingness(world, 1, 2)).toBe(250);
    shareOut(4, 4, 12, 4, 4, 3, 3);
    expect(leaderBesides(world, 1, 2)).toBe(3);
    expect(willingness(world, 1, 2)).toBe(550);
    // Who has a pact with the leader does not fear it.
    offerPact(world, 3, 2);
    pact.endTick[row(2, 3)] = pact.endTick[row(3, 2)] = 99_999;
    expect(willingness(world, 1, 2)).toBe(250);
    pact.brokenTick[row(1, 2)] = START - PACT_TICKS / 4;
    expect(breachBetween(world, 2, 1)).toBe(750);
    expect(willingness(world, 1, 2)).toBe(-500);
    const trait = plainMinds().trait.map((value, i) => (i % TRAIT_COUNT === TRAIT.diplomacy ? 900 : value));
    meet({ ...IDLE, affinity: matrix(100), trait });
    expect(willingness(world, 1, 2)).toBe(800);
  });

  test('finds nobody at home where a faction has no mind', () => {
    const brain = plainMinds().brain.map((value, faction) => (faction === 2 ? BRAIN.none : value));
    world.rules = { ...world.rules, ai: { ...world.rules.ai, brain } };
    expect([offerPact(world, 1, 2), offerPact(world, 2, 1), offerPact(world, 1, 3)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('is for two partners at the most', () => {
    expect([2, 3, 4].map((other) => offerPact(world, 1, other))).toEqual([true, true, false]);
    expect(offerPact(world, 5, 1)).toBe(false);
    expect(pactsOf(world, 1)).toBe(2);
    expect(offerPact(world, 1, 2)).toBe(false);
  });

  test('never leaves a faction without an enemy that has land', () => {
    shareOut(12, 12, 10, 0, 0, 0, 0);
    expect(offerPact(world, 1, 2)).toBe(true);
    // Then nobody would be left to fight for the first.
    expect(offerPact(world, 1, 3)).toBe(false);
    expect(offerPact(world, 3, 2)).toBe(false);
    meet();
    shareOut(17, 17, 0, 0, 0, 0, 0);
    expect(offerPact(world, 1, 2)).toBe(false);
  });

  test('leaves everybody at war with somebody, whoever offers what to whom', () => {
    const dice = seeded(1);
    for (let round = 0; round < 30; round++) {
      meet({ ...IDLE, affinity: matrix(1000) });
      shareOut(...Array.from({ length: 7 }, () => dice(3) * 6));
      for (let i = 0; i < 150; i++) {
        const faction = 1 + dice(7);
        const other = 1 + dice(7);
        if (faction !== other) offerPact(world, faction, other);
      }
      const alive = [1, 2, 3, 4, 5, 6, 7].filter((faction) => side.land[faction] > 0);
      if (alive.length < 2) continue;
      for (const faction of alive) {
        expect(pactsOf(world, faction)).toBeLessThanOrEqual(2);
        expect(alive.some((other) => enemiesOf(world, faction) & (1 << other))).toBe(true);
      }
    }
  });
});

describe('a broken pact', () => {
  test('costs the breaker the trust of the other, and some of everybody else', () => {
    offerPact(world, 1, 2);
    breakPact(world, 1, 2);
    expect(havePact(world, 1, 2) || havePact(world, 2, 1)).toBe(false);
    expect([2, 3, 7].map((other) => pact.trust[row(other, 1)])).toEqual([-600, -150, -150]);
    expect([2, 3].map((other) => pact.trust[row(1, other)])).toEqual([0, 0]);
    expect(pact.brokenTick[row(2, 1)]).toBe(START);
    expect(pact.brokenTick[row(1, 2)]).toBe(0);
    expect(offerPact(world, 1, 2)).toBe(false);
    stage.step();
    expect(stage.pacts[1]).toEqual([1, 2, PACT_EVENT.broken]);
  });

  test('is something that the other has to answer, and nobody else', () => {
    offerPact(world, 1, 2);
    breakPact(world, 1, 2);
    expect([...mind.threatCount]).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
    expect(threat.kind[2 * THREATS_EACH]).toBe(THREAT.pactBroken);
    expect(threat.faction[2 * THREATS_EACH]).toBe(1);
  });

  test('is nothing where there was none', () => {
    breakPact(world, 1, 2);
    expect([...pact.trust].every((trust) => trust === 0)).toBe(true);
    expect(mind.threatCount[2]).toBe(0);
  });

  test('takes trust no lower than it can be', () => {
    pact.trust[row(2, 1)] = -700;
    offerPact(world, 2, 1);
    pact.endTick[row(2, 1)] = pact.endTick[row(1, 2)] = 99_999;
    breakPact(world, 1, 2);
    expect(pact.trust[row(2, 1)]).toBe(-1000);
    expect(trustIn(world, 2, 1)).toBe(200);
  });
});

describe('trust', () => {
  test('falls with land that was taken, and is counted once', () => {
    pact.taken[row(1, 2)] = 3;
    reviewTrust(world, 1);
    expect(pact.trust[row(1, 2)]).toBe(-120);
    expect(pact.taken[row(1, 2)]).toBe(0);
    reviewTrust(world, 1);
    // A tenth is forgotten.
    expect(pact.trust[row(1, 2)]).toBe(-108);
    expect(pact.trust[row(1, 3)]).toBe(0);
  });

  test('rises under a pact, and less with a common enemy', () => {
    offerPact(world, 1, 2);
    reviewTrust(world, 1);
    expect([2, 3].map((other) => pact.trust[row(1, other)])).toEqual([60, 0]);
    shareOut(3, 3, 3, 3, 3, 3, 16);
    reviewTrust(world, 1);
    expect([2, 3, 7].map((other) => pact.trust[row(1, other)])).toEqual([114, 15, 0]);
  });

  test('has the losses of land that really changed hands', () => {
    const land = Land.drawn(
      ['A-B'],
      { owners: { 1: ['A'], 2: ['B'] } },
      { captureHoldTicks: 60, presenceMilliPerSecond: 30_000, supportFloorMilli: 100_000, hubImmune: 0 },
    );
    for (let i = 0; i < 4; i++) for (const point of [2, 3]) land.place(1, point);
    land.seconds(60);
    expect(land.world.district.owner[1]).toBe(1);
    expect(land.world.pact.taken[row(2, 1)]).toBe(1);
    expect(land.world.pact.taken[row(1, 2)]).toBe(0);
  });

  test('decides who is asked for a pact', () => {
    const affinity = matrix(-1000);
    affinity[row(1, 3)] = 900;
    const goalTaste = plainMinds().goalTaste.map((taste, i) => (i % 9 === GOAL.ally ? 3000 : taste));
    stage.restart({ ...IDLE, affinity, goalTaste, unitsPerTick: 5000 });
    mind.weariness[1] = 1000;
    const told = stage.nextDecision(1);
    const asked = told.options.find(({ goal }) => goal === GOAL.ally);
    expect(asked).toMatchObject({ other: 3, isChosen: true, district: -1 });
    expect(stage.goals(1).filter(([kind]) => kind === GOAL.ally)).toEqual([[GOAL.ally, 10, 3]]);
  });
});
