import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { SCHEDULE } from '../systems/schedule.ts';
import { loadConfig, type ReloadableConfig } from './config/load.ts';
import type { Config } from './config/schema.ts';
import { watchConfig } from './config/watch.ts';
import type { GatewayData, GatewayReport } from './gateway/thread.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER } from './maths/fixed-point.ts';
import { CONTROL, type SharedBlocks, viewControl } from './memory/control-block.ts';
import { storeSchema } from './memory/world-memory.ts';
import { claimPort } from './ops/claim-port.ts';
import { type OperatorConsole, openConsole } from './ops/console.ts';
import { type ThreadName, threadId } from './ops/thread-usage.ts';
import { REFUSAL_NAMES } from './protocol/client-messages.ts';
import { rulesFrom } from './sim/rules.ts';
import { sectorGrid } from './sim/sector-grid.ts';
import { allocateBlocks, spawnSim } from './sim/spawn.ts';
import type { SimData, SimReport, SimRequest } from './sim/thread.ts';
import { SIMULATION_VERSION } from './sim/version.ts';
import type { JournalData, JournalReport } from './storage/journal-thread.ts';
import type { StorageData, StorageReport } from './storage/thread.ts';
import { buildTerritoryGraph, type TerritoryGraph } from './territory/graph.ts';
import { readWorldFile } from './territory/world-file.ts';

export interface ServerOptions {
  readonly configDirectory: string;
  /** Texts of `--set`. */
  readonly settings: readonly string[];
  readonly config: Config;
  readonly log: Logger;
  /** A thread that must not end has ended; the server cannot go on. */
  readonly onFatal: (reason: string) => void;
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
  #blocks!: SharedBlocks;
  #control!: Int32Array;
  #sim: Worker | undefined;
  #storage: Worker | undefined;
  #journal: Worker | undefined;
  #gateways: Worker[] = [];
  #console: OperatorConsole | undefined;
  #watch: { close(): void } | undefined;
  #storageOpen = false;
  #stopping = false;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  get logLevel(): Config['server']['log']['level'] {
    return this.#options.config.server.log.level;
  }

  async start(): Promise<StartedWorld> {
    const { config, log } = this.#options;
    const file = readWorldFile(config.world.file);
    const graph = buildTerritoryGraph(file);
    const grid = sectorGrid(graph, config.world.sectorSizeMeters);
    const port = await claimPort('network.port', config.server.network.host, config.server.network.port);
    this.#blocks = allocateBlocks(config.server.network.gatewayThreads);
    this.#control = viewControl(this.#blocks.control);
    this.#name('main', threadId());

    const dataDirectory = join(config.server.storage.directory, graph.name);
    const saved = { world: fingerprint(config.world.file, graph), districtCount: graph.districtCount };
    const identity = { world: saved.world, simulation: `${SIMULATION_VERSION} ${digest(storeSchema())}` };
    const { recovered } = await this.#startStorage({
      blocks: this.#blocks,
      directory: dataDirectory,
      saved,
      snapshotsKept: config.server.storage.snapshotsKept,
      identity,
    });
    for (const problem of recovered.problems) log.warn(problem);
    try {
      const { network, sessions, operator } = config.server;
      this.#console = await openConsole({
        operator,
        metrics: this.#blocks.metrics,
        control: this.#control,
        gatewayCount: network.gatewayThreads,
        systemNames: SCHEDULE.map((row) => row.name),
        refusalNames: REFUSAL_NAMES,
        threads: this.#threads,
        world: graph.name,
        storageOpen: () => this.#storageOpen,
      });
      const worldJson = new TextEncoder().encode(JSON.stringify(file));
      const viewJson = viewJsonOf(config, graph, grid);
      for (let index = 0; index < network.gatewayThreads; index++) {
        await this.#startGateway({
          blocks: this.#blocks,
          index,
          network,
          sessions,
          port,
          connectionsMax: Math.ceil(network.connectionsMax / network.gatewayThreads),
          grid,
          siteDirectory: fileURLToPath(new URL('../web/', import.meta.url)),
          worldJson,
          viewJson,
        });
        this.#console.gatewayListening();
      }
      await this.#startJournal({
        blocks: this.#blocks,
        directory: dataDirectory,
        epoch: recovered.epoch,
        identity,
        checksum: recovered.checksum,
      });
      const started = await this.#startSim({
        blocks: this.#blocks,
        graph,
        grid,
        rules: rulesFrom(config),
        seed: config.world.seed,
        patrols: config.world.inhabitants.patrols,
        catchUpTicksMax: config.server.loop.catchUpTicksMax,
        spinMicroseconds: config.server.loop.spinMicroseconds,
        snapshotIntervalTicks: config.server.storage.snapshotIntervalSeconds * TICKS_PER_SECOND,
        base: recovered.base,
        entries: recovered.entries,
      });
      this.#watchConfig();
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
   * Ends all threads, the world saved last. Returns tick and hash of what was saved; undefined when the sim never
   * ran.
   */
  async stop(): Promise<{ tick: number; hash: number } | undefined> {
    this.#stopping = true;
    this.#watch?.close();
    const ended = this.#sim ? await this.#stopSim(this.#sim) : undefined;
    await Promise.all(this.#gateways.map((gateway) => endWorker(gateway, 'stop')));
    const writers = [this.#storage, this.#journal].filter((worker) => worker !== undefined);
    const exited = writers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    Atomics.store(this.#control, CONTROL.stopping, 1);
    Atomics.notify(this.#control, CONTROL.snapshotSlot);
    await Promise.all(exited);
    await this.#console?.close();
    return ended;
  }

  async #startStorage(data: StorageData): Promise<Extract<StorageReport, { kind: 'ready' }>> {
    const worker = new Worker(new URL('./storage/thread.js', import.meta.url), { workerData: data });
    this.#storage = worker;
    worker.once('exit', () => {
      this.#storageOpen = false;
    });
    const ready = await this.#firstReport<StorageReport>('storage', worker);
    if (ready.kind === 'ready') {
      this.#storageOpen = true;
      this.#name('storage', ready.threadId);
      this.#forwardLogs(worker);
      return ready;
    }
    this.#storage = undefined;
    throw new Error(
      ready.kind === 'failed' ? ready.reason : `storage sent ${ready.kind} before it was ready`,
    );
  }

  async #startJournal(data: JournalData): Promise<void> {
    const worker = new Worker(new URL('./storage/journal-thread.js', import.meta.url), { workerData: data });
    const report = await this.#firstReport<JournalReport>('journal', worker);
    if (report.kind === 'failed') throw new Error(report.reason);
    worker.on('message', (later: JournalReport) => {
      if (later.kind === 'failed') this.#options.log.error(later.reason);
    });
    this.#journal = worker;
    this.#name('journal', report.threadId);
  }

  async #startGateway(data: GatewayData): Promise<void> {
    const worker = new Worker(new URL('./gateway/thread.js', import.meta.url), { workerData: data });
    const report = await this.#firstReport<GatewayReport>(`gateway ${data.index}`, worker);
    if (report.kind === 'failed') throw new Error(report.reason);
    this.#gateways.push(worker);
    this.#name(`gateway-${data.index}`, report.threadId);
  }

  async #startSim(data: SimData): Promise<Extract<SimReport, { kind: 'started' }>> {
    const worker = spawnSim(data);
    const report = await this.#firstReport<SimReport>('sim', worker);
    if (report.kind !== 'started') throw new Error(`sim sent ${report.kind} before it had started`);
    this.#sim = worker;
    this.#name('sim', report.threadId);
    this.#forwardLogs(worker);
    return report;
  }

  /**
   * The first message of a thread. From then on its unexpected end is fatal; before, it is the reason of this
   * rejection.
   */
  #firstReport<Report>(name: string, worker: Worker): Promise<Report> {
    return new Promise((resolve, reject) => {
      worker.once('message', (report: Report) => resolve(report));
      worker.on('error', (error) => {
        reject(error);
        this.#options.log.error({ thread: name, stack: error.stack }, error.message);
      });
      worker.once('exit', (code) => {
        reject(new Error(`${name} ended with code ${code} before it was ready`));
        if (!this.#stopping) this.#options.onFatal(`the ${name} thread ended with code ${code}`);
      });
    });
  }

  #forwardLogs(worker: Worker): void {
    worker.on('message', (report: StorageReport | SimReport) => {
      if (report.kind === 'log') this.#options.log[report.level](report.text);
      if (report.kind === 'saved')
        this.#options.log.debug({ tick: report.tick, hash: report.hash }, 'world saved');
    });
  }

  async #stopSim(sim: Worker): Promise<{ tick: number; hash: number }> {
    const stopped = new Promise<{ tick: number; hash: number }>((resolve) => {
      sim.on('message', (report: SimReport) => {
        if (report.kind === 'stopped') resolve({ tick: report.tick, hash: report.hash });
      });
    });
    sim.postMessage({ kind: 'stop' } satisfies SimRequest);
    return stopped;
  }

  #watchConfig(): void {
    const { config, configDirectory, settings, log } = this.#options;
    let current: ReloadableConfig = { balance: config.balance, factions: config.factions };
    this.#watch = watchConfig(
      configDirectory,
      (changed) => {
        current = changed;
        const rules = rulesFrom({ server: config.server, world: config.world, balance: current.balance });
        this.#sim?.postMessage({ kind: 'rules', rules } satisfies SimRequest);
        log.info('balance.yaml and factions.yaml taken over');
      },
      (error) => log.error(`configuration not taken over, the old one stays:\n${error.message}`),
      { settings, running: current },
    );
  }

  #name(name: string, tid: number | undefined): void {
    if (tid !== undefined) this.#threads.push({ name, tid });
  }
}

/** Loads the configuration of a directory and makes a server of it. Throws ConfigError. */
export function createServer(options: Omit<ServerOptions, 'config'>): Server {
  return new Server({ ...options, config: loadConfig(options.configDirectory, options.settings) });
}

function endWorker(worker: Worker, message: string): Promise<unknown> {
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage(message);
  return exited;
}

function digest(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** A saved world belongs to the very file it was made from: districts are saved by index. */
function fingerprint(file: string, graph: TerritoryGraph): string {
  return `${graph.name} ${digest(readFileSync(file))}`;
}

function viewJsonOf(
  config: Config,
  graph: TerritoryGraph,
  grid: { columns: number; rows: number; units: number },
): string {
  return JSON.stringify({
    title: graph.title,
    worldName: graph.name,
    sectorMeters: grid.units / UNITS_PER_METER,
    columns: grid.columns,
    rows: grid.rows,
    viewRadiusSectors: config.world.viewRadiusSectors,
    tickRate: TICKS_PER_SECOND,
    avatarSpeedMetersPerSecond: config.balance.avatar.speedMetersPerSecond,
    factions: config.factions.factions.map(({ id, name, color }) => ({ id, name, color })),
  });
}
