import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import type { Config } from '../../src/config/schema.ts';
import { worldHash } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import type { SectorGrid } from '../../src/protocol/items.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { baseRules, Divergence, replay } from '../../src/sim/replay.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { SIMULATION_VERSION } from '../../src/sim/version.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { readTail } from '../../src/storage/journal-reader.ts';
import { journalIdentity, worldFingerprint } from '../../src/storage/saved-world.ts';
import { Snapshots } from '../../src/storage/snapshots.ts';
import { buildTerritoryGraph, type TerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';

/** Snapshots that each crash is replayed from. */
const SNAPSHOTS_REPLAYED = 2;
/** Snapshots that the copy under inspection could keep; nothing is written to it. */
const SNAPSHOTS_KEPT = 3;

/** A way from a snapshot to the end of history. */
export interface Replayed {
  readonly world: World;
  /** Tick of the snapshot; 0 when history began without one. */
  readonly fromTick: number;
  readonly tick: number;
  readonly hash: number;
  readonly millis: number;
  /** Where the replay left the history it repeats, and stopped; undefined when it did not. */
  readonly divergence: string | undefined;
  /** What was damaged or missing. */
  readonly problems: readonly string[];
}

/** Replays what a killed server left behind, here and on a copy: the directory stays as the crash left it. */
export class Inspector {
  readonly #config: Config;
  readonly #graph: TerritoryGraph;
  readonly #grid: SectorGrid;
  readonly #rules: Rules;
  readonly #fingerprint: string;

  /** `config` is what the servers run with. Throws when its world file cannot be read. */
  constructor(config: Config) {
    this.#config = config;
    this.#graph = buildTerritoryGraph(readWorldFile(config.world.file));
    this.#grid = sectorGrid(this.#graph, config.world.sectorSizeMeters);
    this.#rules = rulesFrom(config);
    this.#fingerprint = worldFingerprint(config.world.file, this.#graph.name);
  }

  /** Where the servers keep the world. */
  get dataDirectory(): string {
    return join(this.#config.server.storage.directory, this.#graph.name);
  }

  /**
   * Replays from the newest snapshots, newest first. `watch` makes who is called after each tick of a replay.
   */
  replayAll(watch: () => (world: World) => void): Replayed[] {
    const copy = mkdtempSync(join(tmpdir(), 'marchland-crash-'));
    try {
      cpSync(this.dataDirectory, copy, { recursive: true });
      const database = openDatabase(join(copy, 'world.db'), 'schema');
      try {
        const saved = { world: this.#fingerprint, districtCount: this.#graph.districtCount };
        const snapshots = new Snapshots(database, saved, SNAPSHOTS_KEPT);
        const ticks = snapshots.list().map(({ tick }) => tick);
        const starts = ticks.length === 0 ? [[]] : ticks.slice(0, SNAPSHOTS_REPLAYED).map((tick) => [tick]);
        return starts.map((start) => this.#replayFrom(copy, snapshots, start, watch()));
      } finally {
        database.close();
      }
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  /** `ticks` names the snapshot to begin with; without any, history begins with the world. */
  #replayFrom(
    directory: string,
    snapshots: Snapshots,
    ticks: readonly number[],
    afterTick: (world: World) => void,
  ): Replayed {
    const memory = allocateWorldMemory();
    const restored = snapshots.restore(memory, ticks);
    const from = restored.found ? restored : { epoch: 0, tick: 0 };
    const identity = {
      ...journalIdentity(this.#fingerprint, SIMULATION_VERSION),
      sectorUnits: this.#grid.units,
    };
    const tail = readTail(directory, from.epoch, from.tick, identity);
    const rules = tail.base ? baseRules(tail.base) : this.#rules;
    const world = createWorld(memory, this.#graph, this.#grid, rules, this.#config.world.seed);
    const start = performance.now();
    const divergence = divergenceOf(() => replay(world, tail.entries, afterTick));
    return {
      world,
      fromTick: from.tick,
      tick: world.ledger.tick[0],
      hash: worldHash(world, this.#graph.districtCount),
      millis: performance.now() - start,
      divergence,
      problems: [...restored.problems, ...tail.problems],
    };
  }
}

function divergenceOf(run: () => void): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Divergence) return error.message;
    throw error;
  }
}
