import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { allocateCommandRing } from '../memory/command-ring.ts';
import { commitMemory } from '../memory/commit-memory.ts';
import { allocateControl, allocateSnapshotSlot, type SharedBlocks } from '../memory/control-block.ts';
import { allocateFlightRecorder } from '../memory/flight-recorder.ts';
import { allocateFrameRing } from '../memory/frame-ring.ts';
import { allocateJournalRing } from '../memory/journal-ring.ts';
import { allocateMetrics } from '../memory/metrics-block.ts';
import { allocateTerritoryBoard, type TerritoryCounts } from '../memory/territory-board.ts';
import { allocateWorldMemory } from '../memory/world-memory.ts';
import type { SimData } from './thread.ts';
import { SEMI_SPACE_MB } from './young-generation.ts';

/** The memory that the threads of one world share, zeroed. */
export function allocateBlocks(gatewayCount: number, counts: TerritoryCounts): SharedBlocks {
  return {
    control: allocateControl(),
    world: allocateWorldMemory(),
    snapshot: allocateSnapshotSlot(),
    metrics: allocateMetrics(),
    frames: commitMemory(allocateFrameRing()),
    journal: allocateJournalRing(),
    territory: allocateTerritoryBoard(counts),
    flight: commitMemory(allocateFlightRecorder(gatewayCount)),
    commands: Array.from({ length: gatewayCount }, () => commitMemory(allocateCommandRing())),
  };
}

/** Starts the simulation thread. It sends SimReports, `started` first, and ends on a SimRequest of kind `stop`. */
export function spawnSim(data: SimData): Worker {
  // Resource limits only cap the young generation; without this it starts at 1 MB and collects to find out.
  setFlagsFromString(`--min-semi-space-size=${SEMI_SPACE_MB}`);
  return new Worker(new URL('./thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: SEMI_SPACE_MB * 3 },
  });
}
