import { describe, expect, it } from 'vitest';
import { arenaWorld } from '../bench/tournament/arena-world.ts';
import { buildTerritoryGraph, worldTopology } from '../src/territory/graph.ts';
import { FACTION_MAX, type WorldFile } from '../src/territory/world-schema.ts';

const SEED = 5;

/** What a faction begins with, without who it is and where: the same for all if the world is fair. */
function startOf(world: WorldFile, faction: number) {
  const degree = world.districts.map(() => 0);
  const meters = world.districts.map(() => 0);
  for (let i = 0; i < world.borders.length; i += 4) {
    for (const end of [world.borders[i], world.borders[i + 1]]) {
      degree[end]++;
      meters[end] += world.borders[i + 2];
    }
  }
  const land = world.districts.flatMap((district, index) =>
    district.owner === faction ? [{ district, index }] : [],
  );
  const hub = world.hubs.find((one) => one.faction === faction)!.district;
  return {
    ownsItsHub: world.districts[hub].owner === faction,
    hub: [degree[hub], world.districts[hub].strategicValue],
    land: land
      .map(({ district, index }) => [district.strategicValue, district.resource, degree[index]].join(' '))
      .sort(),
    // Centers are whole meters: turned around the middle they differ by one at most.
    meters: Math.round(land.reduce((sum, { index }) => sum + meters[index], 0) / 100),
  };
}

describe('the arena', () => {
  it('gives all seven factions the same start', () => {
    const world = arenaWorld(SEED);
    const first = startOf(world, 1);
    expect(first.ownsItsHub).toBe(true);
    expect(first.land).toHaveLength(20);
    for (let faction = 2; faction <= FACTION_MAX; faction++) expect(startOf(world, faction)).toEqual(first);
  });

  it('is one piece of land that a server can run', () => {
    const graph = buildTerritoryGraph(arenaWorld(SEED));
    expect(graph.districtCount).toBe(148);
    expect(worldTopology(graph).sizes).toEqual([148]);
    for (let d = 0; d < graph.districtCount; d++) {
      expect(graph.districtX[d]).toBeGreaterThan(0);
      expect(graph.districtX[d]).toBeLessThan(graph.widthUnits);
    }
  });

  it('seats the factions by the seed, and every faction everywhere', () => {
    const seats = Array.from({ length: 60 }, (_, seed) =>
      arenaWorld(seed).hubs.map(({ faction }) => faction),
    );
    for (const seat of seats) expect(seat.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    for (let place = 0; place < FACTION_MAX; place++) {
      expect(new Set(seats.map((seat) => seat[place])).size).toBe(FACTION_MAX);
    }
    expect(arenaWorld(SEED)).toEqual(arenaWorld(SEED));
  });
});
