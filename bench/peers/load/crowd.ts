import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMicros } from '../../../src/ops/clock.ts';
import { PeerClient } from './peer-client.ts';
import { PeerTally } from './peer-tally.ts';
import type { PeerProtocol } from './protocol.ts';

/** The smallest backlog among the peers is Node's 511: what comes beyond it in one burst is refused by the kernel. */
const CONNECTS_PER_BATCH = 50;
const BATCH_INTERVAL_MS = 20;

/** What the clients measured between `beginMeasuring` and now. */
export interface CrowdFigures {
  readonly seconds: number;
  readonly ticksPerSecond: number;
  readonly messagesPerClientPerSecond: number;
  /** WebSocket frames, headers included; without TCP and IP. */
  readonly bytesPerClientPerSecond: number;
  readonly delayMsP50: number;
  readonly delayMsP99: number;
  readonly delayMsMax: number;
  /** Cores that the generator used, and those that the whole machine did. */
  readonly loadCores: number;
  readonly machineCores: number;
}

/** All clients of a run, in this thread, whatever the peer. */
export class Crowd {
  readonly tally = new PeerTally();
  readonly clients: readonly PeerClient[];
  #startMicros = 0;
  #startTick = 0;
  #startTickMicros = 0;
  #startBytes = 0;
  #startCpu = process.cpuUsage();
  #startBusySeconds = 0;

  constructor(count: number, verified: number, port: number, protocol: PeerProtocol) {
    const share = (i: number) => Math.floor((i * verified) / count);
    this.clients = Array.from(
      { length: count },
      (_, i) => new PeerClient(i, share(i + 1) > share(i), port, protocol, this.tally),
    );
  }

  get joined(): number {
    return this.clients.reduce((count, { isJoined }) => count + (isJoined ? 1 : 0), 0);
  }

  /** Opens all connections and waits until each is in or has failed, `timeoutMs` at most. */
  async connect(timeoutMs: number): Promise<void> {
    const endMicros = monotonicMicros() + timeoutMs * 1000;
    for (let i = 0; i < this.clients.length && monotonicMicros() < endMicros; i += CONNECTS_PER_BATCH) {
      await Promise.all(this.clients.slice(i, i + CONNECTS_PER_BATCH).map((client) => client.open()));
      await sleep(BATCH_INTERVAL_MS);
    }
    const isSettled = (client: PeerClient) => client.isJoined || client.isClosed;
    while (monotonicMicros() < endMicros && !this.clients.every(isSettled)) await sleep(BATCH_INTERVAL_MS);
  }

  beginMeasuring(): void {
    this.tally.beginMeasuring();
    this.#startMicros = monotonicMicros();
    this.#startTick = this.tally.tick;
    // Where ticks are told twice a second only, the newest may be old: they are counted from read to read.
    this.#startTickMicros = this.tally.tickMicros;
    this.#startBytes = this.#bytes();
    this.#startCpu = process.cpuUsage();
    this.#startBusySeconds = machineBusySeconds();
  }

  figures(): CrowdFigures {
    const { tally } = this;
    const seconds = (monotonicMicros() - this.#startMicros) / 1e6;
    const tickSeconds = (tally.tickMicros - this.#startTickMicros) / 1e6;
    const { user, system } = process.cpuUsage(this.#startCpu);
    const perClient = seconds * Math.max(1, this.joined);
    return {
      seconds,
      ticksPerSecond: tickSeconds > 0 ? (tally.tick - this.#startTick) / tickSeconds : 0,
      messagesPerClientPerSecond: tally.messages / perClient,
      bytesPerClientPerSecond: (this.#bytes() - this.#startBytes) / perClient,
      delayMsP50: tally.delays.quantileMs(0.5),
      delayMsP99: tally.delays.quantileMs(0.99),
      delayMsMax: tally.delays.maxMicros / 1000,
      loadCores: (user + system) / 1e6 / seconds,
      machineCores: (machineBusySeconds() - this.#startBusySeconds) / seconds,
    };
  }

  end(): void {
    for (const client of this.clients) client.end();
  }

  #bytes(): number {
    return this.clients.reduce((sum, { messageBytes }) => sum + messageBytes, 0);
  }
}

/** Processor seconds that this machine has spent on anything since it was started. */
function machineBusySeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}
