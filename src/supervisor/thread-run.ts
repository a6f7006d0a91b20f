import type { Worker } from 'node:worker_threads';

/** A thread from its start to its end. */
export class ThreadRun<Report extends { readonly kind: string }> {
  readonly name: string;
  readonly worker: Worker;
  /** The first message of the thread. Rejects when it fails or ends before; `reason` in it says why. */
  readonly first: Promise<Report>;
  /** Fulfilled with the reason when the thread has ended, however that came. Never rejects. */
  readonly ended: Promise<string>;
  isAlive = true;
  #cause = '';

  constructor(name: string, worker: Worker) {
    this.name = name;
    this.worker = worker;
    worker.on('error', (error) => {
      this.#cause = `: ${error.message}`;
    });
    this.ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.isAlive = false;
        resolve(`the ${name} thread ended with code ${code}${this.#cause}`);
      });
    });
    this.first = new Promise((resolve, reject) => {
      worker.once('message', (report: Report) => {
        if (report.kind === 'failed') reject(new Error(String(Reflect.get(report, 'reason'))));
        else resolve(report);
      });
      void this.ended.then((reason) => reject(new Error(reason)));
    });
    // Who waits for the thread hears of it; a start that was given up for another reason must not end the process.
    this.first.catch(() => {});
  }

  /** Calls `take` for every later message. */
  listen(take: (report: Report) => void): void {
    this.worker.on('message', take);
  }

  /** Ends the thread by force, whatever it is doing. `cause` is told as the reason of its end. */
  async abort(cause: string): Promise<void> {
    this.#cause = `: ${cause}`;
    await this.worker.terminate();
  }

  /** Waits for the end and, after `graceMs`, makes it. */
  async finish(graceMs: number): Promise<void> {
    if (!this.isAlive) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), graceMs);
    });
    if ((await Promise.race([this.ended, late])) === 'late') await this.worker.terminate();
    clearTimeout(timer);
  }
}

/**
 * Heap of the threads that write to disk. A collection delays nobody there, and the large young generation that the
 * simulation asks V8 for would be theirs as well: tens of megabytes of garbage each.
 */
export const KEEPER_HEAP = { maxYoungGenerationSizeMb: 6 };
