import { describe, expect, test } from 'vitest';
import { CONSUMABLE, GEAR, GEAR_COUNT, PROPERTY } from '../components/combat-rules.ts';
import type { Rules } from '../components/rules.ts';
import type { World } from '../components/world.ts';
import { BAG_SLOTS } from '../src/limits.ts';
import { ORDER, ROLE } from '../src/protocol/client-messages.ts';
import { RESULT } from '../src/protocol/fields.ts';
import { NOTICE, NOTICE_WORDS } from '../src/replication/frame.ts';
import { equip, startKit, tellKitOf, useItem } from '../systems/actions/items.ts';
import { propertyOf } from '../systems/actions/properties.ts';
import { wound } from '../systems/actions/wounds.ts';
import {
  cachedProperties,
  effectRules,
  FighterStage,
  fighterRules,
  itemRules,
  type TestItem,
} from './support/fighter-stage.ts';
import { freshProperties } from './support/fresh-properties.ts';
import { territoryRules } from './support/land.ts';
import { seeded } from './support/random-life.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const ITEMS: TestItem[] = [
  { gear: GEAR.weapon, changes: [['power', 100]], style: 1 },
  { gear: GEAR.weapon, changes: [['power', 200]] },
  { gear: GEAR.armor, changes: [['armor', 500]] },
  { gear: GEAR.device, changes: [['sight', 100]] },
  { gear: CONSUMABLE, heal: 250 },
  { gear: CONSUMABLE, effect: 0 },
];

/** Items as the stores number them. */
const [RIFLE, CUTTER, PLATE, SCOPE, BANDAGE, BOOST] = [1, 2, 3, 4, 5, 6];

const RULES: Partial<Rules['combat']> = {
  ...itemRules(ITEMS),
  ...effectRules([{ ticks: 100, changes: [['power', 300]] }]),
  startGear: [RIFLE, PLATE, 0],
  startBag: [CUTTER, SCOPE, BANDAGE, BOOST, 0, 0],
};

function stageWithKit(changes: Partial<Rules['combat']> = {}): {
  world: World;
  stage: FighterStage;
  id: number;
} {
  const stage = new FighterStage({ ...RULES, ...changes });
  const id = stage.fighter();
  startKit(stage.world, id);
  return { world: stage.world, stage, id };
}

function worn(world: World, id: number): number[] {
  return [world.gear.weapon[id], world.gear.armor[id], world.gear.device[id]];
}

/** Item and count of each place in the bag. */
function carried(world: World, id: number): number[][] {
  return Array.from({ length: BAG_SLOTS }, (_, place) => [
    world.bag.item[id * BAG_SLOTS + place],
    world.bag.count[id * BAG_SLOTS + place],
  ]);
}

function put(world: World, id: number, place: number, item: number, count: number): void {
  world.bag.item[id * BAG_SLOTS + place] = item;
  world.bag.count[id * BAG_SLOTS + place] = count;
}

/** Everything a fighter has, as a sorted list with each thing as often as it is there. */
function belongings(world: World, id: number): number[] {
  const inBag = carried(world, id).flatMap(([item, count]) => new Array<number>(count).fill(item));
  return [...worn(world, id).filter((item) => item !== 0), ...inBag].sort((a, b) => a - b);
}

describe('a kit', () => {
  test('is what the rules say, and works from the start', () => {
    const { world, id } = stageWithKit();
    expect(worn(world, id)).toEqual([RIFLE, PLATE, 0]);
    expect(carried(world, id)).toEqual([
      [CUTTER, 1],
      [SCOPE, 1],
      [BANDAGE, 1],
      [BOOST, 1],
      [0, 0],
      [0, 0],
    ]);
    expect(propertyOf(world, id, PROPERTY.power)).toBe(33);
    expect(propertyOf(world, id, PROPERTY.armor)).toBe(60);
  });
});

describe('equip', () => {
  test('wears a thing where it belongs, and puts what was worn into its place in the bag', () => {
    const { world, id } = stageWithKit();
    expect(equip(world, id, 0, 0)).toBe(RESULT.done);
    expect(worn(world, id)).toEqual([CUTTER, PLATE, 0]);
    expect(carried(world, id)[0]).toEqual([RIFLE, 1]);
    expect(propertyOf(world, id, PROPERTY.power)).toBe(36);
    expect(equip(world, id, 1, 0)).toBe(RESULT.done);
    expect(worn(world, id)).toEqual([CUTTER, PLATE, SCOPE]);
    expect(carried(world, id)[1]).toEqual([0, 0]);
    expect(propertyOf(world, id, PROPERTY.sight)).toBe(165);
  });

  test('takes a thing off into an empty place', () => {
    const { world, id } = stageWithKit();
    expect(equip(world, id, 4, 1 + GEAR.armor)).toBe(RESULT.done);
    expect(worn(world, id)).toEqual([RIFLE, 0, 0]);
    expect(carried(world, id)[4]).toEqual([PLATE, 1]);
    expect(propertyOf(world, id, PROPERTY.armor)).toBe(40);
  });

  test('takes one of several, unless what was worn would have no place', () => {
    const { world, id } = stageWithKit();
    put(world, id, 4, SCOPE, 3);
    expect(equip(world, id, 4, 0)).toBe(RESULT.done);
    expect(worn(world, id)[GEAR.device]).toBe(SCOPE);
    expect(carried(world, id)[4]).toEqual([SCOPE, 2]);
    expect(equip(world, id, 4, 0)).toBe(RESULT.notPossible);
    expect(carried(world, id)[4]).toEqual([SCOPE, 2]);
  });

  test.each<[why: string, a: number, b: number, result: number]>([
    ['a place below the first', -1, 0, RESULT.badValue],
    ['a place beyond the last', BAG_SLOTS, 0, RESULT.badValue],
    ['a part of the body below the first', 0, -1, RESULT.badValue],
    ['a part of the body beyond the last', 0, GEAR_COUNT + 1, RESULT.badValue],
    ['an empty place to wear from', 5, 0, RESULT.notPossible],
    ['a thing that is used up', 2, 0, RESULT.notPossible],
    ['a full place to take off into', 0, 1 + GEAR.weapon, RESULT.notPossible],
    ['nothing worn to take off', 4, 1 + GEAR.device, RESULT.notPossible],
  ])('refuses %s and changes nothing', (_, a, b, result) => {
    const { world, id } = stageWithKit();
    const before = [worn(world, id), carried(world, id)];
    expect(equip(world, id, a, b)).toBe(result);
    expect([worn(world, id), carried(world, id)]).toEqual(before);
  });

  test('neither makes nor loses anything, whatever is ordered', () => {
    const dice = seeded(21);
    const { world, id } = stageWithKit();
    put(world, id, 4, SCOPE, 3);
    const before = belongings(world, id);
    let done = 0;
    for (let i = 0; i < 6_000; i++) {
      if (equip(world, id, dice(8) - 1, dice(6) - 1) === RESULT.done) done++;
      expect(belongings(world, id)).toEqual(before);
      for (const [item, count] of carried(world, id)) expect(item === 0).toBe(count === 0);
    }
    expect(done).toBeGreaterThan(300);
    propertyOf(world, id, PROPERTY.health);
    expect(cachedProperties(world, id)).toEqual(freshProperties(world, id));
  });
});

describe('using a thing up', () => {
  test('heals by a share of all health', () => {
    const { world, id } = stageWithKit();
    wound(world, id, 150, 0);
    expect(useItem(world, id, 2)).toBe(RESULT.done);
    expect(world.fighter.wounds[id]).toBe(50);
    expect(carried(world, id)[2]).toEqual([0, 0]);
  });

  test('has its effect', () => {
    const { world, id } = stageWithKit();
    expect(useItem(world, id, 3)).toBe(RESULT.done);
    expect(propertyOf(world, id, PROPERTY.power)).toBe(42);
  });

  test('takes one of several, and the next only after a rest', () => {
    const { stage, world, id } = stageWithKit();
    put(world, id, 2, BANDAGE, 2);
    wound(world, id, 350, 0);
    stage.pass(1);
    expect(useItem(world, id, 2)).toBe(RESULT.done);
    expect(carried(world, id)[2]).toEqual([BANDAGE, 1]);
    stage.pass(119);
    expect(useItem(world, id, 2)).toBe(RESULT.busy);
    expect(useItem(world, id, 3)).toBe(RESULT.busy);
    expect(carried(world, id)[2]).toEqual([BANDAGE, 1]);
    stage.pass(1);
    expect(useItem(world, id, 2)).toBe(RESULT.done);
    expect(world.fighter.wounds[id]).toBe(150);
  });

  test.each<[why: string, a: number, result: number]>([
    ['a place below the first', -1, RESULT.badValue],
    ['a place beyond the last', BAG_SLOTS, RESULT.badValue],
    ['an empty place', 5, RESULT.notPossible],
    ['a thing to wear', 0, RESULT.notPossible],
    ['a bandage for the whole', 2, RESULT.notPossible],
  ])('refuses %s and changes nothing', (_, a, result) => {
    const { world, id } = stageWithKit();
    const before = carried(world, id);
    expect(useItem(world, id, a)).toBe(result);
    expect(carried(world, id)).toEqual(before);
    expect(world.fighter.useTick[id]).toBe(0);
  });
});

describe('the player', () => {
  function startServer(): WorldHarness {
    const rules = territoryRules();
    return startWorld({ map: ['A--B'], rules: { ...rules, combat: fighterRules(RULES) } });
  }

  /** The kit notices of the last tick, each as level and things worn, and what is carried. */
  function kitsTold({ world }: WorldHarness): { slot: number; body: number[]; bag: number[] }[] {
    const { count, words } = world.frame.notices;
    const bytes = (word: number) => [word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, word >>> 24];
    return Array.from({ length: count }, (_, row) => row * NOTICE_WORDS)
      .filter((at) => words[at] === NOTICE.kit)
      .map((at) => ({
        slot: words[at + 3],
        body: bytes(words[at + 4]),
        bag: [5, 6, 7].flatMap((i) => bytes(words[at + i])),
      }));
  }

  const START = [CUTTER, 1, SCOPE, 1, BANDAGE, 1, BOOST, 1, 0, 0, 0, 0];

  test('is told of its kit when it joins, and when it comes back', () => {
    const server = startServer();
    const alice = server.join();
    server.tick();
    const told = { slot: alice.slot, body: [1, RIFLE, PLATE, 0], bag: START };
    expect(kitsTold(server)).toEqual([told]);
    server.tick();
    expect(kitsTold(server)).toEqual([]);
    alice.away();
    server.tick();
    alice.resume();
    server.tick();
    expect(kitsTold(server)).toEqual([told]);
    expect(alice.unreadable).toBe(0);
  });

  test('is told when an order changes it, and not when one is refused', () => {
    const server = startServer();
    const alice = server.join();
    server.tick();
    alice.order(ORDER.equip, 1, 0);
    server.tick();
    expect(kitsTold(server).map(({ body }) => body)).toEqual([[1, RIFLE, PLATE, SCOPE]]);
    alice.order(ORDER.equip, 1, 0);
    server.tick();
    expect(kitsTold(server)).toEqual([]);
    alice.order(ORDER.useItem, 3);
    server.tick();
    expect(kitsTold(server).map(({ bag }) => bag)).toEqual([[CUTTER, 1, 0, 0, BANDAGE, 1, 0, 0, 0, 0, 0, 0]]);
    expect(alice.answers.map(({ result }) => result)).toEqual([RESULT.done, RESULT.notPossible, RESULT.done]);
  });

  test('is told its level', () => {
    const server = startServer();
    const alice = server.join();
    server.tick();
    const { fighter, session } = server.world;
    const id = session.avatar[alice.slot];
    fighter.experience[id] = 650;
    server.world.frame.clear();
    tellKitOf(server.world, id);
    expect(kitsTold(server).map(({ body }) => body[0])).toEqual([4]);
  });

  test('of nothing is told nothing: observers and those who are away', () => {
    const server = startServer();
    server.join({ role: ROLE.observer });
    const alice = server.join();
    server.tick();
    expect(kitsTold(server).map(({ slot }) => slot)).toEqual([alice.slot]);
    const id = server.world.session.avatar[alice.slot];
    alice.away();
    server.tick();
    server.world.frame.clear();
    expect(equip(server.world, id, 1, 0)).toBe(RESULT.done);
    expect(kitsTold(server)).toEqual([]);
  });
});
