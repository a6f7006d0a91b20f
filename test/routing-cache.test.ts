import { describe, expect, test } from 'vitest';
import { RouteCache } from '../src/routing/route-cache.ts';
import { DISRUPTION, NODE, NODE_STATE_COUNT } from '../src/routing/route-costs.ts';
import { UNREACHABLE } from '../src/routing/route-graph.ts';
import { createRouteAnswer, type RouteAnswer, type RouteQuery } from '../src/routing/route-query.ts';
import { StepChanges } from '../src/routing/step-changes.ts';
import {
  canonicalPath,
  meshRouteGraph,
  randomDraws,
  randomRouteGraph,
  randomStates,
  testCosts,
} from './support/routing-worlds.ts';

type Graph = ReturnType<typeof meshRouteGraph>;
type Draws = ReturnType<typeof randomDraws>;

function fill(answer: RouteAnswer, { cost, nodes }: { cost: number; nodes: readonly number[] }): RouteAnswer {
  answer.cost = cost;
  answer.hops = nodes.length - 1;
  answer.nodes.set(nodes);
  return answer;
}

function queryOf(partial: Partial<RouteQuery>): RouteQuery {
  return { faction: 1, from: 0, to: 1, hopsMax: 0, securityMin: 0, ...partial };
}

function randomQuery(below: Draws, graph: Graph, limited: boolean): RouteQuery {
  const from = below(graph.nodeCount);
  return {
    faction: 1 + below(7),
    from,
    to: (from + 1 + below(graph.nodeCount - 1)) % graph.nodeCount,
    hopsMax: limited && below(2) === 0 ? 2 + below(9) : 0,
    securityMin: limited && below(2) === 0 ? [30, 100, 101, 300, 1000][below(5)] : 0,
  };
}

/** Puts a cache through changes of a world and holds every hit against the definition of the answer. */
function playWorld(seed: number, graph: Graph, limited: boolean, rounds: number, entriesMax: number) {
  const below = randomDraws(seed);
  const states = randomStates(seed, graph);
  // Without disruptions there are more ties, and small changes.
  if (seed % 2 === 0) for (let node = 0; node < states.length; node++) states[node] &= 15;
  const stateBits = seed % 2 === 0 ? 16 : NODE_STATE_COUNT;
  const costs = testCosts();
  const cache = new RouteCache(graph, entriesMax, entriesMax * 20);
  const changes = new StepChanges(graph);
  const queries = Array.from({ length: 60 }, () => randomQuery(below, graph, limited));
  const answer = createRouteAnswer();
  const tally = { hits: 0, misses: 0, unreachable: 0, cache };
  for (let round = 0; round < rounds; round++) {
    for (let asked = 0; asked < queries.length; asked++) {
      const query = queries[below(queries.length)];
      const plain = canonicalPath(graph, costs, states, query);
      if (cache.find(query, answer) < 0) {
        cache.put(query, fill(answer, plain));
        tally.misses++;
        continue;
      }
      tally.hits++;
      if (plain.cost === UNREACHABLE) tally.unreachable++;
      const nodes = answer.nodes.subarray(0, answer.hops + 1);
      const isRight = answer.cost === plain.cost && nodes.length === plain.nodes.length;
      if (isRight && (plain.cost === UNREACHABLE || plain.nodes.every((node, i) => nodes[i] === node)))
        continue;
      expect({ cost: answer.cost, nodes: [...nodes] }, `seed ${seed}, round ${round}`).toEqual(plain);
    }
    for (let count = 1 + below(2); count > 0; count--) {
      const node = below(graph.nodeCount);
      const state = below(3) === 0 ? below(stateBits) : (states[node] & ~7) | below(8);
      changes.compare(graph, states, costs, node, state);
      cache.forget(changes);
      states[node] = state;
    }
  }
  return tally;
}

describe('every hit is the fresh optimum and the canonical path', () => {
  test.each([
    ['without limits', false],
    ['with hopsMax and securityMin', true],
  ] as const)('%s', (_, limited) => {
    let [hits, misses, unreachable] = [0, 0, 0];
    for (let world = 0; world < 20; world++) {
      const seed = world + (limited ? 1000 : 0);
      const graph = world % 2 === 0 ? meshRouteGraph(7) : randomRouteGraph(seed, 45);
      const tally = playWorld(seed, graph, limited, 32, 100);
      hits += tally.hits;
      misses += tally.misses;
      unreachable += tally.unreachable;
    }
    expect(hits).toBeGreaterThan(20_000);
    expect(misses).toBeGreaterThan(1_000);
    expect(unreachable).toBeGreaterThan(1_000);
    expect(hits).toBeGreaterThan(misses);
  });

  test('while answers are given up for want of room', () => {
    let hits = 0;
    for (let world = 0; world < 10; world++) {
      const tally = playWorld(2000 + world, meshRouteGraph(7), true, 20, 40);
      hits += tally.hits;
      expect(tally.cache.count).toBeLessThanOrEqual(40);
      expect(tally.cache.evicted).toBeGreaterThan(100);
      expect(tally.cache.stored).toBe(tally.cache.count + tally.cache.evicted + tally.cache.voided);
      expect([tally.cache.hits, tally.cache.misses]).toEqual([tally.hits, tally.misses]);
    }
    expect(hits).toBeGreaterThan(500);
  });
});

describe('a change keeps what it cannot have altered', () => {
  /** A mesh of one owner, and the answer from its first node to the last of the first row. */
  function row(side: number) {
    const graph = meshRouteGraph(side);
    const states = new Uint16Array(graph.nodeCount).fill(1);
    const costs = testCosts();
    const cache = new RouteCache(graph, 10);
    const query = queryOf({ to: side - 1 });
    cache.put(query, fill(createRouteAnswer(), canonicalPath(graph, costs, states, query)));
    const changes = new StepChanges(graph);
    const forget = (node: number, state: number) => {
      changes.compare(graph, states, costs, node, state);
      cache.forget(changes);
      states[node] = state;
      return cache.voided;
    };
    return { forget };
  }

  test('dearer off the path, cheaper too far away', () => {
    const { forget } = row(8);
    expect(forget(8 + 3, 3)).toBe(0);
    expect(forget(8 * 7 + 3, 3)).toBe(0);
    expect(forget(8 * 7 + 3, 1)).toBe(0);
  });

  test('but not dearer on the path', () => {
    expect(row(8).forget(3, 3)).toBe(1);
  });

  test('and the last node of another owner is dearer, the first is not', () => {
    // Only steps into a node cost by its owner; a rule of no border risk leaves steps out of it alone.
    const graph = meshRouteGraph(4);
    const states = new Uint16Array(graph.nodeCount).fill(1);
    const costs = testCosts({ securityThousandths: [1000, 1000, 1000, 1000] });
    for (const [node, voided] of [
      [0, 0],
      [3, 1],
    ]) {
      const cache = new RouteCache(graph, 4);
      const query = queryOf({ to: 3 });
      cache.put(query, fill(createRouteAnswer(), canonicalPath(graph, costs, states, query)));
      const changes = new StepChanges(graph);
      changes.compare(graph, states, costs, node, 3);
      cache.forget(changes);
      expect(cache.voided).toBe(voided);
    }
  });
});

describe('a change voids', () => {
  /** Nodes all on one spot, so that a length is what it says, joined as given. */
  function spot(nodes: number, borders: readonly (readonly [a: number, b: number, length: number])[]) {
    const edges = borders.flatMap(([a, b, length]) => [
      { from: a, to: b, length },
      { from: b, to: a, length },
    ]);
    edges.sort((a, b) => a.from - b.from || a.to - b.to);
    const start = Array.from(
      { length: nodes + 1 },
      (_, node) => edges.filter(({ from }) => from < node).length,
    );
    const words = (values: readonly number[]) => {
      const array = new Uint32Array(new SharedArrayBuffer(values.length * 4));
      array.set(values);
      return array;
    };
    return {
      nodeCount: nodes,
      edgeCount: edges.length,
      start: words(start),
      target: words(edges.map(({ to }) => to)),
      length: words(edges.map(({ length }) => length)),
      x: new Int32Array(new SharedArrayBuffer(nodes * 4)),
      y: new Int32Array(new SharedArrayBuffer(nodes * 4)),
    };
  }

  test.each([
    {
      name: 'a way that now only ties, but over lower nodes',
      graph: spot(3, [
        [0, 1, 200],
        [0, 2, 100],
        [1, 2, 100],
      ]),
      // The ally's border makes the direct step dear; nobody's land costs the same to enter, without a border.
      ...{ states: [1, 2, 0], node: 1, state: 0, query: queryOf({ to: 1 }) },
      before: [0, 2, 1],
      after: [0, 1],
    },
    {
      name: '"no way" when a step gets safe enough, though dearer',
      graph: spot(3, [
        [0, 1, 100],
        [1, 2, 100],
      ]),
      ...{
        states: [1, 1 | NODE.contested, 1],
        node: 1,
        state: 1 | (1 << (NODE.disruptionShift + DISRUPTION.siege)),
      },
      query: queryOf({ to: 2, securityMin: 1000 }),
      before: [0],
      after: [0, 1, 2],
    },
    {
      name: 'a way that gets less safe, though it costs the same',
      graph: spot(2, [[0, 1, 1]]),
      ...{ states: [1, 3], node: 1, state: 3 | NODE.contested, query: queryOf({ to: 1, securityMin: 50 }) },
      before: [0, 1],
      after: [0],
    },
  ])('$name', ({ graph, states: list, node, state, query, before, after }) => {
    const states = Uint16Array.from(list);
    const costs = testCosts({ relationPercent: [100, 100, 100, 100] });
    const cache = new RouteCache(graph, 4);
    const plain = canonicalPath(graph, costs, states, query);
    expect(plain.nodes).toEqual(before);
    cache.put(query, fill(createRouteAnswer(), plain));
    const changes = new StepChanges(graph);
    changes.compare(graph, states, costs, node, state);
    cache.forget(changes);
    states[node] = state;
    expect(canonicalPath(graph, costs, states, query).nodes).toEqual(after);
    expect(cache.has(query)).toBe(false);
  });
});

describe('keys', () => {
  test('differ in every part of the question', () => {
    const graph = meshRouteGraph(10);
    const cache = new RouteCache(graph, 5000);
    const answer = createRouteAnswer();
    const queries: RouteQuery[] = [];
    for (const faction of [1, 2, 7])
      for (const from of [0, 1, 2, 50])
        for (const to of [0, 1, 2, 99])
          for (const hopsMax of [0, 1, 2, 255, 256])
            for (const securityMin of [0, 1, 2, 100, 1000])
              queries.push({ faction, from, to, hopsMax, securityMin });
    queries.forEach((query, i) => {
      expect(cache.has(query)).toBe(false);
      cache.put(query, fill(answer, { cost: i + 1, nodes: [query.from, query.to] }));
    });
    queries.forEach((query, i) => {
      expect(cache.find(query, answer)).toBeGreaterThanOrEqual(0);
      expect([answer.cost, ...answer.nodes.subarray(0, 2)]).toEqual([i + 1, query.from, query.to]);
    });
    expect(cache.count).toBe(queries.length);
  });

  test('of one bucket are not taken for one another', () => {
    const cache = new RouteCache(meshRouteGraph(10), 1);
    const answer = fill(createRouteAnswer(), { cost: 1, nodes: [0, 1] });
    for (let i = 0; i < 200; i++) {
      const query = queryOf({ from: i, to: i + 1, hopsMax: i % 7 });
      cache.put(query, answer);
      expect(cache.has(query)).toBe(true);
      for (const part of ['faction', 'from', 'to', 'hopsMax', 'securityMin'] as const) {
        expect(cache.has({ ...query, [part]: query[part] + 1 })).toBe(false);
      }
    }
  });

  test('put twice keep the later answer', () => {
    const cache = new RouteCache(meshRouteGraph(3), 5);
    const answer = createRouteAnswer();
    cache.put(queryOf({}), fill(answer, { cost: 10, nodes: [0, 3, 4, 1] }));
    cache.put(queryOf({}), fill(answer, { cost: 5, nodes: [0, 1] }));
    cache.find(queryOf({}), answer);
    expect([cache.count, answer.cost, answer.hops]).toEqual([1, 5, 1]);
  });
});

describe('when full', () => {
  test('the least recently used answer goes', () => {
    const cache = new RouteCache(meshRouteGraph(5), 3);
    const answer = fill(createRouteAnswer(), { cost: 1, nodes: [0, 1] });
    for (const to of [1, 2, 3]) cache.put(queryOf({ to }), answer);
    cache.find(queryOf({ to: 1 }), answer);
    cache.put(queryOf({ to: 4 }), answer);
    cache.put(queryOf({ to: 5 }), answer);
    expect([1, 2, 3, 4, 5].filter((to) => cache.has(queryOf({ to })))).toEqual([1, 4, 5]);
    expect([cache.count, cache.evicted]).toEqual([3, 2]);
  });

  test('of room for paths too, and what an answer gave up others use', () => {
    const graph = meshRouteGraph(16);
    const cache = new RouteCache(graph, 1000, 512);
    const below = randomDraws(4);
    const answer = createRouteAnswer();
    for (let i = 0; i < 3000; i++) {
      const nodes = Array.from({ length: 2 + below(254) }, (_, step) => (step * 7 + i) % graph.nodeCount);
      const query = queryOf({ from: i % 256, to: (i + 1) % 256, hopsMax: i % 300 });
      cache.put(query, fill(answer, { cost: i, nodes }));
      cache.find(query, answer);
      expect(answer.nodes.subarray(0, nodes.length)).toEqual(Uint32Array.from(nodes));
    }
    expect(cache.count).toBeGreaterThan(1);
    expect(cache.count).toBeLessThan(40);
  });

  test('of nothing, it keeps nothing', () => {
    const cache = new RouteCache(meshRouteGraph(3), 0);
    const answer = fill(createRouteAnswer(), { cost: 1, nodes: [0, 1] });
    cache.put(queryOf({}), answer);
    expect(cache.find(queryOf({}), answer)).toBe(-1);
  });
});

test('an answer too long to hold is given without nodes, and goes when anything near gets dearer', () => {
  const graph = meshRouteGraph(150);
  const states = new Uint16Array(graph.nodeCount).fill(1);
  const costs = testCosts();
  const cache = new RouteCache(graph, 4);
  const answer = createRouteAnswer();
  const query = queryOf({ to: graph.nodeCount - 1 });
  Object.assign(answer, { cost: 298 * 10_001, hops: 298 });
  cache.put(query, answer);
  answer.hops = 0;
  expect(cache.find(query, answer)).toBeGreaterThanOrEqual(0);
  expect(answer.hops).toBe(298);
  const changes = new StepChanges(graph);
  changes.compare(graph, states, costs, 75 * 150 + 75, 3);
  cache.forget(changes);
  expect(cache.count).toBe(0);
});
