import { describe, expect, test } from 'vitest';
import { BRAIN, THREAT } from '../components/ai-rules.ts';
import { POSTURE } from '../components/combat-rules.ts';
import type { World } from '../components/world.ts';
import { THREATS_EACH } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { aim } from '../systems/actions/aim.ts';
import { raidConvoy } from '../systems/actions/convoy-orders.ts';
import { loseConvoy } from '../systems/actions/end-convoy.ts';
import { noteThreat } from '../systems/actions/threats.ts';
import { answerThreats } from '../systems/answer-threats.ts';
import { ReflexStage, type Told, threatsOf } from './support/reflex-stage.ts';
import type { WarOptions } from './support/war-stage.ts';

const ROW = ['A--B--C--D'];
const LAND = { owners: { 1: ['A', 'B'], 2: ['D', 'C'] }, values: { D: 100 } };

const QUICK = {
  ...{ presenceMilliPerSecond: 20_000, supportFloorMilli: 100_000, captureHoldTicks: 60 },
  ...{ siegeValueMin: 101, recaptureGraceTicks: 0 },
};

/** A fight that rested for so long is over. */
const REST = 200;

function begin(options: Partial<WarOptions> = {}) {
  const stage = new ReflexStage(ROW, { ...LAND, ...options });
  stage.tick();
  return { stage, world: stage.world };
}

/** What factions were told in some ticks, in order: a threat is told in the tick in which it arises. */
function toldIn(stage: ReflexStage, ticks: number): (Told & { to: number })[] {
  const told: (Told & { to: number })[] = [];
  stage.tick(ticks, (world) => {
    for (let to = 1; to < 8; to++) for (const threat of threatsOf(world, to)) told.push({ to, ...threat });
  });
  return told;
}

/** What faction 1 was told since the last look at it. */
function takeThreats(world: World): Told[] {
  const told = threatsOf(world, 1);
  answerThreats(world);
  return told;
}

describe('land', () => {
  test('its owner hears once that it is contested and by whom, and once that it is lost', () => {
    const { stage, world } = begin({ territory: QUICK });
    const district = stage.at('B');
    const first = world.graph.controlPointStart[district];
    const end = world.graph.controlPointStart[district + 1];
    for (let point = first; point < end; point++) {
      stage.setInfluence(point, { 1: 55_000, 3: 5_000 });
      for (let i = 0; i < 4; i++) stage.place(3, point);
    }
    const told = toldIn(stage, 60 * 60);
    expect(world.district.owner[district]).toBe(3);
    expect(told).toEqual([
      { to: 1, kind: THREAT.contested, district, faction: 3, entity: 0 },
      { to: 1, kind: THREAT.lost, district, faction: 3, entity: 0 },
    ]);
  });

  test('nobody hears of land that belonged to nobody', () => {
    const { stage, world } = begin({ owners: { 1: ['A'], 2: ['D', 'C'] }, territory: QUICK });
    const district = stage.at('B');
    for (
      let point = world.graph.controlPointStart[district];
      point < world.graph.controlPointStart[district + 1];
      point++
    ) {
      stage.setInfluence(point, {});
      for (let i = 0; i < 4; i++) stage.place(1, point);
    }
    const told = toldIn(stage, 60 * 60);
    expect([world.district.owner[district], told]).toEqual([1, []]);
  });
});

describe('a convoy', () => {
  function underway() {
    const combat = { battleWindowTicks: REST };
    const convoys = { vehicleSpeed: Array(7).fill(200) };
    const { stage, world } = begin({ owners: { 1: ['A', 'B', 'C', 'D'] }, combat, convoys });
    const id = stage.convoy(1, 'ABCD', 80, 3);
    stage.tick(20);
    return { stage, world, id };
  }

  test('is told of when a raid on it begins, and not for each blow', () => {
    const { stage, world, id } = underway();
    raidConvoy(world, stage.avatarAt(2, id, 20), id, 0);
    const hit = { kind: THREAT.convoyHit, district: world.convoy.district[id], faction: 2, entity: id };
    expect(takeThreats(world)).toEqual([hit]);
    // Another raider, and all the blows of both.
    raidConvoy(world, stage.avatarAt(2, id, -20), id, 0);
    const before = world.fighter.wounds[id];
    const told = toldIn(stage, 600);
    expect(world.fighter.wounds[id]).toBeGreaterThan(before);
    expect(told).toEqual([]);
  });

  test('is told of when it is struck without a raid, and again when the fight had rested', () => {
    const { stage, world, id } = underway();
    const by = stage.avatarAt(3, id, 20);
    aim(world, by, id);
    world.fighter.isOrdered[by] = 1;
    const hit = {
      to: 1,
      kind: THREAT.convoyHit,
      district: world.convoy.district[id],
      faction: 3,
      entity: id,
    };
    expect(toldIn(stage, 100)).toEqual([hit]);
    expect(toldIn(stage, 100)).toEqual([]);
    aim(world, by, 0);
    world.fighter.posture[by] = POSTURE.retreat;
    stage.tick(REST);
    const again = stage.avatarAt(3, id, 20);
    aim(world, again, id);
    world.fighter.isOrdered[again] = 1;
    expect(toldIn(stage, 5)).toMatchObject([{ kind: THREAT.convoyHit, entity: id }]);
  });

  test('is told of when it is lost, with whose doing that was', () => {
    const { stage, world, id } = underway();
    const district = world.convoy.district[id];
    stage.kill([id, stage.avatarAt(4, id)]);
    expect(takeThreats(world)).toEqual([{ kind: THREAT.convoyLost, district, faction: 4, entity: id }]);
    const other = stage.convoy(1, 'ABCD', 80, 3);
    loseConvoy(world, other, 0);
    expect(takeThreats(world)).toMatchObject([{ kind: THREAT.convoyLost, faction: 0, entity: other }]);
  });
});

describe('a fort', () => {
  test.each(['fort', 'base'] as const)('a %s is told of at the first blow, and when it falls', (kind) => {
    const { stage, world } = begin({ forts: true });
    const row = world.fights.sites.findIndex(
      (site) => site.kind === ENTITY_KIND[kind] && site.district === stage.at('A'),
    );
    const id = world.site.entity[row];
    const by = stage.avatarAt(2, id, 10);
    aim(world, by, id);
    world.fighter.isOrdered[by] = 1;
    const district = stage.at('A');
    const told = toldIn(stage, 100).filter(({ kind }) => kind === THREAT.fortHit);
    expect(told).toEqual([{ to: 1, kind: THREAT.fortHit, district, faction: 2, entity: id }]);
    answerThreats(world);
    stage.kill([id, by]);
    expect(takeThreats(world)).toEqual([{ kind: THREAT.fortLost, district, faction: 2, entity: id }]);
  });

  test('a patrol that is struck is no threat', () => {
    const { stage, world } = begin();
    stage.squad(1, 0, 'A', 2);
    const [soldier] = stage.ids(ENTITY_KIND.patrol);
    const by = stage.avatarAt(2, soldier, 10);
    aim(world, by, soldier);
    world.fighter.isOrdered[by] = 1;
    expect(toldIn(stage, 60).filter(({ kind }) => kind !== THREAT.squadHurt)).toEqual([]);
    expect(world.fighter.engagedTick[soldier]).toBeGreaterThan(0);
  });
});

describe('what waits', () => {
  test('is not noted twice while it waits, and again once it was answered', () => {
    const { world } = begin();
    for (let i = 0; i < 3; i++) noteThreat(world, 1, THREAT.contested, 1, 2, 0);
    noteThreat(world, 1, THREAT.contested, 0, 2, 0);
    noteThreat(world, 1, THREAT.lost, 1, 2, 0);
    expect(takeThreats(world).map(({ kind, district }) => [kind, district])).toEqual([
      [THREAT.contested, 1],
      [THREAT.contested, 0],
      [THREAT.lost, 1],
    ]);
    noteThreat(world, 1, THREAT.contested, 1, 2, 0);
    expect(takeThreats(world)).toHaveLength(1);
    expect(world.minds.threats[THREAT.contested]).toBe(3);
  });

  test('beyond the ring is counted and lost', () => {
    const { world } = begin();
    for (let i = 0; i < THREATS_EACH + 5; i++) noteThreat(world, 1, THREAT.convoyLost, 1, 2, 1000 + i);
    expect(threatsOf(world, 1).map(({ entity }) => entity)).toEqual(
      Array.from({ length: THREATS_EACH }, (_, i) => 1000 + i),
    );
    expect(world.minds.threatsLost).toBe(5);
  });

  test('nothing is noted for nobody, nor for a faction without a mind, and what it left is forgotten', () => {
    const { world } = begin();
    noteThreat(world, 0, THREAT.lost, 1, 2, 0);
    noteThreat(world, 2, THREAT.lost, 1, 1, 0);
    expect([threatsOf(world, 0), threatsOf(world, 2).length]).toEqual([[], 1]);
    const { ai } = world.rules;
    const brain = ai.brain.map((one, faction) => (faction === 2 ? BRAIN.none : one));
    world.rules = { ...world.rules, ai: { ...ai, brain } };
    noteThreat(world, 2, THREAT.lost, 2, 1, 0);
    answerThreats(world);
    expect([threatsOf(world, 2), world.minds.threats[THREAT.lost]]).toEqual([[], 1]);
    expect(world.mind.decisions[2]).toBe(0);
  });
});
