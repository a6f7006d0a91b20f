import type { World } from '../../components/world.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/schema.ts';
import { worldHash } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory } from '../../src/memory/world-memory.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { type AfterTick, baseRules, Replay, type TickHooks } from '../../src/sim/replay.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import { sectorGrid } from '../../src/sim/sector-grid.ts';
import { SIMULATION_VERSION } from '../../src/sim/version.ts';
import { Archive, ArchiveError } from '../../src/storage/archive.ts';
import { entryWords } from '../../src/storage/journal.ts';
import type { JournalSegment } from '../../src/storage/journal-reader.ts';
import { journalIdentity, worldFingerprint } from '../../src/storage/saved-world.ts';
import type { SnapshotName } from '../../src/storage/snapshots.ts';
import { buildTerritoryGraph } from '../../src/territory/graph.ts';
import { readWorldFile, type WorldFile } from '../../src/territory/world-file.ts';

export interface RunOptions {
  readonly directory: string;
  readonly configDirectory: string;
  /** World file, in place of the configuration's. */
  readonly worldFile: string | undefined;
  readonly fromTick: number | undefined;
  readonly afterTick: AfterTick;
  /** As after `--set`: knobs that the history was made with and the files do not tell. */
  readonly settings?: readonly string[];
}

/** A part of history, and the snapshot that the world must equal at the end of it. */
interface Stage {
  readonly replay: Replay;
  readonly snapshot: SnapshotName | undefined;
}

/** The saved history of one world, being repeated. */
export class HistoryRun {
  readonly world: World;
  /** Tick at which it begins, and the last one that anything is known of. */
  readonly fromTick: number;
  readonly lastTick: number;
  /** What it was repeated with: for whoever shows it. */
  readonly config: Config;
  readonly worldFile: WorldFile;
  /** What is damaged or missing, each with its file. */
  readonly problems: readonly string[];
  snapshotsVerified = 0;
  /** Snapshots that the replay did not arrive at. */
  readonly mismatches: string[] = [];
  readonly #stages: Stage[] = [];
  #stage = 0;

  /** Reads all that is kept. Throws when the configuration, the world file or the directory cannot be used. */
  constructor(options: RunOptions) {
    const config = loadConfig(options.configDirectory, options.settings);
    const worldPath = options.worldFile ?? config.world.file;
    this.config = config;
    this.worldFile = readWorldFile(worldPath);
    const graph = buildTerritoryGraph(this.worldFile);
    const fingerprint = worldFingerprint(worldPath, graph.name);
    const grid = gridOf(config, graph);
    const identity = { ...journalIdentity(fingerprint, SIMULATION_VERSION), sectorUnits: grid.units };
    const saved = { world: fingerprint, districtCount: graph.districtCount };
    const archive = new Archive(options.directory, saved, identity);
    try {
      const memory = allocateWorldMemory();
      const snapshots = archive.snapshots();
      const restored = archive.restore(memory, options.fromTick);
      const from = restored.found ? restored : { epoch: 0, tick: 0 };
      const history = archive.history(from.epoch, from.tick);
      this.problems = [...archive.problems, ...restored.problems, ...history.problems];
      if (!restored.found && history.segments.length === 0) {
        const oldest = snapshots[0]?.tick ?? 0;
        if (options.fromTick !== undefined && options.fromTick < oldest) {
          throw new RangeError(
            `--from: found ${options.fromTick}, allowed: ${oldest} and later, where what is kept begins`,
          );
        }
        throw new ArchiveError(
          [`${options.directory}: nothing to begin at, neither a good snapshot nor a journal`]
            .concat(this.problems)
            .join('\n'),
        );
      }
      const isOwn = ({ file }: JournalSegment) => file.epoch === from.epoch && file.baseTick === from.tick;
      const own = history.segments.find(isOwn);
      const rules = own && own.base.length > 0 ? baseRules(own.base) : rulesFrom(config);
      this.world = createWorld(memory, graph, grid, rules, config.world.seed);
      for (const segment of history.segments) {
        const { epoch, baseTick } = segment.file;
        const snapshot = snapshots.find((row) => row.epoch === epoch && row.tick === baseTick);
        if (segment !== own) this.#stages.push({ replay: this.#replay(segment.base, options), snapshot });
        this.#stages.push({ replay: this.#replay(segment.entries, options), snapshot: undefined });
      }
      this.fromTick = from.tick;
      this.lastTick = history.segments.reduce(lastTickOf, from.tick);
    } finally {
      archive.close();
    }
  }

  /** Ticks, entries and commands (inbox records) repeated so far. */
  get counts(): { ticks: number; entries: number; commands: number } {
    return {
      ticks: this.world.ledger.tick[0] - this.fromTick,
      entries: this.#stages.reduce((sum, { replay }) => sum + replay.entries, 0),
      commands: this.#stages.reduce((sum, { replay }) => sum + replay.commands, 0),
    };
  }

  /** Calls `hooks` around every tick from now on. */
  measure(hooks: TickHooks): void {
    for (const { replay } of this.#stages) replay.hooks = hooks;
  }

  get hash(): number {
    return worldHash(this.world, this.world.graph.districtCount);
  }

  /** Repeats history up to `tick`, or as far as it goes. Throws Divergence when the world leaves it. */
  advanceTo(tick: number): void {
    for (; this.#stage < this.#stages.length; this.#stage++) {
      const { replay, snapshot } = this.#stages[this.#stage];
      replay.advanceTo(tick);
      if (!replay.isDone) return;
      if (snapshot !== undefined) this.#verify(snapshot);
    }
  }

  #replay(words: Int32Array, options: RunOptions): Replay {
    return new Replay(this.world, words, options.afterTick);
  }

  #verify({ tick, hash }: SnapshotName): void {
    const found = this.hash;
    if (found === hash) this.snapshotsVerified++;
    else this.mismatches.push(`snapshot of tick ${tick}: hash ${hex(hash)}, replayed ${hex(found)}`);
  }
}

function gridOf(config: Config, graph: Parameters<typeof sectorGrid>[0]): ReturnType<typeof sectorGrid> {
  return sectorGrid(graph, config.world.sectorSizeMeters);
}

/** The last tick that the journal tells of, `before` when the segment tells of none. */
function lastTickOf(before: number, { file, entries }: JournalSegment): number {
  let last = Math.max(before, file.baseTick);
  for (let at = 0; at < entries.length; at += entryWords(entries, at)) last = entries[at + 1] >>> 0;
  return last;
}

/** A hash as people read it. */
export function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}
