import { describe, expect, test } from 'vitest';
import { CONVOY_EVENT } from '../components/convoy-news.ts';
import { STANCE } from '../components/convoys.ts';
import { REQUEST_KIND } from '../components/routes.ts';
import { RESOURCE_COUNT, SIDE_COUNT } from '../src/limits.ts';
import { unitsPerTick } from '../src/maths/fixed-point.ts';
import { worldHash } from '../src/memory/used-rows.ts';
import { dispatch } from '../systems/actions/dispatch.ts';
import { holdPath, releasePath, storePath } from '../systems/actions/paths.ts';
import { ConvoyStage, convoyRules, convoysOf, goodsOf, openRoute, stockUp } from './support/convoy-stage.ts';
import { startWorld } from './support/world-harness.ts';

const TRUCK = 2;
/** All vehicles as fast as a truck. */
const TRUCKS = Array(7).fill(unitsPerTick(28));

const hashOf = ({ world }: ConvoyStage): number => worldHash(world, world.graph.districtCount);

/** Letters of the districts that a convoy is in, one after the other, until it is no more. */
function wayOf(stage: ConvoyStage, id: number, limit = 60 * 1200): string {
  const { convoy, graph } = stage.world;
  let way = graph.districtIds[convoy.district[id]];
  stage.until(() => {
    if (stage.isGone(id)) return true;
    const here = graph.districtIds[convoy.district[id]];
    if (!way.endsWith(here)) way += here;
    return false;
  }, limit);
  return way;
}

/** Two ways from A to D: by B and C, and by E and F, which is longer. */
const RING = ['A--B--C--D', '|        |', 'E--------F'];
const RING_OWNERS = { owners: { 1: ['A', 'B', 'C', 'D', 'E', 'F'] }, values: { D: 100 } };

describe('a convoy', () => {
  test('stands exactly in the center of every district of its path, and crosses borders half-way', () => {
    const stage = ConvoyStage.of(['A--B--C', '      |', '      D'], {
      owners: { 1: ['A', 'B', 'C', 'D'] },
      values: { D: 100 },
      cellMeters: 737,
    });
    const { convoy, graph, motion } = stage.world;
    stage.tick();
    const id = stage.convoy(1, 'ABCD');
    const centers: string[] = [];
    const crossings: number[] = [];
    let district = convoy.district[id];
    stage.until(() => {
      if (stage.isGone(id)) return true;
      if (convoy.district[id] !== district) {
        const passed =
          Math.abs(motion.x[id] - graph.districtX[district]) +
          Math.abs(motion.y[id] - graph.districtY[district]);
        crossings.push(passed / (737 * 4096));
        district = convoy.district[id];
      }
      const at = [0, 1, 2, 3].find(
        (d) => motion.x[id] === graph.districtX[d] && motion.y[id] === graph.districtY[d],
      );
      if (at !== undefined && centers.at(-1) !== graph.districtIds[at]) centers.push(graph.districtIds[at]);
      return false;
    });
    // At D it is no more within the tick of its arrival.
    expect(centers).toEqual(['A', 'B', 'C', 'D']);
    expect(crossings).toHaveLength(3);
    // B, C and D remember that it came, A does not.
    const { traffic } = stage.world.districtSide;
    expect([0, 1, 2, 3].map((d) => traffic[d * SIDE_COUNT + 1] > 0)).toEqual([false, true, true, true]);
    for (const part of crossings) expect(part).toBeCloseTo(0.5, 1);
  });

  test('takes as long as its vehicle needs', () => {
    const options = { owners: { 1: ['A', 'B', 'C'] }, values: { C: 100 }, cellMeters: 1000 };
    const stage = ConvoyStage.of(['A--B--C'], options, { vehicleSpeed: TRUCKS });
    stage.tick();
    const id = stage.convoy(1, 'ABC');
    expect(stage.world.convoy.vehicle[id]).toBe(TRUCK);
    const ticks = stage.until(() => stage.isGone(id));
    // 2 km at 28 m/s, and a tick at each center to come to stand in it.
    expect(ticks).toBeGreaterThanOrEqual(Math.floor((2000 / 28) * 60));
    expect(ticks).toBeLessThan((2000 / 28) * 60 + 12);
  });

  test('is held exactly by a client that sees it drive', () => {
    const server = startWorld({
      map: ['A--B--C'],
      cellMeters: 400,
      owners: { 1: ['A', 'B', 'C'] },
      rules: { convoys: convoyRules().convoys },
      sectorMeters: 200,
    });
    const { world } = server;
    const watcher = server.join({ faction: 1 });
    server.tick(2);
    const { depots } = world.roads;
    const row = openRoute(world, 1, [0, 1, 2].slice(0, depots.ofDistrict[2] >= 0 ? 3 : 2));
    for (let units = 0; units < 3; units++) {
      stockUp(world, 1, world.route.from[row], world.route.to[row], units, 80);
      dispatch(world, row);
    }
    expect(convoysOf(world)).toHaveLength(3);
    for (let i = 0; i < 2400 && convoysOf(world).length > 0; i++) {
      server.tick();
      server.expectMirrorExact(watcher);
    }
    expect(world.treasury.arrived[1]).toBe(3);
  });

  test('delivers: it is booked, paid for and no longer needed, and nothing of it remains', () => {
    const stage = ConvoyStage.of(['A--B--C'], {
      owners: { 1: ['A', 'B', 'C'] },
      values: { C: 100 },
      cellMeters: 5000,
    });
    const { world } = stage;
    stage.tick();
    const id = stage.convoy(1, 'ABC', 80, 2);
    const to = world.convoy.to[id];
    const need = world.depotGoods.need[to * RESOURCE_COUNT + 2];
    expect([world.treasury.departed[1], world.treasury.convoys[1], world.route.convoys[0]]).toEqual([
      1, 1, 1,
    ]);
    // 10 km of a truck at 0.22.
    expect(world.treasury.money[1]).toBe(-2);
    expect(world.depotGoods.stock[world.convoy.from[id] * RESOURCE_COUNT + 2]).toBe(0);
    const grown = () => world.depotGoods.need[to * RESOURCE_COUNT + 2];
    let before = need;
    stage.until(() => {
      if (!stage.isGone(id)) before = grown();
      return stage.isGone(id);
    });
    expect(world.account.delivered[1 * RESOURCE_COUNT + 2]).toBe(80);
    expect(before - grown()).toBe(80);
    // 80 units over 10 km at 0.05.
    expect(world.treasury.money[1]).toBe(38);
    expect([world.treasury.arrived[1], world.treasury.convoys[1]]).toEqual([1, 0]);
    expect([world.route.convoys[0], world.route.trips[0]]).toEqual([0, 1]);
    expect(world.integrity.level[0]).toBe(32_768 + 655);
    const row = Object.entries(world.convoy).map(([name, column]) => [name, column[id]]);
    expect(row.filter(([, value]) => value !== 0)).toEqual([]);
  });

  test('drives on from where it was when the world is restored', () => {
    const map = ['A--B--C', '|     |', 'D--E--F'];
    const options = { owners: { 1: ['A', 'B', 'C', 'D', 'E', 'F'] }, values: { F: 100 }, cellMeters: 700 };
    const first = ConvoyStage.of(map, options, {
      disruptionIntervalTicks: 300,
      disruptionWeight: [1, 1, 0, 1, 1, 0],
    });
    first.tick();
    const id = first.convoy(1, 'ABCF');
    first.tick(150);
    expect(first.isGone(id)).toBe(false);
    const copy = first.world.memoryWords.buffer.slice(0) as SharedArrayBuffer;
    const rules = { disruptionIntervalTicks: 300, disruptionWeight: [1, 1, 0, 1, 1, 0] };
    const second = ConvoyStage.of(map, options, rules, copy);
    for (let i = 0; i < 4000; i++) {
      first.tick();
      second.tick();
      if (i % 100 === 0) expect(hashOf(second)).toBe(hashOf(first));
    }
    expect(first.isGone(id)).toBe(true);
    expect(second.world.ledger.trail[0]).toBe(first.world.ledger.trail[0]);
  });
});

describe('a better way', () => {
  test('of its route is taken at the center from which on it is another, and without a question', () => {
    const lines = ['A--B--C--D', '   |     |', '   E-----F'];
    const stage = ConvoyStage.of(lines, RING_OWNERS);
    const { convoy, path, route, treasury } = stage.world;
    stage.isMute = true;
    stage.tick();
    const id = stage.convoy(1, 'ABCD');
    const row = convoy.route[id] - 1;
    stage.tick(30);
    convoy.stance[id] = STANCE.bold;
    stage.capture('C', 2);
    stage.tick();
    const found = storePath(
      stage.world,
      [...'ABEFD'].map((letter) => stage.at(letter)),
      4,
    );
    holdPath(stage.world, found);
    releasePath(stage.world, route.path[row] - 1);
    route.path[row] = found + 1;
    expect([convoy.district[id], convoy.isStale[id]]).toEqual([stage.at('A'), 1]);
    stage.until(() => convoy.district[id] === stage.at('E'));
    expect([convoy.path[id], convoy.step[id]]).toEqual([found + 1, 1]);
    expect(path.uses[found]).toBeGreaterThanOrEqual(2);
    expect(wayOf(stage, id)).toBe('EFD');
    expect(treasury.rerouted[1]).toBe(1);
  });

  test('is asked for and taken where the road ahead became dear', () => {
    const stage = ConvoyStage.of(RING, RING_OWNERS);
    const { world } = stage;
    stage.tick();
    const id = stage.convoy(1, 'ABCD');
    stage.tick(30);
    stage.capture('C', 2);
    world.convoy.stance[id] = STANCE.bold;
    expect(wayOf(stage, id)).toBe('ABAEFD');
    expect(world.treasury.rerouted[1]).toBe(1);
    expect(stage.answered).toBeGreaterThan(0);
  });

  test('is left alone unless it is cheaper by more than the hysteresis', () => {
    for (const [hysteresisPercent, way] of [
      [400, 'ABCD'],
      [10, 'ABAEFD'],
    ] as const) {
      const stage = ConvoyStage.of(RING, RING_OWNERS, { hysteresisPercent });
      stage.tick();
      const id = stage.convoy(1, 'ABCD');
      stage.world.convoy.stance[id] = STANCE.bold;
      stage.tick(30);
      stage.capture('C', 2);
      expect(wayOf(stage, id)).toBe(way);
    }
  });

  test('does not keep a convoy going to and fro when a border changes hands every second', () => {
    const stage = ConvoyStage.of(RING, RING_OWNERS, { vehicleSpeed: TRUCKS });
    const { world } = stage;
    stage.tick();
    const id = stage.convoy(1, 'ABCD');
    world.convoy.stance[id] = STANCE.bold;
    let flips = 0;
    let reroutes = 0;
    const ticks = stage.until(() => {
      if (world.ledger.tick[0] % 60 === 0) stage.capture('C', 1 + (flips++ % 2));
      reroutes = Math.max(reroutes, world.convoy.reroutes[id]);
      return stage.isGone(id);
    });
    expect(flips).toBeGreaterThan(40);
    expect(reroutes).toBeLessThanOrEqual(3);
    // The whole ring and back is 3 km at 28 m/s.
    expect(ticks).toBeLessThan((4000 / 28) * 60);
    expect(world.treasury.arrived[1]).toBe(1);
  });

  test('nobody answers about is not waited for longer than ten seconds', () => {
    const stage = ConvoyStage.of(RING, RING_OWNERS);
    stage.isMute = true;
    stage.tick();
    const id = stage.convoy(1, 'ABCD');
    stage.world.convoy.stance[id] = STANCE.bold;
    stage.tick(30);
    stage.capture('C', 2);
    expect(wayOf(stage, id)).toBe('ABCD');
    expect(stage.world.treasury.arrived[1]).toBe(1);
    const { kind, state } = stage.world.routeRequest;
    expect(kind.some((asker, row) => asker === REQUEST_KIND.convoy && state[row] !== 0)).toBe(false);
  });
});

describe('a depot that is lost', () => {
  test('sends its convoys to the nearest other one of the faction', () => {
    const stage = ConvoyStage.of(['A--B--C--D--E'], {
      owners: { 1: ['A', 'B', 'C', 'D', 'E'] },
      values: { C: 99, E: 100 },
    });
    const { world } = stage;
    expect(world.roads.depots.ofDistrict[stage.at('C')]).toBeGreaterThan(0);
    stage.tick();
    const id = stage.convoy(1, 'ABCDE');
    world.convoy.stance[id] = STANCE.bold;
    stage.until(() => world.convoy.district[id] === stage.at('D'));
    stage.capture('E', 2);
    expect(wayOf(stage, id)).toBe('DC');
    expect(world.treasury.arrived[1]).toBe(1);
    expect(goodsOf(world)[0]).toMatchObject({ carried: 0, handedOver: 80, lost: 0 });
  });

  test('is the end of a convoy when the faction has no other', () => {
    const stage = ConvoyStage.of(['A--B--C'], { owners: { 1: ['A', 'B', 'C'] }, values: { C: 100 } });
    const { world } = stage;
    stage.tick();
    const id = stage.convoy(1, 'ABC');
    stage.tick(30);
    for (const letter of 'ABC') stage.capture(letter, 2);
    stage.until(() => stage.isGone(id));
    expect([world.treasury.destroyed[1], world.treasury.arrived[1]]).toEqual([1, 0]);
    // Its captors, who hold the border closed, had their toll of 15 %.
    expect(goodsOf(world)[0]).toMatchObject({ carried: 0, handedOver: 12, lost: 68 });
  });
});

describe('on a road that is not safe', () => {
  /** A convoy on its way from A to D when C is taken, with another way open or not. */
  function unsafe(stance: number, lines: readonly string[], changes = {}) {
    const stage = ConvoyStage.of(lines, RING_OWNERS, {
      ambushThousandths: 0,
      hysteresisPercent: 200,
      ...changes,
    });
    stage.tick();
    const id = stage.convoy(1, 'ABCD');
    stage.tick(30);
    stage.world.convoy.stance[id] = stance;
    stage.capture('C', 2);
    return { stage, id };
  }
  const ROW = ['A--B--C--D', '          ', 'E--------F'];

  test('a careful convoy waits as long as it has patience, then takes a safe way', () => {
    const { stage, id } = unsafe(STANCE.careful, RING, { patienceTicks: 1200 });
    const { convoy } = stage.world;
    const start = stage.until(() => convoy.waitTick[id] !== 0);
    expect(convoy.district[id]).toBe(stage.at('B'));
    expect(start).toBeGreaterThan(0);
    const waited = stage.until(() => convoy.waitTick[id] === 0);
    expect(waited).toBeGreaterThanOrEqual(1200);
    expect(waited).toBeLessThan(1200 + 60);
    expect(wayOf(stage, id)).toBe('BAEFD');
  });

  test('a careful convoy dares it in the end when there is no safe way', () => {
    const { stage, id } = unsafe(STANCE.careful, ROW, { patienceTicks: 600 });
    expect(wayOf(stage, id)).toBe('ABCD');
    expect(stage.world.treasury.arrived[1]).toBe(1);
  });

  test('a careful convoy drives on as soon as the road is safe', () => {
    const { stage, id } = unsafe(STANCE.careful, ROW, { patienceTicks: 60 * 600 });
    const { convoy } = stage.world;
    stage.until(() => convoy.waitTick[id] !== 0);
    stage.tick(300);
    expect(convoy.waitTick[id]).not.toBe(0);
    stage.capture('C', 1);
    expect(stage.until(() => convoy.waitTick[id] === 0)).toBeLessThan(60);
  });

  test('a bold convoy drives on', () => {
    const { stage, id } = unsafe(STANCE.bold, ROW);
    const { convoy } = stage.world;
    let waited = 0;
    stage.until(() => {
      waited = Math.max(waited, convoy.waitTick[id]);
      return stage.isGone(id);
    });
    expect(waited).toBe(0);
    expect(stage.world.treasury.arrived[1]).toBe(1);
  });

  test('a convoy that retreats brings its cargo back to where it came from', () => {
    const { stage, id } = unsafe(STANCE.retreat, ROW);
    const { depotGoods, treasury } = stage.world;
    const from = stage.world.convoy.from[id];
    const stock = depotGoods.stock[from * RESOURCE_COUNT];
    stage.until(() => stage.isGone(id));
    const { events } = stage;
    expect(wayOf(stage, id, 1)).toContain('A');
    expect(depotGoods.stock[from * RESOURCE_COUNT]).toBeGreaterThanOrEqual(stock + 80);
    expect(treasury.arrived[1]).toBe(0);
    expect(treasury.money[1]).toBeLessThanOrEqual(0);
    expect(events).toContain(CONVOY_EVENT.rerouted);
  });
});

describe('a border', () => {
  test('that is closed takes its toll, rounded down, for whoever holds it', () => {
    const stage = ConvoyStage.of(
      ['A--B--C--D'],
      { owners: { 1: ['A', 'C', 'D'], 2: ['B'] }, values: { D: 100 } },
      {
        ambushThousandths: 0,
        tollPercent: 15,
        profitMin: 0,
      },
    );
    const { account, convoy } = stage.world;
    stage.tick();
    stage.capture('B', 2);
    stage.tick();
    const id = stage.convoy(1, 'ABCD', 60, 4);
    expect(convoy.cargo[id]).toBe(60);
    convoy.stance[id] = STANCE.bold;
    stage.until(() => stage.isGone(id));
    const { events } = stage;
    expect(account.delivered[2 * RESOURCE_COUNT + 4]).toBe(9);
    expect(account.delivered[1 * RESOURCE_COUNT + 4]).toBe(51);
    expect(events).toEqual([CONVOY_EVENT.departed, CONVOY_EVENT.tolled, CONVOY_EVENT.delivered]);
  });

  test('that nobody closes, or an ally holds, takes none', () => {
    const options = { owners: { 1: ['A', 'C', 'D'], 2: ['B'] }, values: { D: 100 } };
    const allied = [0, 1 << 2, 1 << 1, 0, 0, 0, 0, 0];
    for (const changes of [{ blockadeMilli: 101_000 }, { alliesOf: allied }]) {
      const stage = ConvoyStage.of(['A--B--C--D'], options, {
        ambushThousandths: 0,
        profitMin: 0,
        ...changes,
      });
      stage.tick();
      stage.capture('B', 2);
      stage.tick();
      const id = stage.convoy(1, 'ABCD', 60, 4);
      stage.world.convoy.stance[id] = STANCE.bold;
      stage.until(() => stage.isGone(id));
      expect(stage.world.account.delivered[1 * RESOURCE_COUNT + 4]).toBe(60);
    }
  });

  test('without security is where convoys are ambushed: some is lost, or everything', () => {
    const options = { owners: { 1: ['A', 'C', 'D'], 2: ['B'] }, values: { D: 100 } };
    const certain = {
      ambushThousandths: 1000,
      securityThousandths: [1000, 0, 0, 0],
      tollPercent: 0,
      profitMin: 0,
    };
    const played = (changes: object) => {
      const stage = ConvoyStage.of(['A--B--C--D'], options, { ...certain, ...changes });
      stage.tick();
      stage.capture('B', 2);
      stage.tick();
      const id = stage.convoy(1, 'ABCD', 60, 4);
      stage.world.convoy.stance[id] = STANCE.bold;
      stage.until(() => stage.isGone(id));
      return { ...goodsOf(stage.world)[4], destroyed: stage.world.treasury.destroyed[1] };
    };
    // A carrier's armor of 4 leaves 30 % of an ambush at each of the two borders: 60 - 18 - 13.
    expect(played({ ambushDestroysPercent: 0 })).toMatchObject({ handedOver: 29, lost: 31, destroyed: 0 });
    expect(played({ ambushDestroysPercent: 100 })).toMatchObject({ handedOver: 0, lost: 60, destroyed: 1 });
    expect(played({ ambushThousandths: 0 })).toMatchObject({ handedOver: 60, lost: 0, destroyed: 0 });
  });
});
