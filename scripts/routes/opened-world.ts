import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../components/world.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { LAST_TICK } from '../../src/sim/replay.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import { listedDisruptions, roadState } from '../../systems/actions/road-state.ts';
import { setRules } from '../../systems/actions/set-rules.ts';
import { HistoryRun } from '../replay/history-run.ts';

/** Where a world comes from. */
export interface WorldSource {
  /** Data directory, or the one it lies in; undefined: that of the configuration, if there is one. */
  readonly data: string | undefined;
  /** A world that begins now, whatever is saved. */
  readonly isFresh: boolean;
  readonly config: string;
  readonly worldFile: string | undefined;
  /** `PATH=VALUE` overrides of the configuration. */
  readonly settings: readonly string[];
}

/** A world to be looked at. Nothing of it is written back. */
export interface OpenedWorld {
  readonly world: World;
  /** Road states of all districts as they follow from the territories at this moment. */
  readonly states: Uint16Array;
  /** Names of the factions; 0 is nobody. */
  readonly factionNames: readonly string[];
  /** Data directory it was read from; undefined for one that begins now. */
  readonly directory: string | undefined;
  readonly problems: readonly string[];
}

const WORLD_DATABASE = 'world.db';

/** Opens the world that is saved, or else a fresh one. Throws when what was asked for is not there. */
export function openWorldFrom(source: WorldSource): OpenedWorld {
  const config = loadConfig(source.config, source.settings);
  const worldFile = source.worldFile ?? config.world.file;
  const directory = source.isFresh ? undefined : savedDirectory(source, config, worldFile);
  const factionNames = ['nobody'];
  for (const { id, name } of config.factions.factions) factionNames[id] = name;
  if (directory === undefined) {
    const graph = buildTerritoryGraph(readWorldFile(worldFile));
    const grid = sectorGrid(graph, config.world.sectorSizeMeters);
    const world = createWorld(allocateWorldMemory(), graph, grid, rulesFrom(config), config.world.seed);
    return { world, states: statesOf(world), factionNames, directory, problems: [] };
  }
  const run = new HistoryRun({
    ...{ directory, configDirectory: source.config, worldFile: source.worldFile, fromTick: LAST_TICK },
    afterTick: () => {},
  });
  run.advanceTo(LAST_TICK);
  const { problems, world } = run;
  // Without a setting the rules are those the world was saved with: the question is about that world.
  if (source.settings.length > 0) setRules(world, rulesFrom(config));
  return { world, states: statesOf(world), factionNames, directory, problems };
}

function savedDirectory(source: WorldSource, config: Config, worldFile: string): string | undefined {
  const given = source.data ?? config.server.storage.directory;
  if (existsSync(join(given, WORLD_DATABASE))) return given;
  const { name } = readWorldFile(worldFile);
  if (existsSync(join(given, name, WORLD_DATABASE))) return join(given, name);
  if (source.data === undefined) return undefined;
  throw new Error(
    `--data: found no saved world in ${given}, allowed: a directory with ${WORLD_DATABASE} in it or in ` +
      `${join(given, name)}, or --fresh`,
  );
}

/** A fresh world has not had the tick that tells its roads of their owners. */
function statesOf(world: World): Uint16Array {
  return Uint16Array.from({ length: world.graph.districtCount }, (_, district) =>
    roadState(world, district, listedDisruptions(world, district)),
  );
}
