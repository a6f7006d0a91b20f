import { BORDER_LAND, BORDER_SEA, type Point } from '../world-schema.ts';

export interface Border {
  a: number;
  b: number;
  kind: number;
}

/** Land borders from neighbor lists: each once with a < b, whoever named it, and never with itself. */
export function landBorders(neighbors: readonly (readonly number[])[]): Border[] {
  const pairs = new Set<number>();
  neighbors.forEach((list, from) => {
    for (const to of list) {
      if (to !== from) pairs.add(Math.min(from, to) * neighbors.length + Math.max(from, to));
    }
  });
  return sortBorders(
    [...pairs].map((pair) => ({
      a: Math.floor(pair / neighbors.length),
      b: pair % neighbors.length,
      kind: BORDER_LAND,
    })),
  );
}

/** The component number of each district; components are numbered by their lowest district. */
export function componentsOf(districtCount: number, borders: readonly Border[]): number[] {
  const parent = Array.from({ length: districtCount }, (_, i) => i);
  const root = (district: number) => {
    while (parent[district] !== district) district = parent[district] = parent[parent[district]];
    return district;
  };
  for (const { a, b } of borders) {
    const [low, high] = [root(a), root(b)].sort((x, y) => x - y);
    parent[high] = low;
  }
  return parent.map((_, district) => root(district));
}

/** Districts of the largest component; of equal ones, the one with the lowest district. */
export function largestComponent(districtCount: number, borders: readonly Border[]): number[] {
  const component = componentsOf(districtCount, borders);
  const sizes = new Map<number, number>();
  for (const root of component) sizes.set(root, (sizes.get(root) ?? 0) + 1);
  const [largest] = [...sizes].sort((one, other) => other[1] - one[1] || one[0] - other[0])[0];
  return component.flatMap((root, district) => (root === largest ? [district] : []));
}

/**
 * Adds sea links until everything is connected: in each round every component is linked to the nearest
 * other one, measured between centers.
 */
export function linkIslands(centers: readonly Point[], borders: readonly Border[]): Border[] {
  let linked = [...borders];
  for (;;) {
    const component = componentsOf(centers.length, linked);
    const nearest = nearestOutside(centers, component);
    if (nearest.size === 0) return sortBorders(linked);
    const added = new Map<string, Border>();
    for (const { a, b } of nearest.values()) {
      const border = { a: Math.min(a, b), b: Math.max(a, b), kind: BORDER_SEA };
      added.set(`${border.a},${border.b}`, border);
    }
    linked = [...linked, ...added.values()];
  }
}

/** Per component the closest pair of a district in it and one outside; empty when there is one component. */
function nearestOutside(centers: readonly Point[], component: readonly number[]) {
  const nearest = new Map<number, { a: number; b: number; squared: number }>();
  const offer = (a: number, b: number, squared: number) => {
    const best = nearest.get(component[a]);
    if (best === undefined || squared < best.squared) nearest.set(component[a], { a, b, squared });
  };
  for (let a = 0; a < centers.length; a++) {
    for (let b = a + 1; b < centers.length; b++) {
      if (component[a] === component[b]) continue;
      const squared = (centers[a][0] - centers[b][0]) ** 2 + (centers[a][1] - centers[b][1]) ** 2;
      offer(a, b, squared);
      offer(b, a, squared);
    }
  }
  return nearest;
}

function sortBorders(borders: Border[]): Border[] {
  return borders.sort((one, other) => one.a - other.a || one.b - other.b);
}
