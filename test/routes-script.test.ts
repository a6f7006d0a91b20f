import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { INBOX_RECORD_WORDS } from '../components/inbox.ts';
import { ROUTE_STATE } from '../components/routes.ts';
import { chokePoints } from '../scripts/routes/choke-points.ts';
import { openWorldFrom } from '../scripts/routes/opened-world.ts';
import { main } from '../scripts/routes.ts';
import { PATH_NODES } from '../src/limits.ts';
import { allocateMetrics } from '../src/memory/metrics-block.ts';
import { NODE } from '../src/routing/route-costs.ts';
import { createRouteAnswer } from '../src/routing/route-query.ts';
import { RouteSearch } from '../src/routing/route-search.ts';
import { RouteExchange } from '../src/sim/route-exchange.ts';
import { SavedRun, TINY_WORLD } from './support/saved-run.ts';

/** Ticks in which every faction has looked for routes and has its answers. */
const PLAYED_TICKS = 900;

let directory: string;
let saved: SavedRun;
let printed: string;
let errors: string;
const output = {
  print: (text: string) => void (printed += text),
  printError: (text: string) => void (errors += text),
};

/** A server without threads, with its routes searched between two ticks. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'routes-'));
  mkdirSync(join(directory, 'tiny'));
  saved = new SavedRun(join(directory, 'tiny'));
  const exchange = new RouteExchange(saved.world, 0, allocateMetrics());
  const { inbox } = saved.world;
  for (let tick = 0; tick < PLAYED_TICKS; tick++) {
    exchange.collect(inbox);
    saved.tick(inbox.words.slice(0, inbox.count * INBOX_RECORD_WORDS));
    exchange.publish();
  }
  saved.snapshot();
  saved.close();
});

afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(() => {
  printed = '';
  errors = '';
});

const DEFAULT_WORLD = ['--fresh', '--world', 'worlds/us-counties.json'];

/** Asks about the tiny world, unless another is named. */
const ask = (...argv: string[]) =>
  main(argv.includes('--world') ? argv : [...argv, '--world', TINY_WORLD], output);

function asked(...argv: string[]) {
  expect(ask(...argv, '--json'), errors).toBe(0);
  return JSON.parse(printed);
}

test('the cheapest way, with what its cost is made of', () => {
  const way = asked('--from', 'A', '--to', 'G', '--faction', '1', '--fresh');
  // A-E-F are a step of 1 km each on land that nobody holds, G belongs to an enemy: three times its length.
  expect(way.path.map(({ id }: { id: string }) => id)).toEqual(['A', 'E', 'F', 'G']);
  expect(way.path.map(({ owner }: { owner: string }) => owner)).toEqual([
    ...['Directorate', 'nobody', 'nobody', 'Nomad Clans'],
  ]);
  expect(Math.round(way.cost)).toBe(5001);
  expect(way.security).toEqual({ mean: 1, min: 1 });
  expect(way.costParts).toEqual({ distance: 3000.3, enemy: 2000.2, security: 0, disruption: 0 });
  const { disruption, distance, enemy, security } = way.costParts;
  expect(distance + enemy + security + disruption).toBeCloseTo(way.cost, 5);
  expect(way.whatWouldChange.dearest).toEqual([{ id: 'G', name: 'G', extra: 2000.2, reasons: ['enemy'] }]);
  expect(way.kept).toBeNull();
});

test('other ways cost more, and by how much is what would have to change', () => {
  const way = asked('--from', 'A', '--to', 'G', '--faction', '1', '--fresh', '--alternatives', '2');
  expect(way.alternatives).toHaveLength(2);
  const [first] = way.alternatives;
  expect(first.path).toEqual(['A', 'B', 'C', 'G']);
  expect(first.others).toEqual(['B', 'C']);
  expect(first.cost).toBeGreaterThan(way.cost);
  expect(first.extra).toBeCloseTo(first.cost - way.cost, 5);
  expect(way.whatWouldChange.margin).toBeCloseTo(first.extra, 5);
});

test('what would have to change does not depend on how many other ways are told', () => {
  const margin = (count: string) => {
    printed = '';
    const way = asked(
      '--from',
      '33013',
      '--to',
      '36071',
      '--faction',
      '3',
      ...DEFAULT_WORLD,
      '--alternatives',
      count,
    );
    expect(way.alternatives).toHaveLength(Number(count));
    return way.whatWouldChange.margin;
  };
  expect(margin('1')).toBe(margin('5'));
});

test('what it costs depends on who asks', () => {
  const cost = (faction: string) => {
    printed = '';
    return asked('--from', 'E', '--to', 'G', '--faction', faction, '--fresh').cost;
  };
  expect(Math.round(cost('Nomad Clans'))).toBe(2000);
  expect(Math.round(cost('1'))).toBe(4000);
});

test('a way that is too long, or not safe enough, is none; the cheapest unsafe one is told', () => {
  const short = asked('--from', 'A', '--to', 'G', '--faction', '1', '--fresh', '--hops', '2');
  expect(short).toMatchObject({ found: false, cost: null, path: [], alternatives: [], unsafe: null });
  printed = '';
  const long = asked(
    '--from',
    'B',
    '--to',
    'D',
    '--faction',
    '1',
    '--security',
    '1',
    '--fresh',
    '--hops',
    '2',
  );
  expect(long).toMatchObject({ found: true, hops: 2 });
  printed = '';
  const settings = ['--set', 'balance.routes.security.safePercent=50'];
  const rest = ['contested', 'border', 'contestedBorder'].flatMap((name) => [
    '--set',
    `balance.routes.security.${name}Percent=0`,
  ]);
  const none = asked(
    '--from',
    'A',
    '--to',
    'G',
    '--faction',
    '1',
    '--security',
    '0.6',
    '--fresh',
    ...settings,
    ...rest,
  );
  expect(none).toMatchObject({ found: false, unsafe: { security: { min: 0.5 } } });
});

test('for people it is drawn, with the same figures', () => {
  expect(ask('--from', 'A', '--to', 'G', '--faction', '1', '--fresh'), errors).toBe(0);
  expect(printed).toContain('Directorate, A (A) to G (G), a world that begins now');
  expect(printed).toMatch(/^ +3 +G \(G\) +Nomad Clans +1000 m +3000 m +1\.00 +█+$/m);
  expect(printed).toContain('3 steps, cost 5001 m, security 1.00 in the mean and 1.00 at the least');
  expect(printed).toMatch(/distance +3000 m +60 % +█/);
  expect(printed).toContain('Directorate keeps no route between the two.');
});

describe('a saved world', () => {
  const data = () => ['--data', directory];

  test('its kept routes are listed as they are in the world', () => {
    const { route } = saved.world;
    const kept = [...route.state.keys()].filter((row) => route.state[row] === ROUTE_STATE.active);
    expect(kept.length).toBeGreaterThan(0);
    const { routes, tick } = asked('--list', ...data());
    expect(tick).toBe(PLAYED_TICKS);
    expect(routes.filter(({ state }: { state: string }) => state === 'active')).toHaveLength(kept.length);
    for (const told of routes) {
      expect(told.cost).toBe(told.hops === 0 ? null : route.cost[told.route] / 10);
      expect(told.security.min).toBe(route.securityMin[told.route] / 1000);
    }
  });

  test('a way between two depots tells of the route that is kept there', () => {
    const { routes } = asked('--list', ...data());
    const [first] = routes;
    printed = '';
    const way = asked('--from', first.from.id, '--to', first.to.id, '--faction', first.faction, ...data());
    expect(way.kept).toMatchObject({ route: first.route, state: 'active', isThisPath: true });
    expect(way.cost).toBe(first.cost);
  });

  test('a faction has a list of its own', () => {
    const all = asked('--list', ...data()).routes;
    const faction = all[0].faction;
    printed = '';
    const own = asked('--list', '--faction', faction, ...data()).routes;
    expect(own).toEqual(all.filter((one: { faction: string }) => one.faction === faction));
  });

  test('those near a place are those that pass it', () => {
    const { pathNode, path, route, graph } = saved.world;
    const pathOf = (row: number) => {
      const at = (route.path[row] - 1) * PATH_NODES;
      return [...pathNode.district.subarray(at, at + path.hops[route.path[row] - 1] + 1)];
    };
    const all = asked('--list', ...data()).routes.filter(({ hops }: { hops: number }) => hops > 0);
    const through = pathOf(all[0].route)[1];
    printed = '';
    const near = asked('--list', '--near', graph.districtIds[through], '--meters', '0', ...data()).routes;
    const wanted = all.filter((one: { route: number }) => pathOf(one.route).includes(through));
    expect(near).toEqual(wanted);
    const driven = new Set(all.flatMap((one: { route: number }) => pathOf(one.route)));
    const lonely = graph.districtIds.find((_, district) => !driven.has(district))!;
    printed = '';
    expect(asked('--list', '--near', lonely, '--meters', '0', ...data()).routes).toEqual([]);
  });
});

test('a world that begins now has no list, and says so', () => {
  expect(ask('--list', '--fresh'), errors).toBe(0);
  expect(printed).toMatch(/^A world that begins now keeps no routes yet/);
  printed = '';
  expect(asked('--list', '--fresh').routes).toEqual([]);
});

describe('choke points', () => {
  const fresh = (worldFile: string | undefined) =>
    openWorldFrom({ data: undefined, isFresh: true, config: 'config', worldFile, settings: [] });

  test('are passed by as many best ways between depots as searches find', () => {
    const opened = fresh(undefined);
    const { costs, depots, graph } = opened.world.roads;
    const points = chokePoints(opened, 1, 5);
    expect(points).toHaveLength(5);
    expect(points.map(({ score }) => score)).toEqual(points.map(({ score }) => score).sort((a, b) => b - a));
    const own = [...depots.district].filter((district) => (opened.states[district] & NODE.owner) === 1);
    const search = new RouteSearch(graph);
    const answer = createRouteAnswer();
    const passed = new Map<string, number>();
    for (const from of own) {
      for (const to of own) {
        search.find({ faction: 1, from, to, hopsMax: 0, securityMin: 0 }, opened.states, costs, answer);
        for (const district of answer.nodes.subarray(1, answer.hops)) {
          const id = opened.world.graph.districtIds[district];
          passed.set(id, (passed.get(id) ?? 0) + 1);
        }
      }
    }
    const most = Math.max(...passed.values());
    expect(points[0].ways).toBe(most);
    for (const { id, ways, waysOf } of points) {
      expect(ways).toBe(passed.get(id));
      expect(waysOf).toEqual({ Directorate: ways });
    }
  });

  test('count what runs on kept routes: each once, and once for each convoy', () => {
    const opened = fresh(TINY_WORLD);
    const { path, pathNode, route, graph } = opened.world;
    route.state[0] = ROUTE_STATE.active;
    route.faction[0] = 1;
    route.path[0] = 1;
    route.convoys[0] = 2;
    path.hops[0] = 3;
    ['A', 'E', 'F', 'G'].forEach((id, step) => {
      pathNode.district[step] = graph.districtIds.indexOf(id);
    });
    const points = chokePoints(opened, 0, 10);
    expect(points.map(({ id }) => id).sort()).toEqual(['E', 'F']);
    for (const point of points) expect(point).toMatchObject({ routes: 1, convoys: 2, ways: 0, score: 0.5 });
    expect(chokePoints(opened, 2, 10)).toEqual([]);
  });
});

describe('what is asked wrongly is refused with 2, what was found and what is allowed', () => {
  test.each([
    [
      ['--from', 'AA', '--to', 'G', '--faction', '1'],
      /--from: found no district "AA", allowed: .*; nearest: A \(A\)/,
    ],
    [['--from', 'A', '--to', 'G', '--faction', 'Fre77'], /--faction: found "Fre77", .*; nearest: Free77/],
    [['--from', 'A', '--to', 'G', '--faction', '8'], /--faction: found "8", allowed: 1-7/],
    [['--from', 'A'], /found no --to and no --faction, allowed/],
    [
      ['--from', 'A', '--to', 'G', '--faction', '1', '--security', '1.5'],
      /--security: found "1.5", allowed: 0-1/,
    ],
    [['--list', '--choke', '3'], /found several questions/],
    [['--choke', '3', '--near', 'A'], /--near: found without --list/],
    [['--list', '--meters', '3'], /--meters: found without --near/],
    [['--list', '--data', '/nowhere'], /--data: found no saved world in \/nowhere/],
    [['--list', '--fresh', '--data', 'x'], /--fresh: found with --data, allowed: one of them/],
    [['--choke', '0'], /--choke: found "0", allowed: 1-1000/],
  ])('%j', (argv, words) => {
    expect(ask(...argv, ...(argv.includes('--data') ? [] : ['--fresh'])), printed).toBe(2);
    expect(errors).toMatch(words);
    expect(printed).toBe('');
  });

  test('help is no mistake', () => {
    expect(main(['--help'], output)).toBe(0);
    expect(printed).toContain('npm run routes -- --from A --to B --faction F');
  });
});
