import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Rules } from '../../components/rules.ts';
import { allocateChronicleRing } from '../memory/chronicle-ring.ts';
import { commitMemory } from '../memory/commit-memory.ts';
import {
  allocateSnapshotSlot,
  CONTROL,
  resetWorldControl,
  type SharedBlocks,
  viewControl,
} from '../memory/control-block.ts';
import { allocateJournalRing } from '../memory/journal-ring.ts';
import { allocateWorldMemory, viewStores } from '../memory/world-memory.ts';
import { type RouteGraph, routeGraphOf } from '../routing/route-graph.ts';
import { allocateRouteBlocks } from '../sim/route-exchange.ts';
import { spawnSim } from '../sim/spawn.ts';
import type { SimData, SimReport, SimRequest } from '../sim/thread.ts';
import type { HistoryRow } from '../storage/history-coalescer.ts';
import type { HistoryQuery } from '../storage/history-thread.ts';
import type { JournalIdentity } from '../storage/journal.ts';
import type { JournalData, JournalReport } from '../storage/journal-thread.ts';
import type { Suspect } from '../storage/quarantine.ts';
import type { Recovered } from '../storage/recovery.ts';
import type { StorageData, StorageReport } from '../storage/thread.ts';
import { HANG_LOOK_MS, HangWatch, SystemRuns } from './hang-watch.ts';
import { HistoryRun } from './history-run.ts';
import { RoutePool } from './route-pool.ts';
import { KEEPER_HEAP, ThreadRun } from './thread-run.ts';

/** Journal and storage get this long to make safe what they were handed, then they are ended. */
const DRAIN_GRACE_MS = 1_000;
/** A stop may take longer: the last snapshot is its promise. */
const STOP_GRACE_MS = 15_000;

/** What stays the same from one life of the world to the next. */
export type WorldPlan = { readonly historyDays: number } & Omit<
  StorageData,
  'blocks' | 'chronicle' | 'poison'
> &
  Omit<SimData, 'blocks' | 'chronicle' | 'routes' | 'rules' | 'base' | 'entries' | 'era' | 'poison'>;

export type Started = Extract<SimReport, { kind: 'started' }>;

export interface WorldHooks {
  readonly log: Logger;
  named(name: string, tid: number | undefined): void;
  /** The simulation hung and is ended; `died` follows. */
  hung(): void;
  /** One of the three has ended although nobody asked it to, after `run` had succeeded. Told once a life. */
  died(reason: string): void;
}

/**
 * The three threads that make a world and cannot do without each other: simulation, journal and storage. They live and
 * end together, and each life begins from disk, in memory of its own.
 */
export class WorldThreads {
  readonly #plan: WorldPlan;
  readonly #hooks: WorldHooks;
  readonly #control: Int32Array;
  readonly #routeGraph: RouteGraph;
  #blocks: SharedBlocks;
  #storage: ThreadRun<StorageReport> | undefined;
  #journal: ThreadRun<JournalReport> | undefined;
  #sim: ThreadRun<SimReport> | undefined;
  #history: HistoryRun | undefined;
  #routePool: RoutePool | undefined;
  #chronicle = allocateChronicleRing();
  #recovered: Recovered | undefined;
  #quarantined: readonly Int32Array[] = [];
  #isWatched = false;
  #hangTimer: NodeJS.Timeout | undefined;

  constructor(blocks: SharedBlocks, plan: WorldPlan, hooks: WorldHooks) {
    this.#blocks = blocks;
    this.#plan = plan;
    this.#hooks = hooks;
    this.#control = viewControl(blocks.control);
    this.#routeGraph = routeGraphOf(plan.graph);
  }

  get #identity(): JournalIdentity {
    return { ...this.#plan.identity, sectorUnits: this.#plan.grid.units };
  }

  get storageOpen(): boolean {
    return this.#storage?.isAlive ?? false;
  }

  /** Begins a life: reads from disk what is to go on, without the records that are poison. Rejects with why not. */
  async open(poison: readonly Suspect[]): Promise<Recovered> {
    resetWorldControl(this.#control);
    const fresh = {
      world: allocateWorldMemory(),
      snapshot: allocateSnapshotSlot(),
      journal: commitMemory(allocateJournalRing()),
    };
    // A thread that was ended by force may still be writing for a moment; into this memory it cannot.
    this.#blocks = { ...this.#blocks, ...fresh };
    this.#chronicle = commitMemory(allocateChronicleRing());
    const { directory, saved, snapshotsKept } = this.#plan;
    const data: StorageData = {
      ...{ blocks: this.#blocks, chronicle: this.#chronicle, directory, saved, snapshotsKept, poison },
      identity: this.#identity,
    };
    const worker = new Worker(new URL('../storage/thread.js', import.meta.url), {
      workerData: data,
      resourceLimits: KEEPER_HEAP,
    });
    const storage = new ThreadRun<StorageReport>('storage', worker);
    this.#storage = storage;
    const report = await storage.first;
    if (report.kind !== 'ready') throw new Error(`storage sent ${report.kind} before it was ready`);
    this.#hooks.named('storage', report.threadId);
    storage.listen((later) => this.#log(later));
    for (const problem of report.recovered.problems) this.#hooks.log.warn(problem);
    this.#recovered = report.recovered;
    this.#quarantined = report.quarantined;
    return report.recovered;
  }

  /** Repeats what `open` found and lets the world run. Rejects when one of the threads ends on the way. */
  async run(rules: Rules): Promise<Started> {
    const { epoch, checksum, base, entries } = this.#recovered!;
    const { directory } = this.#plan;
    const identity = this.#identity;
    const data: JournalData = { blocks: this.#blocks, directory, epoch, identity, checksum };
    const worker = new Worker(new URL('../storage/journal-thread.js', import.meta.url), {
      workerData: data,
      resourceLimits: KEEPER_HEAP,
    });
    const journal = new ThreadRun<JournalReport>('journal', worker);
    this.#journal = journal;
    const ready = await journal.first;
    if (ready.kind === 'ready') this.#hooks.named('journal', ready.threadId);
    journal.listen((later) => this.#log(later));
    this.#history = this.#keepHistory();
    const routes = allocateRouteBlocks(this.#plan.graph.districtCount);
    const { control, metrics } = this.#blocks;
    const { routeWorkers: workers } = this.#plan;
    const graph = this.#routeGraph;
    this.#routePool = new RoutePool({ control, metrics, blocks: routes, graph, workers }, this.#hooks);
    // Beside the simulation, which asks nothing before it has repeated its history: a restart must not wait for them.
    const workersStarted = this.#routePool.start();
    workersStarted.catch(() => {});
    const poison = this.#quarantined;
    const chronicle = this.#chronicle;
    const simData = {
      ...this.#plan,
      blocks: this.#blocks,
      chronicle,
      routes,
      rules,
      base,
      entries,
      poison,
      era: epoch,
    };
    const sim = new ThreadRun<SimReport>('sim', spawnSim(simData));
    this.#sim = sim;
    // From here on and not from the first tick: what makes the simulation hang may come in the replay.
    this.#watchForHang(sim);
    const lost = Promise.race([journal.ended, this.#storage!.ended]).then((reason) => {
      throw new Error(reason);
    });
    const started = await Promise.race([sim.first, lost]);
    if (started.kind !== 'started') throw new Error(`sim sent ${started.kind} before it had started`);
    this.#hooks.named('sim', started.threadId);
    sim.listen((later) => this.#log(later));
    await Promise.race([workersStarted, lost]);
    this.#watch([sim, journal, this.#storage!]);
    return started;
  }

  /** Rows of history of a territory, the newest first. Rejects when there is no answer. */
  history(query: HistoryQuery): Promise<readonly HistoryRow[]> {
    return this.#history?.ask(query) ?? Promise.reject(new Error('the world does not run'));
  }

  setRules(rules: Rules): void {
    this.#sim?.worker.postMessage({ kind: 'rules', rules } satisfies SimRequest);
  }

  /** The tick and inbox record that the simulation died at; undefined when it lives or was at no record. */
  placeOfDeath(): { tick: number; record: number } | undefined {
    const record = Atomics.load(this.#control, CONTROL.inboxRecord);
    if (this.#sim === undefined || this.#sim.isAlive || record < 0) return undefined;
    return { tick: viewStores(this.#blocks.world).ledger.tick[0], record };
  }

  /** Ends what still runs of a life. What the journal was handed is made safe first, if that can be done. */
  async halt(): Promise<void> {
    this.#isWatched = false;
    clearInterval(this.#hangTimer);
    // It may hang, and would not hear a request.
    await this.#sim?.worker.terminate();
    await this.#endWriters(DRAIN_GRACE_MS);
    this.#sim = undefined;
  }

  /** Ends a life with a snapshot. Returns tick and hash of it; undefined when there was no world to be saved. */
  async stop(): Promise<{ tick: number; hash: number } | undefined> {
    this.#isWatched = false;
    // At its end the simulation waits for the disk, and ticks no more.
    clearInterval(this.#hangTimer);
    const sim = this.#sim;
    let saved: { tick: number; hash: number } | undefined;
    if (sim?.isAlive) {
      sim.listen((report) => {
        if (report.kind === 'stopped') saved = { tick: report.tick, hash: report.hash };
      });
      sim.worker.postMessage({ kind: 'stop' } satisfies SimRequest);
      await sim.finish(STOP_GRACE_MS);
    }
    await this.#endWriters(STOP_GRACE_MS);
    return saved;
  }

  /** Ends a simulation that hangs, which is then a death like any other. */
  #watchForHang(sim: ThreadRun<SimReport>): void {
    const { ledger } = viewStores(this.#blocks.world);
    const watch = new HangWatch(performance.now());
    const runs = new SystemRuns(this.#blocks.metrics);
    clearInterval(this.#hangTimer);
    const timer = setInterval(() => {
      const isPaused = Atomics.load(this.#control, CONTROL.paused) !== 0;
      // The ledger's tick, as the one in the control block stands still during a replay.
      if (!watch.look(performance.now(), ledger.tick[0], isPaused)) return;
      clearInterval(timer);
      const record = Atomics.load(this.#control, CONTROL.inboxRecord);
      const place = record < 0 ? runs.unfinished : `inbox record ${record}`;
      this.#hooks.hung();
      void sim.abort(`it hung in tick ${ledger.tick[0]}${place && `, ${place}`}`);
    }, HANG_LOOK_MS);
    timer.unref();
    this.#hangTimer = timer;
    void sim.ended.then(() => clearInterval(timer));
  }

  async #endWriters(graceMs: number): Promise<void> {
    Atomics.store(this.#control, CONTROL.stopping, 1);
    Atomics.notify(this.#control, CONTROL.snapshotSlot);
    await Promise.all([
      this.#journal?.finish(graceMs),
      this.#storage?.finish(graceMs),
      this.#history?.finish(graceMs),
      this.#routePool?.finish(graceMs),
    ]);
    this.#history = undefined;
    this.#routePool = undefined;
  }

  #keepHistory(): HistoryRun {
    const { directory, graph, historyDays, saved } = this.#plan;
    const { controlPointCount, controlPointDistrict, controlPointStart, districtCount, regionCount } = graph;
    const ground = { controlPointCount, controlPointDistrict, controlPointStart, districtCount, regionCount };
    const fromTick = this.#recovered!.snapshot?.tick ?? 0;
    const plan = { directory, world: saved.world, ground, fromTick, historyDays };
    const { metrics } = this.#blocks;
    return new HistoryRun({ ring: this.#chronicle, metrics, plan }, this.#hooks);
  }

  #watch(runs: readonly { readonly ended: Promise<string> }[]): void {
    this.#isWatched = true;
    for (const run of runs) {
      void run.ended.then((reason) => {
        if (!this.#isWatched || !runs.includes(this.#sim!)) return;
        this.#isWatched = false;
        this.#hooks.died(reason);
      });
    }
  }

  #log(report: StorageReport | SimReport | JournalReport): void {
    const { log } = this.#hooks;
    if (report.kind === 'log') log[report.level](report.text);
    if (report.kind === 'failed') log.error(report.reason);
    if (report.kind === 'saved') log.debug({ tick: report.tick, hash: report.hash }, 'world saved');
  }
}
