import type { World } from '../../components/world.ts';
import { loadConfig } from '../../src/config/load.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { createWorld, populate } from '../../src/sim/create-world.ts';
import { RouteExchange } from '../../src/sim/route-exchange.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { runTick } from '../../src/sim/tick.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import type { ConvoysOptions } from './options.ts';
import { Unrest } from './unrest.ts';

const nobodyMeasures = () => {};

/** A world of the configuration and its patrols in one thread and as fast as it can; routes are searched in it too. */
export class HeadlessGame {
  readonly world: World;
  /** 0 is nobody. */
  readonly factionNames: readonly string[];
  readonly #exchange: RouteExchange;
  readonly #unrest: Unrest;
  /** Milliseconds of each tick, without the searches between two of them. */
  readonly #tickMillis: Float64Array;
  #ticks = 0;

  /** Throws when the configuration or the world file cannot be used. */
  constructor(options: ConvoysOptions) {
    const config = loadConfig(options.config, options.settings);
    const graph = buildTerritoryGraph(readWorldFile(options.worldFile ?? config.world.file));
    const grid = sectorGrid(graph, config.world.sectorSizeMeters);
    const seed = options.seed ?? config.world.seed;
    this.world = createWorld(allocateWorldMemory(), graph, grid, rulesFrom(config), seed);
    populate(this.world, config.world.inhabitants.patrols);
    this.factionNames = ['nobody', ...config.factions.factions.map(({ name }) => name)];
    this.#exchange = new RouteExchange(this.world, 0, allocateMetrics());
    this.#unrest = new Unrest(this.world, options.changesPerMinute, seed);
    this.#tickMillis = new Float64Array(options.minutes * 60 * TICKS_PER_SECOND);
  }

  /** One tick with the answers that have come, and the search for what it asks. */
  tick(): void {
    this.#unrest.stir();
    this.#exchange.collect(this.world.inbox);
    const start = performance.now();
    runTick(this.world, nobodyMeasures);
    this.#tickMillis[this.#ticks++] = performance.now() - start;
    this.#exchange.publish();
  }

  /** Milliseconds that a share (0-1) of all ticks so far did not exceed. */
  tickMs(share: number): number {
    const sorted = this.#tickMillis.slice(0, this.#ticks).sort();
    return sorted[Math.max(0, Math.ceil(share * this.#ticks) - 1)] ?? 0;
  }
}
