import { describe, expect, test } from 'vitest';
import { CHRONICLE, CHRONICLE_WORDS } from '../components/chronicle.ts';
import { CAUSE } from '../components/territory-rules.ts';
import { RESOURCE_COUNT, SIDE_COUNT } from '../src/limits.ts';
import { BATTLE_EVENT, ENTITY_KIND } from '../src/protocol/fields.ts';
import { populate } from '../src/sim/create-world.ts';
import { goodsOf, stockUp } from './support/convoy-stage.ts';
import { type WarOptions, WarStage } from './support/war-stage.ts';

const ROW = ['A--B--C--D'];
/** Hubs at A and D. */
const LAND = { owners: { 1: ['A', 'B'], 2: ['D', 'C'] } };
const REBUILD = 400;

function begin(options: Partial<WarOptions> = {}) {
  const all = { ...LAND, forts: true, ...options, combat: { rebuildTicks: REBUILD, ...options.combat } };
  const stage = new WarStage(ROW, all);
  stage.tick();
  return { stage, world: stage.world, options: all };
}

/** Id of the fort at a control point, 0 = none. */
function fortAt({ world }: WarStage, point: number): number {
  return world.site.entity[world.fights.sites.findIndex((site) => site.point === point)];
}

/** Id of the base of a faction. */
function baseOf({ world }: WarStage, faction: number): number {
  const district = world.graph.hubDistrict[faction];
  return world.site.entity[
    world.fights.sites.findIndex((site) => site.point < 0 && site.district === district)
  ];
}

function pointsOf({ world }: WarStage, letter: string): number[] {
  const district = world.graph.districtIds.indexOf(letter);
  const first = world.graph.controlPointStart[district];
  return Array.from({ length: world.graph.controlPointStart[district + 1] - first }, (_, i) => first + i);
}

describe('sites', () => {
  test('are the control points of districts with a depot, in order, and the centers of hubs', () => {
    const { world } = begin();
    const { depots } = world.roads;
    const districts = [...depots.district].sort((a, b) => a - b);
    const points = districts.flatMap((district) => {
      const first = world.graph.controlPointStart[district];
      return Array.from({ length: world.graph.controlPointStart[district + 1] - first }, (_, i) => first + i);
    });
    const { sites } = world.fights;
    expect(sites.filter(({ kind }) => kind === ENTITY_KIND.fort).map(({ point }) => point)).toEqual(points);
    expect(points).toEqual([...points].sort((a, b) => a - b));
    expect(sites.slice(points.length).map(({ kind, district, point }) => [kind, district, point])).toEqual([
      [ENTITY_KIND.base, 0, -1],
      [ENTITY_KIND.base, 3, -1],
    ]);
    for (const { district, point, x, y } of sites) {
      const { controlPointX, controlPointY, districtX, districtY } = world.graph;
      expect([x, y]).toEqual(
        point < 0 ? [districtX[district], districtY[district]] : [controlPointX[point], controlPointY[point]],
      );
    }
  });

  test('are built upon for their owners when a world begins, and nobody stands there by that', () => {
    const { stage, world } = begin();
    world.fights.sites.forEach((site, row) => {
      const id = world.site.entity[row];
      const owner =
        site.point < 0 ? world.district.owner[site.district] : world.controlPoint.owner[site.point];
      expect(owner).not.toBe(0);
      expect([world.identity.kind[id], world.identity.faction[id]]).toEqual([site.kind, owner]);
      expect([world.motion.x[id], world.motion.y[id]]).toEqual([site.x, site.y]);
    });
    stage.tick(300);
    expect([...world.influence.units].every((units) => units === 0)).toBe(true);
  });

  test('stay empty in a world that is to have no forts, and are emptied in one that had', () => {
    const { stage, world } = begin({ forts: false });
    stage.tick(2 * REBUILD);
    expect([...stage.ids(ENTITY_KIND.fort), ...stage.ids(ENTITY_KIND.base)]).toEqual([]);
    world.rules = { ...world.rules, hasForts: true };
    populate(world, 0);
    expect(stage.ids(ENTITY_KIND.fort).length + stage.ids(ENTITY_KIND.base).length).toBe(
      world.fights.sites.length,
    );
    world.rules = { ...world.rules, hasForts: false };
    populate(world, 0);
    stage.tick(2 * REBUILD);
    expect([...stage.ids(ENTITY_KIND.fort), ...stage.ids(ENTITY_KIND.base)]).toEqual([]);
  });

  test('that are nobody’s are built upon when somebody holds them', () => {
    const { stage, world } = begin({ owners: { 1: ['A'] } });
    const empty = world.fights.sites.findIndex((_, row) => world.site.entity[row] === 0);
    const { point } = world.fights.sites[empty];
    expect(point).toBeGreaterThanOrEqual(0);
    stage.tick(120);
    expect(world.site.entity[empty]).toBe(0);
    world.controlPoint.owner[point] = 1;
    stage.tick(60);
    expect(world.identity.faction[world.site.entity[empty]]).toBe(1);
  });

  test('are as they were after a restart, ruins too', () => {
    const { stage, options } = begin();
    const [point] = pointsOf(stage, 'A');
    stage.kill([fortAt(stage, point), 0]);
    stage.tick(10);
    const copy = stage.restored(ROW, options);
    expect([...copy.world.site.entity]).toEqual([...stage.world.site.entity]);
    expect(fortAt(copy, point)).toBe(0);
    copy.tick(REBUILD + 60);
    expect(fortAt(copy, point)).not.toBe(0);
  });

  test('of a world that was saved before there were forts are founded at its next start', () => {
    const { stage, options } = begin({ forts: false });
    const copy = stage.restored(ROW, { ...options, forts: true });
    expect(copy.ids(ENTITY_KIND.fort).length + copy.ids(ENTITY_KIND.base).length).toBe(
      copy.world.fights.sites.length,
    );
  });
});

describe('a fort that falls', () => {
  test('is built up again when its time has come, for whoever owns the place then', () => {
    const { stage, world } = begin();
    const [point] = pointsOf(stage, 'A');
    const fort = fortAt(stage, point);
    stage.kill([fort, 0]);
    expect([world.identity.kind[fort], fortAt(stage, point)]).toEqual([0, 0]);
    world.controlPoint.owner[point] = 2;
    stage.tick(REBUILD - 1);
    expect(fortAt(stage, point)).toBe(0);
    stage.tick(61);
    expect(world.identity.faction[fortAt(stage, point)]).toBe(2);
  });

  test('is not built up again while an enemy stands there, nor on nobody’s land', () => {
    const { stage, world } = begin();
    const [point, other] = pointsOf(stage, 'A');
    const enemy = stage.place(2, point);
    stage.kill([fortAt(stage, point), 0], [fortAt(stage, other), 0]);
    world.controlPoint.owner[other] = 0;
    stage.place(1, other);
    stage.tick(REBUILD + 300);
    expect([fortAt(stage, point), fortAt(stage, other)]).toEqual([0, 0]);
    stage.remove(enemy);
    stage.tick(60);
    expect(fortAt(stage, point)).not.toBe(0);
  });

  test('is worth influence to whoever felled it, and history says why', () => {
    const { stage, world } = begin();
    const [point] = pointsOf(stage, 'A');
    const value = world.graph.districtValue[0];
    const before = world.influence.milli[point * SIDE_COUNT + 2];
    const killer = stage.avatarAt(2, fortAt(stage, point), 900);
    world.chronicle.count = 0;
    stage.kill([fortAt(stage, point), killer]);
    const { impulseMax, impulseMin } = world.rules.territory;
    const [least, most] = [impulseMin[CAUSE.fortDestroyed], impulseMax[CAUSE.fortDestroyed]];
    const worth = least + Math.trunc(((most - least) * value) / 100);
    expect(worth).toBeGreaterThan(5000);
    expect(world.influence.milli[point * SIDE_COUNT + 2] - before).toBe(worth);
    const rows = Array.from({ length: world.chronicle.count }, (_, row) => [
      ...world.chronicle.words.slice(row * CHRONICLE_WORDS, (row + 1) * CHRONICLE_WORDS),
    ]);
    expect(rows).toContainEqual([
      CHRONICLE.influence,
      0,
      point,
      2,
      CAUSE.fortDestroyed,
      killer,
      worth,
      before + worth,
    ]);
  });

  test('is told of as what was destroyed, with who did it', () => {
    const { stage, world } = begin();
    const [point] = pointsOf(stage, 'A');
    const fort = fortAt(stage, point);
    const killer = stage.avatarAt(2, fort, 900);
    const first = world.fights.news.count;
    const sector = world.sectors.of[fort];
    stage.kill([fort, killer]);
    const { news } = world.fights;
    expect(news.count - first).toBe(1);
    expect([news.kind[first], news.sector[first], news.subject[first], news.actor[first]]).toEqual([
      BATTLE_EVENT.baseDestroyed,
      sector,
      fort,
      killer,
    ]);
  });
});

describe('a base that falls', () => {
  test('gives a part of what lies in its depot to whoever felled it', () => {
    const { stage, world } = begin({ combat: { sackPercent: 25 } });
    stockUp(world, 1, 0, 1, 3, 90);
    stockUp(world, 1, 0, 1, 5, 3);
    const killer = stage.avatarAt(2, baseOf(stage, 1), 900);
    stage.kill([baseOf(stage, 1), killer]);
    expect([world.depotGoods.stock[3], world.depotGoods.stock[5]]).toEqual([68, 3]);
    expect(world.account.delivered[2 * RESOURCE_COUNT + 3]).toBe(22);
    expect(goodsOf(world)[3]).toMatchObject({ made: 90, stored: 68, handedOver: 22 });
    const gained = pointsOf(stage, 'A').map((point) => world.influence.milli[point * SIDE_COUNT + 2]);
    expect(gained.every((milli) => milli > 5000)).toBe(true);
  });

  test('gives nothing when nobody felled it, and is built up again unless an enemy is in its district', () => {
    const { stage, world } = begin();
    stockUp(world, 1, 0, 1, 3, 90);
    stage.kill([baseOf(stage, 1), 0]);
    expect(world.depotGoods.stock[3]).toBe(90);
    const points = pointsOf(stage, 'A');
    const enemy = stage.place(2, points[points.length - 1]);
    // Its forts are not to fell it.
    stage.kill(...points.map((point) => [fortAt(stage, point), 0] as const));
    stage.tick(REBUILD + 120);
    expect(baseOf(stage, 1)).toBe(0);
    stage.remove(enemy);
    stage.tick(60);
    expect(world.identity.kind[baseOf(stage, 1)]).toBe(ENTITY_KIND.base);
  });
});

describe('a fort whose place is taken', () => {
  test('goes, its captor builds one of its own, and who sees the place is told', () => {
    const { stage, world } = begin();
    const [point] = pointsOf(stage, 'A');
    const fort = fortAt(stage, point);
    const told: number[][] = [];
    const { news } = world.fights;
    world.controlPoint.owner[point] = 2;
    let ticks = 0;
    while (world.identity.kind[fort] !== 0 && ticks++ < 100) {
      const kinds = news.kind.slice();
      stage.tick();
      for (let i = 0; i < kinds.length; i++) {
        if (news.kind[i] === kinds[i]) continue;
        told.push([news.kind[i], news.subject[i], news.actor[i]]);
      }
    }
    expect(ticks).toBeLessThanOrEqual(60);
    expect(told).toEqual([[BATTLE_EVENT.resourceCapture, point, 2]]);
    expect(fortAt(stage, point)).toBe(0);
    expect(world.reserve.losses[1]).toBe(0);
    stage.tick(REBUILD + 60);
    expect(world.identity.faction[fortAt(stage, point)]).toBe(2);
  });

  test('stands on land that is nobody’s', () => {
    const { stage, world } = begin();
    const [point] = pointsOf(stage, 'A');
    const fort = fortAt(stage, point);
    world.controlPoint.owner[point] = 0;
    stage.tick(120);
    expect(fortAt(stage, point)).toBe(fort);
  });
});

describe('attackers at a control point', () => {
  /** What an attacker gains in a minute at the first control point of B, a district with a depot. */
  function gained(
    options: Partial<WarOptions>,
    prepare: (stage: WarStage, point: number) => void = () => {},
  ) {
    const { stage, world } = begin({ values: { B: 100 }, ...options, territory: { siegeValueMin: 101 } });
    const [point] = pointsOf(stage, 'B');
    prepare(stage, point);
    // Nobody strikes: it is the ground that counts here.
    const attacker = stage.place(2, point);
    world.fighter.respawnTick.fill(0);
    const fort = fortAt(stage, point);
    if (fort !== 0) world.fighter.lookTick[fort] = 0xffff_ffff;
    const before = world.influence.milli[point * SIDE_COUNT + 2];
    for (let i = 0; i < 3600; i++) {
      world.fighter.wounds[attacker] = 0;
      stage.tick();
    }
    return world.influence.milli[point * SIDE_COUNT + 2] - before;
  }

  test('gain half as much while the fort of its owner stands', () => {
    const free = gained({ forts: false });
    expect(free).toBeGreaterThan(100);
    expect(Math.abs(gained({}) * 2 - free)).toBeLessThanOrEqual(2);
    const ruined = gained({ combat: { rebuildTicks: 100_000 } }, (stage, point) =>
      stage.kill([fortAt(stage, point), 0]),
    );
    expect(ruined).toBe(free);
  });
});
