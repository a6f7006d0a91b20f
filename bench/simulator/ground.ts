import { PROPERTY, PROPERTY_COUNT } from '../../components/combat-rules.ts';
import type { Rules } from '../../components/rules.ts';
import { balanceSchema } from '../../src/config/balance-schema.ts';
import { type FactionsConfig, factionsSchema, ledFactions } from '../../src/config/factions-schema.ts';
import { serverSchema } from '../../src/config/server-schema.ts';
import { worldSchema } from '../../src/config/world-schema.ts';
import { allocateCommandRing } from '../../src/memory/command-ring.ts';
import { allocateControl, allocateSnapshotSlot, type SharedBlocks } from '../../src/memory/control-block.ts';
import { allocateFlightRecorder } from '../../src/memory/flight-recorder.ts';
import { allocateFrameRing } from '../../src/memory/frame-ring.ts';
import { allocateJournalRing } from '../../src/memory/journal-ring.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { allocateTerritoryBoard } from '../../src/memory/territory-board.ts';
import { clearUsed } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../../src/memory/world-memory.ts';
import type { SectorGrid } from '../../src/protocol/items.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { worldFromAscii } from '../../src/territory/ascii-world.ts';
import { buildTerritoryGraph, type TerritoryGraph } from '../../src/territory/graph.ts';
import { openWorld } from '../../src/territory/open-world.ts';

/** What a game is played on. */
export interface Ground {
  readonly graph: TerritoryGraph;
  readonly grid: SectorGrid;
  readonly rules: Rules;
}

const SECTOR_METERS = 100;
const SERVER = serverSchema.parse({});

/** Limits low enough for a small world's few bytes to reach them; rates that depend on a clock are out of reach. */
export const NETWORK = { ...SERVER.network, staleBytes: 800, frameBurst: 1e9, byteBurst: 1e12 };
export const SESSIONS = SERVER.sessions;

/** Fights are short, and who falls is back soon. */
const FIERCE = { lookTicks: 15, respawnTicks: 90, reinforceTicks: 60, mendDelayTicks: 120, useRestTicks: 60 };
const HEALTH_SHARE = 4;
const SWING_SHARE = 3;

/** Everybody strikes more often, and takes fewer strikes. */
function fierce(base: readonly number[]): number[] {
  return base.map((value, i) => {
    if (i % PROPERTY_COUNT === PROPERTY.health) return Math.ceil(value / HEALTH_SHARE);
    return i % PROPERTY_COUNT === PROPERTY.swing ? Math.ceil(value / SWING_SHARE) : value;
  });
}

/** Minds that decide many times in a game of minutes. */
const BRISK_MINDS = { strategicSeconds: 20, tacticalSeconds: 5, decisionDelaySeconds: 0.2 };

/** `factions`: whose minds lead the patrols; without, they roam. */
function groundOn(roam: 'open' | 'territories', factions?: FactionsConfig): Ground {
  const file =
    roam === 'open'
      ? openWorld({ widthMeters: 900, heightMeters: 900, name: 'simulated' })
      : worldFromAscii(['A--B--C', '|  |  |', 'D--E--F'], {
          cellMeters: 300,
          owners: { 1: ['A'], 2: ['C'], 3: ['E'] },
        });
  const graph = buildTerritoryGraph(file);
  const world = worldSchema.parse({
    ...{ sectorSizeMeters: SECTOR_METERS, viewRadiusSectors: 1, hashCheckIntervalTicks: 30 },
    inhabitants: { roam },
  });
  const rules = rulesFrom({
    server: SERVER,
    world,
    balance: balanceSchema.parse({}),
    ...(factions && { factions }),
  });
  // Sessions end and walks take turns often enough for a game of minutes.
  const brisk = { resumeTicks: 250, legTicksMax: 240, pauseTicksMax: 120, avatarUnitsPerTick: 600 };
  const combat = { ...rules.combat, ...FIERCE, base: fierce(rules.combat.base) };
  return { graph, grid: sectorGrid(graph, SECTOR_METERS), rules: { ...rules, ...brisk, combat } };
}

/** An open field, and a land of six territories. */
const GROUNDS: readonly Ground[] = [groundOn('open'), groundOn('territories')];

/** The land alone, with factions that think about it. */
const GROUNDS_WITH_MINDS: readonly Ground[] = [
  groundOn('territories', ledFactions(factionsSchema.parse({ minds: BRISK_MINDS }))),
];

const GATEWAYS_MAX = 2;

/** As many territories of each level as any ground has. */
const LARGEST = {
  controlPointCount: Math.max(...GROUNDS.map(({ graph }) => graph.controlPointCount)),
  districtCount: Math.max(...GROUNDS.map(({ graph }) => graph.districtCount)),
  regionCount: Math.max(...GROUNDS.map(({ graph }) => graph.regionCount)),
};

/** Memory of all threads, taken once per process and cleared for each boot: it is large, and the games are many. */
export class Machine {
  /** Where games on it are played. */
  readonly grounds: readonly Ground[];
  readonly blocks: SharedBlocks = {
    control: allocateControl(),
    world: allocateWorldMemory(),
    snapshot: allocateSnapshotSlot(),
    metrics: allocateMetrics(),
    frames: allocateFrameRing(),
    journal: allocateJournalRing(),
    flight: allocateFlightRecorder(0),
    territory: allocateTerritoryBoard(LARGEST),
    commands: Array.from({ length: GATEWAYS_MAX }, () => allocateCommandRing()),
  };
  /** A second world, for the replay from the beginning. */
  readonly shadow = allocateWorldMemory();
  /** A third one, for the replay from the oldest snapshot. */
  readonly spare = allocateWorldMemory();

  constructor(hasMinds = false) {
    this.grounds = hasMinds ? GROUNDS_WITH_MINDS : GROUNDS;
  }

  powerOn(): void {
    const { world, control, journal, commands } = this.blocks;
    clearUsed(viewStores(world), LARGEST.districtCount);
    // Rings are as good as new once nothing counts as written to them.
    for (const block of [control, journal, ...commands]) new Int32Array(block, 0, 16).fill(0);
  }
}
