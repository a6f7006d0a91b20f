import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { balanceSchema } from '../../src/config/balance-schema.ts';
import { serverSchema } from '../../src/config/server-schema.ts';
import { worldSchema } from '../../src/config/world-schema.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { runTick } from '../../src/sim/tick.ts';
import { type AsciiWorldOptions, worldFromAscii } from '../../src/territory/ascii-world.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import type { WorldFile } from '../../src/territory/world-schema.ts';
import { despawn, spawn } from '../../systems/actions/spawn.ts';
import { stand } from '../../systems/actions/stand.ts';

const CONFIG = {
  server: serverSchema.parse({ network: {}, sessions: {}, operator: {}, storage: {}, loop: {}, log: {} }),
  world: worldSchema.parse({}),
};

/** The default rules, with some of those of territory replaced. */
export function territoryRules(changes: Partial<Rules['territory']> = {}): Rules {
  const rules = rulesFrom({ ...CONFIG, balance: balanceSchema.parse({}) });
  // Nothing comes from outside unless a test asks for it.
  return { ...rules, territory: { ...rules.territory, eventIntervalTicks: 0, ...changes } };
}

/** A world of territories in which units stand where a test puts them, run tick by tick without clients. */
export class Land {
  readonly world: World;

  constructor(file: WorldFile, rules = territoryRules(), memory = allocateWorldMemory(), seed = 1) {
    const graph = buildTerritoryGraph(file);
    this.world = createWorld(memory, graph, sectorGrid(graph, 100), rules, seed);
  }

  static drawn(
    lines: readonly string[],
    options: AsciiWorldOptions = {},
    changes: Partial<Rules['territory']> = {},
  ): Land {
    return new Land(worldFromAscii(lines, { cellMeters: 500, ...options }), territoryRules(changes));
  }

  /** A unit that stands at a control point. Returns its id. */
  place(faction: number, point: number): number {
    const { graph } = this.world;
    const id = spawn(
      this.world,
      ENTITY_KIND.avatar,
      faction,
      graph.controlPointX[point],
      graph.controlPointY[point],
    );
    // At once, and not at the next look at it.
    stand(this.world, id, point + 1);
    return id;
  }

  remove(id: number): void {
    despawn(this.world, id);
  }

  tick(ticks = 1, after: (world: World) => void = () => {}): void {
    for (let i = 0; i < ticks; i++) {
      runTick(this.world, () => {});
      after(this.world);
    }
  }

  seconds(seconds: number, after?: (world: World) => void): void {
    this.tick(60 * seconds, after);
  }

  /** Milli-points of the eight sides at a control point. */
  influence(point: number): number[] {
    return [...this.world.influence.milli.slice(point * SIDE_COUNT, (point + 1) * SIDE_COUNT)];
  }

  /** Milli-points of the eight sides in a district. */
  share(district: number): number[] {
    return [...this.world.districtSide.share.slice(district * SIDE_COUNT, (district + 1) * SIDE_COUNT)];
  }

  /** Sets what each side has at a control point, as if it had always been so. */
  setInfluence(point: number, sides: Record<number, number>): void {
    const { districtSide, graph, influence } = this.world;
    const district = graph.controlPointDistrict[point];
    let left = 100_000;
    for (let side = 1; side < SIDE_COUNT; side++) {
      const milli = sides[side] ?? 0;
      districtSide.sum[district * SIDE_COUNT + side] += milli - influence.milli[point * SIDE_COUNT + side];
      influence.milli[point * SIDE_COUNT + side] = milli;
      left -= milli;
    }
    influence.milli[point * SIDE_COUNT] = left;
    const points = graph.controlPointStart[district + 1] - graph.controlPointStart[district];
    let rest = 100_000;
    for (let side = 1; side < SIDE_COUNT; side++) {
      const share = Math.floor(districtSide.sum[district * SIDE_COUNT + side] / points);
      districtSide.share[district * SIDE_COUNT + side] = share;
      rest -= share;
    }
    districtSide.share[district * SIDE_COUNT] = rest;
  }
}
