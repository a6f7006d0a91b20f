import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { HistoryRow } from '../storage/history-coalescer.ts';
import type { HistoryData, HistoryQuery, HistoryReport, HistoryRequest } from '../storage/history-thread.ts';
import { RestartPolicy } from './restart-policy.ts';
import { KEEPER_HEAP, ThreadRun } from './thread-run.ts';

/** An answer that takes longer is given up: who asked is not kept waiting by a slow disk. */
const ANSWER_TIMEOUT_MS = 2_000;

export interface HistoryRunHooks {
  readonly log: Logger;
  named(name: string, tid: number | undefined): void;
}

interface Asked {
  resolve(rows: readonly HistoryRow[]): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/**
 * The history thread of one life of the world. It is started again when it dies, and nothing else notices: the world
 * does not need it.
 */
export class HistoryRun {
  readonly #hooks: HistoryRunHooks;
  readonly #policy = new RestartPolicy();
  readonly #asked = new Map<number, Asked>();
  #run: ThreadRun<HistoryReport> | undefined;
  #nextId = 1;
  #isEnding = false;

  constructor(data: HistoryData, hooks: HistoryRunHooks) {
    this.#hooks = hooks;
    this.#start(data);
  }

  /** Asks for rows. Rejects when there is no answer within two seconds. */
  ask(query: HistoryQuery): Promise<readonly HistoryRow[]> {
    const run = this.#run;
    if (run === undefined) return Promise.reject(new Error('history is not being written at the moment'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => {
        this.#asked.delete(id);
        reject(new Error(`history did not answer within ${ANSWER_TIMEOUT_MS} ms`));
      }, ANSWER_TIMEOUT_MS);
      this.#asked.set(id, { resolve, reject, timer });
      run.worker.postMessage({ kind: 'query', id, query } satisfies HistoryRequest);
    });
  }

  /** Has all that was handed over written down, and ends the thread after `graceMs` in any case. */
  async finish(graceMs: number): Promise<void> {
    this.#isEnding = true;
    this.#run?.worker.postMessage({ kind: 'stop' } satisfies HistoryRequest);
    await this.#run?.finish(graceMs);
  }

  #start(data: HistoryData): void {
    const worker = new Worker(new URL('../storage/history-thread.js', import.meta.url), {
      workerData: data,
      resourceLimits: KEEPER_HEAP,
    });
    const run = new ThreadRun<HistoryReport>('history', worker);
    this.#run = run;
    run.listen((report) => this.#take(report));
    void run.ended.then((reason) => this.#ended(data, reason));
  }

  #take(report: HistoryReport): void {
    if (report.kind === 'ready') this.#hooks.named('history', report.threadId);
    else if (report.kind === 'log') this.#hooks.log[report.level](report.text);
    else if (report.kind === 'rows') this.#answered(report.id)?.resolve(report.rows);
    else if (report.kind === 'noRows') this.#answered(report.id)?.reject(new Error(report.reason));
  }

  #answered(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    clearTimeout(asked?.timer);
    return asked;
  }

  #ended(data: HistoryData, reason: string): void {
    this.#run = undefined;
    for (const id of [...this.#asked.keys()]) this.#answered(id)?.reject(new Error(reason));
    if (this.#isEnding) return;
    if (!this.#policy.allows()) {
      this.#hooks.log.error(`${reason}; it has died too often: no history is written until the next start`);
      return;
    }
    this.#hooks.log.error(`${reason}; it is started again, what it had not written is missing`);
    // It goes on where the other one was: what that had written of this life is not told again.
    this.#start({ ...data, plan: { ...data.plan, fromTick: undefined } });
  }
}
