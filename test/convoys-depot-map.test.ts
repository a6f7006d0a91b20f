import { describe, expect, test } from 'vitest';
import { depotMapOf } from '../src/convoys/depot-map.ts';
import { NearestSources } from '../src/convoys/nearest-sources.ts';
import { DEPOT_COUNT_MAX } from '../src/limits.ts';
import { vectorLength } from '../src/maths/fixed-point.ts';
import { type RouteGraph, UNREACHABLE } from '../src/routing/route-graph.ts';
import { worldFromAscii } from '../src/territory/ascii-world.ts';
import { buildTerritoryGraph } from '../src/territory/graph.ts';
import { openWorld } from '../src/territory/open-world.ts';
import { readWorldFile } from '../src/territory/world-file.ts';
import { randomDraws, randomRouteGraph } from './support/routing-worlds.ts';

/** Length of the shortest way from each source to every node, by relaxing all edges until nothing gets shorter. */
function plainDistances(graph: RouteGraph, sources: readonly number[]): number[][] {
  return sources.map((source) => {
    const distance = new Array<number>(graph.nodeCount).fill(UNREACHABLE);
    distance[source] = 0;
    for (let isDone = false; !isDone; ) {
      isDone = true;
      for (let from = 0; from < graph.nodeCount; from++) {
        for (let edge = graph.start[from]; edge < graph.start[from + 1]; edge++) {
          const there = distance[from] + graph.length[edge];
          if (distance[from] === UNREACHABLE || there >= distance[graph.target[edge]]) continue;
          distance[graph.target[edge]] = there;
          isDone = false;
        }
      }
    }
    return distance;
  });
}

describe('the nearest source', () => {
  test('is nearest by length and the lowest of equals, on any graph', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const graph = randomRouteGraph(seed, 5 + (seed % 40));
      const below = randomDraws(seed);
      const sources = [...new Set(Array.from({ length: 1 + below(5) }, () => below(graph.nodeCount)))];
      const found = new NearestSources(graph, sources);
      const distances = plainDistances(graph, sources);
      for (let node = 0; node < graph.nodeCount; node++) {
        const least = Math.min(...distances.map((distance) => distance[node]));
        const source =
          least === UNREACHABLE ? -1 : distances.findIndex((distance) => distance[node] === least);
        expect([found.sourceOf[node], found.distance[node]]).toEqual([source, least]);
      }
    }
  });
});

describe('depots', () => {
  test('of the counties are the hubs and 89 more, each with its share of the land', () => {
    const graph = buildTerritoryGraph(readWorldFile('worlds/us-counties.json'));
    const map = depotMapOf(graph);
    expect(map.count).toBe(96);
    expect([...map.district.slice(0, 7)]).toEqual([...graph.hubDistrict.slice(1)]);
    expect([...map.isHub]).toEqual([...new Array(7).fill(1), ...new Array(89).fill(0)]);
    const belongs = [...map.catchment].sort((a, b) => a - b);
    expect(belongs).toEqual(Array.from({ length: graph.districtCount }, (_, district) => district));
    map.district.forEach((district, depot) => {
      expect(map.ofDistrict[district]).toBe(depot);
      const own = map.catchment.slice(map.catchmentStart[depot], map.catchmentStart[depot + 1]);
      expect(own.includes(district)).toBe(true);
      expect([...own]).toEqual([...own].sort((a, b) => a - b));
    });
    expect(map.ofDistrict.filter((depot) => depot >= 0)).toHaveLength(96);
    // Kept apart: two of them are as near as an even spread of hubs chosen by the world allows.
    const places = [...map.district].slice(7);
    const { districtX: x, districtY: y } = graph;
    const nearest = places.map((a) =>
      Math.min(...places.filter((b) => b !== a).map((b) => vectorLength(x[a] - x[b], y[a] - y[b]))),
    );
    expect(Math.min(...nearest)).toBeGreaterThan(vectorLength(graph.widthUnits, 0) / 40);
    expect(depotMapOf(graph)).toEqual(map);
  });

  test('of a tiny world are several', () => {
    const map = depotMapOf(buildTerritoryGraph(readWorldFile('worlds/tiny.txt')));
    expect(map.count).toBeGreaterThanOrEqual(4);
    expect(map.isHub[0]).toBe(1);
  });

  test('are the most valuable places, apart from each other', () => {
    const lines = ['A--B--C--D--E--F--G--H--I'];
    const options = { cellMeters: 1000, owners: { 2: ['A'] } };
    const values = { B: 100, D: 90, E: 95, H: 80 };
    const map = depotMapOf(buildTerritoryGraph(worldFromAscii(lines, { ...options, values })));
    // The hub and three more. B is worth most, but next to the hub; D lies next to E.
    const names = [...map.district].map((district) => 'ABCDEFGHI'[district]);
    expect(names).toEqual(['A', 'E', 'H', 'C']);
    expect([...map.catchment].map((district) => 'ABCDEFGHI'[district]).join('')).toBe('ABDEFGHIC');
  });

  test('are none where there are no hubs and no supply depots', () => {
    const graph = buildTerritoryGraph(openWorld({ widthMeters: 900, heightMeters: 900, name: 'open' }));
    expect(depotMapOf(graph).count).toBeLessThanOrEqual(1);
    const empty = {
      ...graph,
      hubDistrict: graph.hubDistrict.map(() => -1),
      controlPointStart: graph.controlPointStart.map(() => 0),
    } as unknown as typeof graph;
    const map = depotMapOf(empty);
    expect(map.count).toBe(0);
    expect([...map.catchmentStart]).toEqual([0]);
    expect(map.catchment).toHaveLength(0);
  });

  test('are no more than there is room for', () => {
    const row = Array.from({ length: 52 }, (_, i) => String.fromCharCode(i < 26 ? 65 + i : 71 + i)).join(
      '--',
    );
    const world = worldFromAscii([row], { cellMeters: 500 });
    const graph = buildTerritoryGraph(world);
    // As large a world as takes all of them, made of a small one.
    const many = 9000;
    const wide = {
      ...graph,
      districtCount: many,
      districtX: new Int32Array(many).map((_, i) => i * 1000),
      districtY: new Int32Array(many),
      districtValue: new Uint8Array(many).fill(50),
      controlPointStart: new Uint32Array(many + 1).map((_, i) => i),
      controlPointType: new Uint8Array(many).fill(1),
      neighborStart: new Uint32Array(many + 1),
      neighborDistrict: new Uint32Array(0),
      neighborMeters: new Int32Array(0),
    } as unknown as typeof graph;
    expect(depotMapOf(wide).count).toBe(DEPOT_COUNT_MAX);
  });
});
