import { describe, expect, test } from 'vitest';
import { BRAIN, CONSIDERATION, GOAL, GOAL_COUNT } from '../components/ai-rules.ts';
import { SIDE_COUNT } from '../src/limits.ts';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { consider } from '../systems/actions/considerations.ts';
import { areEnemies, enemiesOf, mayStrike } from '../systems/actions/hostility.ts';
import { outlookOf } from '../systems/actions/outlook.ts';
import { breakPact, endPacts, offerPact } from '../systems/actions/pacts.ts';
import { place } from './support/battlefield.ts';
import { Land, territoryRules } from './support/land.ts';
import { plainMinds } from './support/plain-minds.ts';
import { MINDLESS, paradeGround } from './support/squad-stage.ts';
import { StrategyStage } from './support/strategy-stage.ts';

const row = (faction: number, other: number) => faction * SIDE_COUNT + other;
const matrix = (value: number) => Array.from({ length: SIDE_COUNT * SIDE_COUNT }, () => value);

describe('hostility', () => {
  /** Fourteen districts in a row: an even share are two of them. All but A and B are nobody's at first. */
  function lineOf(hostility: number[]): Land {
    const file = worldFromAscii([[...'ABCDEFGHIJKLMN'].join('-')], {
      ...{ cellMeters: 500, owners: { 1: ['A'], 2: ['B'] } },
    });
    return new Land(file, { ...territoryRules(), ai: plainMinds({ hostility }) });
  }

  /** How hostile faction 1 is to the owner of B when that has so much land. */
  function hostility({ world }: Land, land: number): number {
    world.side.land[2] = land;
    return consider(world, outlookOf(world, 1), 1, CONSIDERATION.hostility);
  }

  test('is what the persona says, up to an even share of the land', () => {
    const own = matrix(900);
    own[row(1, 2)] = 150;
    expect([0, 1, 2].map((land) => hostility(lineOf(own), land))).toEqual([150, 150, 150]);
  });

  test('rises in proportion to land above that, and to the utmost with twice as much, whoever it is', () => {
    const [friend, rival, enemy] = [0, 150, 1000].map((value) => lineOf(matrix(value)));
    expect([2, 3, 4, 9].map((land) => hostility(friend, land))).toEqual([0, 500, 1000, 1000]);
    expect([2, 3, 4, 9].map((land) => hostility(rival, land))).toEqual([150, 650, 1000, 1000]);
    expect([2, 3, 4, 9].map((land) => hostility(enemy, land))).toEqual([1000, 1000, 1000, 1000]);
  });

  test('is less by a quarter of the trust, and more by one of distrust', () => {
    const land = lineOf(matrix(300));
    const { trust } = land.world.pact;
    // What the other thinks is nothing to it.
    trust[row(2, 1)] = -1000;
    const with400 = [400, -400].map((value) => {
      trust[row(1, 2)] = value;
      return [2, 3, 4].map((districts) => hostility(land, districts));
    });
    expect(with400).toEqual([
      [200, 700, 1000],
      [400, 900, 1000],
    ]);
    trust[row(1, 2)] = 1000;
    const trusted = lineOf(matrix(100));
    trusted.world.pact.trust[row(1, 2)] = 1000;
    expect([2, 3, 4].map((districts) => hostility(trusted, districts))).toEqual([0, 350, 850]);
  });

  test('is middling to land of nobody, however much there is of it', () => {
    const { world } = lineOf(matrix(900));
    world.side.land[0] = 12;
    expect(consider(world, outlookOf(world, 1), 5, CONSIDERATION.hostility)).toBe(500);
  });

  test('turns attacks against the leader', () => {
    const brain = plainMinds().brain.map((is, faction) => (faction === 1 ? is : BRAIN.none));
    const goalTaste = plainMinds().goalTaste.map((_, i) => (i % GOAL_COUNT === GOAL.take ? 1000 : 0));
    const ai = { brain, goalTaste, unitsPerTick: 5000, hostility: matrix(200) };
    // To the left of the land of faction 1 lies one of faction 2, to the right one of faction 3, all alike.
    const owners = { 1: [...'CIOUagDJPVbh'], 2: [...'BHNTZf'], 3: [...'EKQWci'] };
    const bestTarget = (leader: number) => {
      const stage = new StrategyStage(ai, owners);
      stage.world.graph.districtValue.fill(50);
      stage.world.graph.districtResource.fill(0);
      stage.world.side.land[leader] += 3;
      stage.nextDecision(1);
      return stage.goals(1)[0][2];
    };
    expect([2, 3].map(bestTarget)).toEqual([2, 3]);
  });
});

describe('a pact', () => {
  const PACT_TICKS = 300;

  /** Faction 1 and 2 have made a pact on a field. */
  function allied() {
    const ai = { ...MINDLESS, affinity: matrix(1000), pactTicks: PACT_TICKS };
    const server = paradeGround({ patrolsSeek: 1 }, { rules: { ai } });
    const { world } = server;
    // There is room for one as soon as a third has land; minds are needed to agree, and not to keep it.
    world.side.land.set([0, 5, 5, 5]);
    world.rules = { ...world.rules, ai: { ...ai, brain: plainMinds().brain } };
    expect(offerPact(world, 1, 2)).toBe(true);
    world.rules = { ...world.rules, ai };
    return { server, world };
  }

  const between = (world: Land['world']) => [areEnemies(world, 1, 2), areEnemies(world, 2, 1)];

  test('makes no enemies of two factions, in both directions, and changes nothing for a third', () => {
    const { world } = allied();
    expect(between(world)).toEqual([false, false]);
    for (const faction of [1, 2]) {
      expect([areEnemies(world, faction, 3), areEnemies(world, 3, faction)]).toEqual([true, true]);
    }
    expect([1, 2, 3].map((faction) => enemiesOf(world, faction))).toEqual([
      0b1111_1000, 0b1111_1000, 0b1111_0110,
    ]);
  });

  test('holds until its last tick, and then they are enemies again', () => {
    const { world } = allied();
    const endTick = world.ledger.tick[0] + PACT_TICKS;
    world.ledger.tick[0] = endTick - 1;
    endPacts(world);
    expect(between(world)).toEqual([false, false]);
    world.ledger.tick[0] = endTick;
    endPacts(world);
    expect(between(world)).toEqual([true, true]);
    expect([1, 2].map((faction) => enemiesOf(world, faction))).toEqual([0b1111_1100, 0b1111_1010]);
  });

  test('that is broken makes enemies of both at once', () => {
    const { world } = allied();
    breakPact(world, 2, 1);
    expect(between(world)).toEqual([true, true]);
  });

  test('keeps fighters side by side from each other until it is over', () => {
    const { server, world } = allied();
    const [one, other] = [1, 2].map((faction) => place(server, 'patrol', faction, 500 + faction, 500));
    expect([mayStrike(world, one, other), mayStrike(world, other, one)]).toEqual([false, false]);
    const { target } = world.fighter;
    let peaceTicks = 0;
    for (; world.pact.endTick[row(1, 2)] !== 0 && peaceTicks < 1_000; peaceTicks++) {
      expect([target[one], target[other]]).toEqual([0, 0]);
      server.tick();
    }
    expect(peaceTicks).toBe(PACT_TICKS);
    expect([mayStrike(world, one, other), mayStrike(world, other, one)]).toEqual([true, true]);
    server.tick(120);
    expect([target[one], target[other]]).toEqual([other, one]);
  });
});
