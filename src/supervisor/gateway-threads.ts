import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { HistoryQuestion, HistoryReply } from '../gateway/history-requests.ts';
import type { GatewayData, GatewayReport, GatewayRequest } from '../gateway/thread.ts';
import type { TerritoryHistory } from '../ops/territory-history.ts';
import { RestartPolicy } from './restart-policy.ts';
import { ThreadRun } from './thread-run.ts';

/** A stop gives sockets time for their close frames; after this the thread is ended. */
const STOP_GRACE_MS = 3_000;

export interface GatewayHooks {
  readonly log: Logger;
  named(name: string, tid: number | undefined): void;
  /** A gateway that had died listens again. */
  restarted(): void;
  /** Answers what gateways are asked about history. */
  readonly history: TerritoryHistory;
}

/** What the caller of `start` knows of a gateway; the rest is the same for all. */
type GatewayPlan = Omit<GatewayData, 'givenUp' | 'history' | 'mindsJson'>;

/** The gateway threads. One that dies is started again by itself: the world goes on, its clients resume. */
export class GatewayThreads {
  readonly #hooks: GatewayHooks;
  readonly #policy = new RestartPolicy();
  readonly #runs: (ThreadRun<GatewayReport> | undefined)[] = [];
  #givenUp = false;
  #mindsJson = '{}';
  #stopping = false;

  constructor(hooks: GatewayHooks) {
    this.#hooks = hooks;
  }

  get listening(): number {
    return this.#runs.filter((run) => run !== undefined).length;
  }

  /** Starts the gateway of `data.index` and keeps it going. Rejects when it cannot listen. */
  async start(data: GatewayPlan): Promise<void> {
    const name = `gateway-${data.index}`;
    const questions = new MessageChannel();
    this.#answerHistory(questions.port1);
    const history = questions.port2;
    const workerData: GatewayData = { ...data, givenUp: this.#givenUp, mindsJson: this.#mindsJson, history };
    const transferList = [history];
    const worker = new Worker(new URL('../gateway/thread.js', import.meta.url), { workerData, transferList });
    const run = new ThreadRun<GatewayReport>(name, worker);
    const report = await run.first;
    if (report.kind === 'listening') this.#hooks.named(name, report.threadId);
    run.listen((later) => {
      if (later.kind === 'failed') this.#hooks.log.error(`${name}: ${later.reason}`);
    });
    this.#runs[data.index] = run;
    void run.ended.then((reason) => this.#died(data, reason));
  }

  /** JSON text of /minds.json, of all gateways from now on. */
  setMinds(mindsJson: string): void {
    this.#mindsJson = mindsJson;
    this.tell({ mindsJson });
  }

  tell(request: GatewayRequest): void {
    if (request === 'worldGivenUp') this.#givenUp = true;
    for (const run of this.#runs) run?.worker.postMessage(request);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.tell('stop');
    await Promise.all(this.#runs.map((run) => run?.finish(STOP_GRACE_MS)));
  }

  #answerHistory(port: MessagePort): void {
    port.on('message', async ({ id, index, level }: HistoryQuestion) => {
      const { body, status } = await this.#hooks.history.inNumbers(level, index);
      port.postMessage({ id, status, body: JSON.stringify(body) } satisfies HistoryReply);
    });
    port.unref();
  }

  async #died(data: GatewayPlan, reason: string): Promise<void> {
    this.#runs[data.index] = undefined;
    const { log } = this.#hooks;
    for (let why = reason; !this.#stopping; ) {
      if (!this.#policy.allows()) {
        log.fatal(`${why}; it has died too often and stays down`);
        return;
      }
      log.error(`${why}; it is started again`);
      try {
        await this.start(data);
        this.#hooks.restarted();
        return;
      } catch (error) {
        why = (error as Error).message;
      }
    }
  }
}
