import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { SCHEDULE } from '../systems/schedule.ts';
import { type LoadedConfig, readConfig } from './config/load.ts';
import type { Config } from './config/schema.ts';
import { watchConfig } from './config/watch.ts';
import { TICKS_PER_SECOND } from './maths/fixed-point.ts';
import { type SharedBlocks, viewControl } from './memory/control-block.ts';
import { claimPort } from './ops/claim-port.ts';
import { type OperatorConsole, openConsole } from './ops/console.ts';
import { MemoryWatch } from './ops/memory-watch.ts';
import { type ThreadName, threadId } from './ops/thread-usage.ts';
import { REFUSAL_NAMES } from './protocol/client-messages.ts';
import { summaryScales } from './protocol/sector-scale.ts';
import { viewJson } from './recording/view-json.ts';
import { rulesFrom } from './sim/rules.ts';
import { sectorGrid } from './sim/sector-grid.ts';
import { allocateBlocks } from './sim/spawn.ts';
import { SIMULATION_VERSION } from './sim/version.ts';
import { journalIdentity, worldFingerprint } from './storage/saved-world.ts';
import { Alarms } from './supervisor/alarms.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import { TraceKeeper } from './supervisor/trace-keeper.ts';
import { buildTerritoryGraph } from './territory/graph.ts';
import { readWorldFile } from './territory/world-file.ts';

export interface ServerOptions {
  readonly configDirectory: string;
  /** Texts of `--set`. */
  readonly settings: readonly string[];
  readonly loaded: LoadedConfig;
  readonly log: Logger;
}

export interface StartedWorld {
  readonly mapUrl: string;
  readonly socketUrl: string;
  readonly operatorUrl: string;
  readonly title: string;
  readonly districts: number;
  readonly entities: number;
  readonly tick: number;
  readonly hash: number;
  readonly restored: boolean;
  /** Ticks repeated from the journal after the snapshot, and how long that took. */
  readonly replayedTicks: number;
  readonly replayMillis: number;
  readonly dataDirectory: string;
}

/**
 * The whole server: shared memory, threads, operator port. `start` begins in an order in which everything that can be
 * wrong with files, ports and configuration shows before a single tick has run; nothing is left half started.
 */
export class Server {
  readonly #options: ServerOptions;
  readonly #threads: ThreadName[] = [];
  #supervisor: Supervisor | undefined;
  #console: OperatorConsole | undefined;
  #alarms: Alarms | undefined;
  #memory: MemoryWatch | undefined;
  #traces: TraceKeeper | undefined;
  #watch: { close(): void } | undefined;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get #config(): Config {
    return this.#options.loaded.config;
  }

  get logLevel(): Config['server']['log']['level'] {
    return this.#config.server.log.level;
  }

  async start(): Promise<StartedWorld> {
    const { log } = this.#options;
    const config = this.#config;
    const { network, sessions, storage, loop, overload, routes } = config.server;
    const file = readWorldFile(config.world.file);
    const graph = buildTerritoryGraph(file);
    const grid = sectorGrid(graph, config.world.sectorSizeMeters);
    const port = await claimPort('network.port', network.host, network.port);
    const blocks = allocateBlocks(network.gatewayThreads, graph);
    const named = (name: string, tid: number | undefined) => this.#name(name, tid);
    named('main', threadId());

    const dataDirectory = join(storage.directory, graph.name);
    const world = worldFingerprint(config.world.file, graph.name);
    const plan = {
      directory: dataDirectory,
      saved: { world, districtCount: graph.districtCount },
      snapshotsKept: storage.snapshotsKept,
      identity: journalIdentity(world, SIMULATION_VERSION),
      graph,
      grid,
      seed: config.world.seed,
      patrols: config.world.inhabitants.patrols,
      catchUpTicksMax: loop.catchUpTicksMax,
      spinMicroseconds: loop.spinMicroseconds,
      overload,
      routeWorkers: routes.workers,
      snapshotIntervalTicks: storage.snapshotIntervalSeconds * TICKS_PER_SECOND,
      historyDays: storage.historyDays,
    };
    const rules = rulesFrom(config);
    const traces = new TraceKeeper(blocks, {
      directory: dataDirectory,
      world: graph.name,
      worldFile: resolve(config.world.file),
      seed: config.world.seed,
      sectorSizeMeters: config.world.sectorSizeMeters,
      slowTickMicros: loop.slowTickMilliseconds * 1000,
      kept: loop.tracesKept,
      gatewayCount: network.gatewayThreads,
      systemNames: SCHEDULE.map((row) => row.name),
      log,
    });
    this.#traces = traces;
    const crashed = (reason: string) => traces.crashed(reason);
    const supervisor = new Supervisor(blocks, plan, rules, { log, named, crashed });
    this.#supervisor = supervisor;
    supervisor.gateways.setMinds(JSON.stringify(rules.ai));
    try {
      const recovered = await supervisor.open();
      this.#console = await this.#openConsole(blocks, supervisor, traces, graph.name);
      const worldJson = new TextEncoder().encode(JSON.stringify(file));
      const view = JSON.stringify(viewJson(config, graph, grid));
      const territory = {
        regionIds: file.regions.map((region) => region.id),
        districtIds: graph.districtIds,
        districtRegion: graph.districtRegion,
        controlPointStart: graph.controlPointStart,
        controlPointCount: graph.controlPointCount,
        districtCount: graph.districtCount,
        regionCount: graph.regionCount,
        summaryScales: summaryScales(grid),
        summaries: config.world.summaries,
      };
      for (let index = 0; index < network.gatewayThreads; index++) {
        await supervisor.gateways.start({
          blocks,
          index,
          network,
          sessions,
          port,
          connectionsMax: Math.ceil(network.connectionsMax / network.gatewayThreads),
          grid,
          territory,
          world: graph.name,
          siteDirectory: fileURLToPath(new URL('../web/', import.meta.url)),
          worldJson,
          viewJson: view,
        });
      }
      const started = await supervisor.run();
      traces.start();
      this.#watchConfig(supervisor);
      const host = network.host === '0.0.0.0' || network.host === '::' ? 'localhost' : network.host;
      return {
        mapUrl: `http://${host}:${port}/`,
        socketUrl: `ws://${host}:${port}/ws`,
        operatorUrl: this.#console.url,
        title: graph.title,
        districts: graph.districtCount,
        entities: started.entities,
        tick: started.tick,
        hash: started.hash,
        restored: recovered.snapshot !== undefined || started.replayedTicks > 0,
        replayedTicks: started.replayedTicks,
        replayMillis: Math.round(started.replayMillis),
        dataDirectory,
      };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Ends all threads, the world saved last. Returns tick and hash of what was saved; undefined when there was no world
   * to be saved.
   */
  async stop(): Promise<{ tick: number; hash: number } | undefined> {
    this.#watch?.close();
    const saved = await this.#supervisor?.stop();
    this.#alarms?.close();
    this.#memory?.close();
    await this.#traces?.close();
    await this.#console?.close();
    return saved;
  }

  #openConsole(
    blocks: SharedBlocks,
    supervisor: Supervisor,
    traces: TraceKeeper,
    world: string,
  ): Promise<OperatorConsole> {
    const { log } = this.#options;
    const config = this.#config;
    const control = viewControl(blocks.control);
    const alarms = new Alarms(control, log);
    this.#alarms = alarms;
    alarms.start();
    this.#memory = new MemoryWatch(control);
    this.#memory.start();
    return openConsole({
      operator: config.server.operator,
      metrics: blocks.metrics,
      control,
      gatewayCount: config.server.network.gatewayThreads,
      routeWorkerCount: config.server.routes.workers,
      systemNames: SCHEDULE.map((row) => row.name),
      refusalNames: REFUSAL_NAMES,
      threads: this.#threads,
      world,
      storageOpen: () => supervisor.storageOpen,
      gatewaysListening: () => supervisor.gateways.listening,
      givenUp: () => supervisor.givenUp,
      alarms: () => alarms.on(),
      degraded: () => alarms.degraded(),
      history: supervisor.history,
      traces,
    });
  }

  #watchConfig(supervisor: Supervisor): void {
    const { configDirectory, loaded, settings, log } = this.#options;
    const { server, world } = loaded.config;
    this.#watch = watchConfig(
      configDirectory,
      (changed) => {
        const rules = rulesFrom({ server, world, ...changed });
        supervisor.setRules(rules);
        supervisor.gateways.setMinds(JSON.stringify(rules.ai));
        log.info('balance.yaml and factions.yaml taken over');
      },
      (error) => {
        for (const problem of error.message.split('\n')) {
          log.error(`configuration not taken over, the old one stays: ${problem}`);
        }
      },
      { settings, running: loaded },
    );
  }

  /** A thread that was started again takes the place of the one before. */
  #name(name: string, tid: number | undefined): void {
    if (tid === undefined) return;
    const at = this.#threads.findIndex((thread) => thread.name === name);
    if (at < 0) this.#threads.push({ name, tid });
    else this.#threads[at] = { name, tid };
  }
}

/** Loads the configuration of a directory and makes a server of it. Throws ConfigError. */
export function createServer(options: Omit<ServerOptions, 'loaded'>): Server {
  const { configDirectory, log, settings } = options;
  return new Server({ ...options, loaded: readConfig(configDirectory, settings, (text) => log.warn(text)) });
}
