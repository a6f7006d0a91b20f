import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { RouteSlots } from '../memory/route-slots.ts';
import type { RouteThreadData, RouteThreadReport } from '../sim/route-thread.ts';
import { RestartPolicy } from './restart-policy.ts';
import { ThreadRun } from './thread-run.ts';

export interface RoutePoolHooks {
  readonly log: Logger;
  named(name: string, tid: number | undefined): void;
}

/** Each has little heap: its work is in typed arrays, which lie outside of it. */
const HEAP_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 6 };

/**
 * The route workers of one life of the world. One that dies is started again and what it had is asked again; when none
 * is left, the simulation searches itself. Ways come later then, and the world goes on.
 */
export class RoutePool {
  readonly #data: Omit<RouteThreadData, 'worker'>;
  readonly #hooks: RoutePoolHooks;
  readonly #slots: RouteSlots;
  readonly #policy = new RestartPolicy();
  readonly #runs: (ThreadRun<RouteThreadReport> | undefined)[] = [];
  #isEnding = false;

  /** `data.workers` threads, none when that is 0. */
  constructor(data: Omit<RouteThreadData, 'worker'>, hooks: RoutePoolHooks) {
    this.#data = data;
    this.#hooks = hooks;
    this.#slots = new RouteSlots(data.blocks.slots, Math.max(1, data.workers));
  }

  /** Starts all workers. Rejects with why one cannot start. */
  async start(): Promise<void> {
    const { workers } = this.#data;
    await Promise.all(Array.from({ length: workers }, (_, worker) => this.#start(worker)));
  }

  /** Waits for the end of all, which `CONTROL.stopping` has told them, and after `graceMs` makes it. */
  async finish(graceMs: number): Promise<void> {
    this.#isEnding = true;
    this.#slots.ring();
    await Promise.all(this.#runs.map((run) => run?.finish(graceMs)));
  }

  async #start(worker: number): Promise<void> {
    const workerData: RouteThreadData = { ...this.#data, worker };
    const thread = new Worker(new URL('../sim/route-thread.js', import.meta.url), {
      workerData,
      resourceLimits: HEAP_LIMITS,
    });
    const run = new ThreadRun<RouteThreadReport>(`routes-${worker}`, thread);
    this.#runs[worker] = run;
    const report = await run.first;
    this.#hooks.named(run.name, report.threadId);
    void run.ended.then((reason) => this.#ended(worker, reason));
  }

  async #ended(worker: number, reason: string): Promise<void> {
    this.#runs[worker] = undefined;
    if (this.#isEnding) return;
    // It has ended for certain: nobody else touches what it had.
    this.#slots.left(worker);
    const { log } = this.#hooks;
    for (let why = reason; !this.#isEnding; ) {
      if (!this.#policy.allows()) {
        this.#giveUp(worker, why);
        return;
      }
      log.error(`${why}; it is started again`);
      try {
        await this.#start(worker);
        return;
      } catch (error) {
        this.#runs[worker] = undefined;
        why = (error as Error).message;
      }
    }
  }

  #giveUp(worker: number, reason: string): void {
    const { log } = this.#hooks;
    const isLast = this.#runs.every((run) => run === undefined);
    const rest = isLast ? 'the simulation searches for ways itself' : 'the other route workers go on';
    log.fatal(`${reason}; worker ${worker} has died too often and stays down: ${rest}`);
    if (isLast) this.#slots.giveUp();
  }
}
