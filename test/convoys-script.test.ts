import { beforeEach, expect, test } from 'vitest';
import { goodsBalance, imbalances } from '../bench/convoys/goods-balance.ts';
import { HeadlessGame } from '../bench/convoys/headless-game.ts';
import { type ConvoysOptions, readConvoysOptions } from '../bench/convoys/options.ts';
import { RouteCheck } from '../bench/convoys/route-check.ts';
import { RouteWatch } from '../bench/convoys/route-watch.ts';
import { ROUTE_STATE } from '../components/routes.ts';
import { main } from '../scripts/convoys.ts';
import { NODE } from '../src/routing/route-costs.ts';
import { TINY_WORLD } from './support/saved-run.ts';

/** A tiny world with few patrols, where goods come fast and convoys set out with little on board. */
const LIVELY = [
  ...['balance.convoys.goods.productionPerMinute=50', 'balance.convoys.goods.needPerMinute=200'],
  ...['balance.convoys.dispatch.loadMinPercent=1', 'balance.convoys.dispatch.intervalSeconds=5'],
  'world.inhabitants.patrols=20',
].flatMap((setting) => ['--set', setting]);
const ARGUMENTS = ['--world', TINY_WORLD, '--minutes', '4', '--changes', '6', '--seed', '3', ...LIVELY];

let printed: string;
let errors: string;
const output = {
  print: (text: string) => void (printed += text),
  printError: (text: string) => void (errors += text),
};

beforeEach(() => {
  printed = '';
  errors = '';
});

function played(ticks: number) {
  const game = new HeadlessGame(readConvoysOptions(ARGUMENTS));
  for (let tick = 0; tick < ticks; tick++) game.tick();
  return game;
}

test('a game goes by with its books in order and every route right', () => {
  expect(main([...ARGUMENTS, '--json'], output), errors).toBe(0);
  const result = JSON.parse(printed);
  expect(result).toMatchObject({
    ...{ minutes: 4, ticks: 4 * 3600, balanced: true, imbalance: 0, wrongRoutes: 0, problems: [] },
  });
  for (const name of ['convoysDeparted', 'delivered', 'routesGenerated', 'handChanges', 'routesChecked']) {
    expect(result[name], name).toBeGreaterThan(0);
  }
  for (const name of ['lost', 'rerouted', 'routesInvalidated', 'seconds', 'tickMsP99']) {
    expect(result[name], name).toBeTypeOf('number');
  }
  expect(result.factions).toHaveLength(7);
  const sum = (name: string) =>
    result.factions.reduce((total: number, row: Record<string, number>) => total + row[name], 0);
  expect(sum('departed')).toBe(result.convoysDeparted);
  for (const { returned } of result.factions) expect(returned).toBeGreaterThanOrEqual(0);
  expect(sum('routesGenerated')).toBe(result.routesGenerated);
  expect(result.history).toHaveLength(4);
  expect(errors.trimEnd().split('\n')).toHaveLength(4);
});

test('books that do not add up end the game with 1, and it is said what and when', () => {
  const begin = (options: ConvoysOptions) => {
    const game = new HeadlessGame(options);
    game.world.depotGoods.stock[0]++;
    return game;
  };
  expect(main([...ARGUMENTS, '--minutes', '2', '--json'], output, begin)).toBe(1);
  expect(JSON.parse(printed)).toMatchObject({ balanced: false, imbalance: 1, wrongRoutes: 0 });
  expect(errors).toMatch(/^convoys: minute 1: salvage: \d+ produced, but .*: 1 are in two places$/m);
  expect(errors).toMatch(/^convoys: minute 2: /m);
});

test('a route that costs another sum than it says ends the game with 1', () => {
  const begin = (options: ConvoysOptions) => {
    const game = new HeadlessGame(options);
    const { costs } = game.world.roads;
    // The check measures by the tables of now: whoever changes them behind the back of the tick makes it wrong.
    const tick = game.tick.bind(game);
    let ticks = 0;
    game.tick = () => {
      tick();
      if (++ticks === 3599) for (let i = 0; i < costs.entry.length; i++) costs.entry[i] *= 2;
    };
    return game;
  };
  expect(main([...ARGUMENTS, '--minutes', '1', '--changes', '0', '--json'], output, begin)).toBe(1);
  expect(JSON.parse(printed)).toMatchObject({ balanced: true });
  expect(errors).toMatch(
    /^convoys: minute 1: route \d+ of faction \d, version \d+: costs \d+ dm, measured \d+$/m,
  );
});

test('the same seed gives the same game, another one another', () => {
  const facts = (seed: string) => {
    printed = '';
    expect(main([...ARGUMENTS, '--minutes', '1', '--seed', seed, '--json'], output), errors).toBe(0);
    const { factions, goods, handChanges } = JSON.parse(printed);
    return JSON.stringify({ factions, goods, handChanges });
  };
  expect(facts('3')).toBe(facts('3'));
  expect(facts('3')).not.toBe(facts('4'));
});

test('for people it is drawn over time and by faction', () => {
  expect(main([...ARGUMENTS, '--minutes', '1'], output), errors).toBe(0);
  expect(printed).toMatch(/^convoys under way +[▁▂▃▄▅▆▇█]{1} {2}up to \d+$/m);
  expect(printed).toMatch(/^Directorate +\d+/m);
  expect(printed).toContain('books: every unit is in one place');
});

test('a unit that is nowhere is found', () => {
  const { world } = played(3000);
  const before = goodsBalance(world);
  expect(imbalances(before)).toEqual([]);
  expect(before.some(({ produced }) => produced > 0)).toBe(true);
  const at = world.depotGoods.stock.findIndex((units) => units > 0);
  world.depotGoods.stock[at]--;
  expect(imbalances(goodsBalance(world))).toEqual([
    expect.stringMatching(/produced, but .*: 1 are nowhere$/),
  ]);
  world.depotGoods.stock[at] += 3;
  expect(imbalances(goodsBalance(world))).toEqual([expect.stringMatching(/: 2 are in two places$/)]);
});

test('a route of another cost, of a broken path, or on roads of a wrong owner is found', () => {
  const { world } = played(900);
  const { path, road, route } = world;
  const row = [...route.state.keys()].find(
    (one) => route.state[one] === ROUTE_STATE.active && path.hops[route.path[one] - 1] > 0,
  )!;
  const problems = () => {
    const check = new RouteCheck(world);
    check.checkPaths();
    return check.wrong;
  };
  expect(problems()).toEqual([]);
  route.cost[row]++;
  expect(problems()).toEqual([expect.stringMatching(/costs \d+ dm, measured \d+$/)]);
  route.cost[row]--;
  const held = route.path[row] - 1;
  path.hops[held]--;
  expect(problems().some((words) => /its path leads from/.test(words))).toBe(true);
  path.hops[held]++;
  const away = road.state.findIndex((state) => (state & NODE.owner) === 0);
  road.state[away] |= 1;
  expect(problems()[0]).toMatch(/^roads of district \w+: state (?:1|9), owner 0/);
});

test('a route that is dearer than it need be is found by a new search', () => {
  const { world } = played(900);
  const { route } = world;
  const check = new RouteCheck(world);
  expect(check.checkCosts()).toBeGreaterThan(0);
  expect(check.wrong).toEqual([]);
  const row = [...route.state.keys()].find((one) => route.state[one] === ROUTE_STATE.active)!;
  route.cost[row] *= 2;
  check.checkCosts();
  expect(check.wrong).toEqual([expect.stringMatching(/a search finds \d+: beyond \d+ %$/)]);
});

test('a watch counts what befalls routes, each once', () => {
  const { world } = played(900);
  const { route } = world;
  const watch = new RouteWatch(world);
  watch.look();
  const row = [...route.state.keys()].find((one) => route.state[one] === ROUTE_STATE.active)!;
  const faction = route.faction[row];
  const [generated, invalidated] = [watch.generated[faction], watch.invalidated[faction]];
  route.version[row] += 2;
  route.state[row] = ROUTE_STATE.invalid;
  watch.look();
  watch.look();
  expect([watch.generated[faction], watch.invalidated[faction]]).toEqual([generated + 2, invalidated + 1]);
});

test.each([
  [['--minutes', '0'], '--minutes: found "0", allowed: 1-1440'],
  [['--changes', 'many'], '--changes: found "many", allowed: 0-6000'],
  [['--world', 'worlds/none.txt'], 'none.txt'],
  [['--set', 'balance.convoys.nothing=1'], 'nothing'],
])('%j is refused with 2', (argv, words) => {
  expect(main(argv, output)).toBe(2);
  expect(errors).toContain(words);
});
