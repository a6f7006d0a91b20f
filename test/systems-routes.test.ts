import { describe, expect, test } from 'vitest';
import { REQUEST_STATE, ROUTE_REASON, ROUTE_STATE } from '../components/routes.ts';
import type { Rules } from '../components/rules.ts';
import { NEWS } from '../components/territory.ts';
import { CAUSE } from '../components/territory-rules.ts';
import type { World } from '../components/world.ts';
import { PATH_NODES, ROUTE_COUNT_MAX, SIDE_COUNT } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { NODE } from '../src/routing/route-costs.ts';
import { edgeBetween, UNREACHABLE } from '../src/routing/route-graph.ts';
import { setRules } from '../systems/actions/set-rules.ts';
import { noteDistrict } from '../systems/actions/territory-news.ts';
import { territoryRules } from './support/land.ts';
import { plainDijkstra, randomDraws } from './support/routing-worlds.ts';
import { startWorld, type WorldHarness } from './support/world-harness.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij';
const SIDE = 6;

/** Six by six districts, each with borders to the sides. */
const GRID = Array.from({ length: SIDE }, (_, row) => LETTERS.slice(row * SIDE, row * SIDE + SIDE)).flatMap(
  (letters, row) => {
    const across = [...letters].join('-');
    return row === 0 ? [across] : [Array(SIDE).fill('|').join(' '), across];
  },
);

function convoyRules(changes: Partial<Rules['convoys']> = {}): Partial<Rules> {
  const { territory, convoys } = territoryRules();
  return {
    territory,
    convoys: {
      ...convoys,
      disruptionIntervalTicks: 0,
      lookIntervalTicks: 16,
      blockadeMilli: 100_001,
      ...changes,
    },
  };
}

/** A world in which everything belongs to faction 1 but a strip of faction 2 at the right. */
function startGrid(changes: Partial<Rules['convoys']> = {}): WorldHarness {
  const strip = [...LETTERS].filter((_, i) => i % SIDE === SIDE - 1);
  const rest = [...LETTERS].filter((letter) => !strip.includes(letter));
  return startWorld({
    map: GRID,
    owners: { 1: rest, 2: strip },
    rules: convoyRules(changes),
    seed: 3,
  });
}

/** Gives a district to somebody, as a capture does. */
function give(world: World, district: number, owner: number): void {
  world.district.owner[district] = owner;
  noteDistrict(world, district, NEWS.control, CAUSE.presence, 0);
}

function contest(world: World, district: number, isContested: boolean): void {
  world.district.contestedTick[district] = isContested ? Math.max(1, world.ledger.tick[0]) : 0;
  noteDistrict(world, district, NEWS.control, CAUSE.presence, 0);
}

const kept = (world: World): number[] =>
  [...Array(ROUTE_COUNT_MAX).keys()].filter((row) =>
    [ROUTE_STATE.pending, ROUTE_STATE.active, ROUTE_STATE.degraded, ROUTE_STATE.invalid].includes(
      world.route.state[row] as 1,
    ),
  );

function nodesOf(world: World, row: number): number[] {
  const path = world.route.path[row] - 1;
  const at = path * PATH_NODES;
  return [...world.pathNode.district.subarray(at, at + world.path.hops[path] + 1)];
}

/** Holds every route against a search that nobody could get wrong. */
function expectRoutesRight(world: World): void {
  const { path, road, roads, route, rules } = world;
  for (const row of kept(world)) {
    const from = roads.depots.district[route.from[row]];
    const to = roads.depots.district[route.to[row]];
    const faction = route.faction[row];
    const search = (securityMin: number) =>
      plainDijkstra(roads.graph, roads.costs, road.state, faction, to, securityMin)[from];
    if (route.state[row] === ROUTE_STATE.invalid) {
      expect(search(0)).toBe(UNREACHABLE);
      continue;
    }
    expect(route.state[row]).not.toBe(ROUTE_STATE.pending);
    const nodes = nodesOf(world, row);
    expect([nodes[0], nodes.at(-1)]).toEqual([from, to]);
    for (let i = 1; i < nodes.length; i++) {
      expect(edgeBetween(roads.graph, nodes[i - 1], nodes[i])).toBeGreaterThanOrEqual(0);
    }
    const safe = search(rules.convoys.securityMin);
    const best = safe === UNREACHABLE ? search(0) : safe;
    expect(route.state[row]).toBe(safe === UNREACHABLE ? ROUTE_STATE.degraded : ROUTE_STATE.active);
    expect(route.cost[row]).toBeGreaterThanOrEqual(best);
    expect(route.cost[row] * 100).toBeLessThanOrEqual(best * (100 + rules.convoys.hysteresisPercent));
    expect(path.uses[route.path[row] - 1]).toBeGreaterThan(0);
  }
}

/** Every path is held as often as somebody uses it. */
function expectPathsCounted(world: World): void {
  const { convoy, entities, path, proposalNews, route, routeLedger, toldRoute } = world;
  const uses = new Array<number>(routeLedger.pathHigh[0]).fill(0);
  const count = (row: number) => {
    if (row > 0) uses[row - 1]++;
  };
  for (let row = 0; row < ROUTE_COUNT_MAX; row++) {
    count(route.path[row]);
    count(toldRoute.path[row]);
  }
  for (const id of entities.rosters.get(ENTITY_KIND.convoy)!.ids()) count(convoy.path[id]);
  for (const row of proposalNews.path) count(row);
  expect([...path.uses.subarray(0, uses.length)]).toEqual(uses);
}

describe('routes', () => {
  test('are opened between depots of a faction, and are the best there are', () => {
    const server = startGrid();
    server.tick(120);
    const rows = kept(server.world);
    expect(rows.length).toBeGreaterThan(4);
    expectRoutesRight(server.world);
    expectPathsCounted(server.world);
    for (const row of rows) expect(server.world.route.reason[row]).toBe(ROUTE_REASON.opened);
  });

  test('are right again a few ticks after whatever changed, one district or all of them', () => {
    const server = startGrid({ convoysPerFaction: 0 });
    server.tick(120);
    const { world } = server;
    const below = randomDraws(11);
    const districts = world.graph.districtCount;
    let looked = 0;
    for (let round = 0; round < 150; round++) {
      const changes = round % 10 === 9 ? districts : 1 + below(3);
      for (let i = 0; i < changes; i++) {
        const district = below(districts);
        if (below(3) === 0) contest(world, district, below(2) === 0);
        else give(world, district, below(3));
      }
      server.tick(8);
      expectRoutesRight(world);
      expectPathsCounted(world);
      looked += kept(world).length;
    }
    expect(looked).toBeGreaterThan(500);
  });

  test('a route that got worse is measured and told of in the same tick, and asked for again', () => {
    const server = startGrid({ convoysPerFaction: 0 });
    server.tick(120);
    const { world } = server;
    const row = kept(world).find((r) => nodesOf(world, r).length > 3)!;
    const [, second] = nodesOf(world, row);
    const before = world.route.cost[row];
    contest(world, second, true);
    server.tick();
    expect(world.road.state[second] & NODE.contested).toBe(NODE.contested);
    expect(world.route.cost[row]).toBeGreaterThan(before);
    expect(world.route.reasonDistrict[row]).toBe(second + 1);
    expect(world.route.causeTick[row]).toBe(world.ledger.tick[0]);
    expect(world.route.request[row]).not.toBe(0);
  });

  test('a small gain does not make a route change its path, a large one does', () => {
    const server = startGrid({ convoysPerFaction: 0, hysteresisPercent: 40 });
    server.tick(120);
    const { world } = server;
    const row = kept(world).find((r) => nodesOf(world, r).length > 3)!;
    const version = world.route.version[row];
    // Where every district is contested, one that is not saves little: its two steps are still half contested.
    for (let d = 0; d < world.graph.districtCount; d++) contest(world, d, true);
    server.tick(8);
    expect(world.route.version[row]).toBe(version);
    const held = new Set(nodesOf(world, row));
    for (let d = 0; d < world.graph.districtCount; d++) if (!held.has(d)) contest(world, d, false);
    server.tick(8);
    expectRoutesRight(world);
  });

  test('ends with a depot that is lost, and its row is free once that is told', () => {
    const server = startGrid({ convoysPerFaction: 0 });
    server.tick(120);
    const { world } = server;
    const row = kept(world)[0];
    const depot = world.route.to[row];
    give(world, world.roads.depots.district[depot], 2);
    server.tick();
    expect(world.route.state[row]).toBe(ROUTE_STATE.retired);
    expect(world.route.reason[row]).toBe(ROUTE_REASON.endLost);
    server.tick(6);
    for (const other of kept(world)) {
      const owners = [world.route.from[other], world.route.to[other]].map(
        (end) => world.district.owner[world.roads.depots.district[end]],
      );
      expect(owners).toEqual([world.route.faction[other], world.route.faction[other]]);
    }
    expectPathsCounted(world);
  });

  test('there are no more than the rules allow; idle ones end', () => {
    const server = startGrid({ routesPerFaction: 3, convoysPerFaction: 0, idleTicks: 200 });
    for (let i = 0; i < 40; i++) {
      server.tick(10);
      for (let faction = 1; faction < SIDE_COUNT; faction++) {
        const own = kept(server.world).filter((row) => server.world.route.faction[row] === faction);
        expect(own.length).toBeLessThanOrEqual(3);
      }
    }
    const { world } = server;
    expect(
      Math.max(...kept(world).map((row) => world.ledger.tick[0] - world.route.usedTick[row])),
    ).toBeLessThan(200 + 20);
  });

  test('new costs make every route be asked for anew, and measured at once', () => {
    const server = startGrid({ convoysPerFaction: 0 });
    server.tick(120);
    const { world } = server;
    contest(world, nodesOf(world, kept(world)[0])[1], true);
    server.tick(8);
    const { convoys } = world.rules;
    setRules(world, { ...world.rules, convoys: { ...convoys, securityThousandths: [1000, 900, 50, 20] } });
    server.tick(8);
    expectRoutesRight(world);
  });

  test('an answer to a question that was taken back changes nothing', () => {
    const server = startGrid({ convoysPerFaction: 0 });
    server.tick(120);
    const { world } = server;
    const row = kept(world).find((r) => nodesOf(world, r).length > 3)!;
    contest(world, nodesOf(world, row)[1], true);
    server.tick();
    const request = world.route.request[row] - 1;
    expect(world.routeRequest.state[request]).toBe(REQUEST_STATE.asked);
    give(world, world.roads.depots.district[world.route.to[row]], 2);
    server.tick();
    expect(world.route.state[row]).toBe(ROUTE_STATE.retired);
    server.tick(4);
    expectPathsCounted(world);
  });
});
