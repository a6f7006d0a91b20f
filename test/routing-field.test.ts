import { describe, expect, test } from 'vitest';
import { RepairHeap } from '../src/routing/repair-heap.ts';
import { NODE_STATE_COUNT } from '../src/routing/route-costs.ts';
import { RouteField } from '../src/routing/route-field.ts';
import { createRouteAnswer } from '../src/routing/route-query.ts';
import {
  canonicalPath,
  countiesRouteGraph,
  meshRouteGraph,
  plainDijkstra,
  randomDraws,
  randomRouteGraph,
  randomStates,
  testCosts,
} from './support/routing-worlds.ts';

const FIELDS = 3;

/** A world with a few fields, and a hand that changes it. */
function fieldStage(seed: number, graph: ReturnType<typeof meshRouteGraph>) {
  const below = randomDraws(seed);
  const states = randomStates(seed, graph);
  const costs = testCosts();
  const fields = Array.from({ length: FIELDS }, () => {
    const field = new RouteField(graph);
    field.aim(1 + below(7), below(graph.nodeCount));
    return field;
  });
  const edit = (node: number) => {
    // Mostly a change of owner, at times of anything.
    states[node] = below(3) === 0 ? below(NODE_STATE_COUNT) : (states[node] & ~7) | below(8);
    for (const field of fields) field.touch(node);
  };
  const expectExact = () => {
    for (const field of fields) {
      expect(field.isExact).toBe(true);
      const plain = plainDijkstra(graph, costs, states, field.faction, field.target);
      // Buffers compare a hundred times faster than arrays in an expectation.
      if (Buffer.compare(Buffer.from(field.costs.buffer), Buffer.from(plain.buffer)) === 0) continue;
      expect([...field.costs], `seed ${seed}, faction ${field.faction} to ${field.target}`).toEqual([
        ...plain,
      ]);
    }
  };
  return { below, states, costs, fields, edit, expectExact };
}

describe('a field equals a fresh plain search', () => {
  test('after 100,000 changes in batches and storms', () => {
    let edits = 0;
    let repairs = 0;
    let rebuilds = 0;
    for (let world = 0; world < 20; world++) {
      const graph = world % 4 === 3 ? meshRouteGraph(9) : randomRouteGraph(world, 40 + world * 4);
      const stage = fieldStage(world, graph);
      for (let batch = 0; batch < 470; batch++) {
        const count = batch % 100 === 99 ? graph.nodeCount : 1 + stage.below(20);
        for (let i = 0; i < count; i++) stage.edit(count > 20 ? i : stage.below(graph.nodeCount));
        edits += count;
        for (const field of stage.fields) {
          expect(field.repair(stage.states, stage.costs)).toBe(true);
          repairs++;
        }
        stage.expectExact();
      }
      for (const field of stage.fields) rebuilds += field.rebuilds;
    }
    expect(edits).toBeGreaterThan(100_000);
    // Both ways must have been gone.
    expect(rebuilds).toBeGreaterThan(repairs / 20);
    expect(rebuilds).toBeLessThan(repairs * 0.8);
  });

  test('when repaired in tiny quotas, with changes in between', () => {
    let waits = 0;
    for (let world = 0; world < 8; world++) {
      const graph = randomRouteGraph(100 + world, 120);
      const stage = fieldStage(world, graph);
      for (let round = 0; round < 60; round++) {
        for (let batch = 1 + stage.below(6); batch > 0; batch--) {
          for (let count = 1 + stage.below(3); count > 0; count--) stage.edit(stage.below(graph.nodeCount));
          for (const field of stage.fields) {
            const isDone = field.repair(stage.states, stage.costs, stage.below(12));
            expect(field.isExact).toBe(isDone);
            if (!isDone) waits++;
          }
        }
        for (const field of stage.fields) {
          let calls = 0;
          while (!field.repair(stage.states, stage.costs, 2)) {
            expect(field.isExact).toBe(false);
            expect(field.work).toBeLessThanOrEqual(3);
            expect(++calls).toBeLessThan(4 * graph.nodeCount);
          }
        }
        stage.expectExact();
      }
    }
    expect(waits).toBeGreaterThan(1000);
  });

  test('on the counties, where a repair is far from all nodes', () => {
    const graph = countiesRouteGraph();
    const stage = fieldStage(3, graph);
    for (const field of stage.fields) field.repair(stage.states, stage.costs);
    let work = 0;
    for (let batch = 0; batch < 60; batch++) {
      stage.edit(stage.below(graph.nodeCount));
      for (const field of stage.fields) {
        field.repair(stage.states, stage.costs);
        work += field.work;
      }
      if (batch % 15 === 14) stage.expectExact();
    }
    expect(work).toBeLessThan((60 * FIELDS * graph.nodeCount) / 4);
  });

  test('after it was aimed elsewhere, or the rules changed', () => {
    const graph = randomRouteGraph(9, 120);
    const stage = fieldStage(9, graph);
    const dear = testCosts({ relationPercent: [100, 200, 150, 900] });
    for (let round = 0; round < 30; round++) {
      const costs = round % 2 === 0 ? stage.costs : dear;
      for (const field of stage.fields) {
        stage.edit(stage.below(graph.nodeCount));
        field.aim(1 + stage.below(7), stage.below(graph.nodeCount));
        field.repair(stage.states, costs, stage.below(60));
      }
      for (const field of stage.fields) {
        field.repair(stage.states, costs);
        const plain = plainDijkstra(graph, costs, stage.states, field.faction, field.target);
        expect([...field.costs]).toEqual([...plain]);
      }
    }
  });
});

test('a repair heap gives the least key first, the lowest node of equals, whatever rises, falls or leaves', () => {
  const below = randomDraws(11);
  const heap = new RepairHeap(600);
  const keys = new Map<number, number>();
  for (let turn = 0; turn < 6000; turn++) {
    const node = below(600);
    if (below(4) === 0) {
      heap.remove(node);
      keys.delete(node);
    } else {
      const key = below(200);
      heap.set(node, key);
      keys.set(node, key);
    }
    expect(heap.count).toBe(keys.size);
    if (turn === 3000) {
      heap.clear();
      keys.clear();
    }
    if (turn % 500 !== 499) continue;
    const sorted = [...keys].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([first]) => first);
    for (const first of sorted.slice(0, sorted.length >> 1)) {
      expect(heap.first()).toBe(first);
      heap.remove(first);
      keys.delete(first);
    }
  }
});

describe('a walk over a field', () => {
  test('is the canonical path', () => {
    const answer = createRouteAnswer();
    let steps = 0;
    for (let world = 0; world < 30; world++) {
      const graph = world % 3 === 0 ? meshRouteGraph(10) : randomRouteGraph(200 + world, 100);
      const { below, states, costs, fields, edit } = fieldStage(world, graph);
      for (let round = 0; round < 8; round++) {
        edit(below(graph.nodeCount));
        for (const field of fields) {
          field.repair(states, costs);
          const query = { faction: field.faction, to: field.target, hopsMax: 0, securityMin: 0 };
          for (let from = below(5); from < graph.nodeCount; from += 5) {
            field.walk(from, states, costs, answer);
            const plain = canonicalPath(graph, costs, states, { ...query, from });
            expect(answer.cost).toBe(plain.cost);
            expect([...answer.nodes.subarray(0, answer.hops + 1)]).toEqual(plain.nodes);
            steps += answer.hops;
          }
        }
      }
    }
    expect(steps).toBeGreaterThan(20_000);
  });

  test('of more steps than an answer holds has its cost and hops', () => {
    const graph = meshRouteGraph(150);
    const states = new Uint16Array(graph.nodeCount).fill(1);
    const costs = testCosts();
    const field = new RouteField(graph);
    field.aim(1, graph.nodeCount - 1);
    field.repair(states, costs);
    const answer = createRouteAnswer();
    field.walk(0, states, costs, answer);
    expect(answer.hops).toBe(298);
    expect(answer.cost).toBe(field.costs[0]);
  });

  test('is refused while the field is not exact', () => {
    const graph = meshRouteGraph(6);
    const { states, costs, fields } = fieldStage(1, graph);
    const answer = createRouteAnswer();
    expect(() => fields[0].walk(0, states, costs, answer)).toThrow('not exact');
    fields[0].repair(states, costs);
    fields[0].walk(0, states, costs, answer);
    fields[0].touch(3);
    expect(() => fields[0].walk(0, states, costs, answer)).toThrow('not exact');
  });

  test('ends with an error, not never, over states that nobody told the field of', () => {
    const graph = meshRouteGraph(6);
    const states = new Uint16Array(graph.nodeCount).fill(1);
    const costs = testCosts();
    const field = new RouteField(graph);
    field.aim(1, 0);
    field.repair(states, costs);
    states.fill(3);
    expect(() => field.walk(35, states, costs, createRouteAnswer())).toThrow('not touched');
  });
});
