import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMicros } from '../../src/ops/clock.ts';
import type { Fleet } from './fleet.ts';
import { markPerformance, performanceSince } from './operator-port.ts';

/** What happened when all clients lost their connections at once and came back at once. */
export interface StormFigures {
  /** Times that all connections were cut, and how many in all. */
  readonly storms: number;
  readonly cuts: number;
  readonly resumed: number;
  /** From the cut until the client had its session again, over all storms; of the slowest storm the last client. */
  readonly resumedMsP50: number;
  readonly resumedMsP99: number;
  readonly resumedMsMax: number;
  /** From the cut until the first frame of the world. */
  readonly servedMsP50: number;
  readonly servedMsP99: number;
  readonly servedMsMax: number;
  /** Orders that were sent right before the cut, so that they are under way when it comes. */
  readonly ordersBeforeCuts: number;
  /** Connections that the kernel of this machine did not take at once, as too many waited to be taken. */
  readonly listenOverflows: number | null;
  readonly each: readonly StormReport[];
}

/** One storm, from the cut until a second after the last client had its session. */
export interface StormReport {
  readonly resumed: number;
  readonly resumedMsMax: number;
  /** How long this process took to begin all connections. */
  readonly connectMs: number;
  readonly ticksPerSecond: number | null;
  readonly tickMsP99: number | null;
  readonly tickMsMax: number | null;
  readonly latenessMsP99: number | null;
  readonly stretchedMs: number | null;
}

const CALM_MS = 2000;
const AFTERMATH_MS = 1000;
const RESUME_TIMEOUT_MS = 20_000;
const LOOK_MS = 10;

/** Cuts all connections of a fleet now and then; all resume at the same moment, as after a failure of a network. */
export class Storms {
  readonly #fleet: Fleet;
  readonly #operator: string | undefined;
  readonly #reports: StormReport[] = [];
  readonly #overflowsBefore = listenOverflows();
  #cuts = 0;
  #orders = 0;

  constructor(fleet: Fleet, operator: string | undefined) {
    this.#fleet = fleet;
    this.#operator = operator;
  }

  /** One storm after the other for so many seconds, but one at least. */
  async run(seconds: number, interrupted: AbortSignal): Promise<void> {
    const endMicros = monotonicMicros() + seconds * 1e6;
    do {
      await sleep(CALM_MS, undefined, { signal: interrupted });
      this.#reports.push(await this.#storm(interrupted));
    } while (monotonicMicros() + (CALM_MS + AFTERMATH_MS) * 1000 < endMicros);
  }

  figures(): StormFigures {
    const { resumeMicros, servedMicros } = this.#fleet.tally;
    const overflows = listenOverflows();
    const before = this.#overflowsBefore;
    return {
      storms: this.#reports.length,
      cuts: this.#cuts,
      resumed: resumeMicros.length,
      resumedMsP50: quantileMs(resumeMicros, 0.5),
      resumedMsP99: quantileMs(resumeMicros, 0.99),
      resumedMsMax: quantileMs(resumeMicros, 1),
      servedMsP50: quantileMs(servedMicros, 0.5),
      servedMsP99: quantileMs(servedMicros, 0.99),
      servedMsMax: quantileMs(servedMicros, 1),
      ordersBeforeCuts: this.#orders,
      listenOverflows: overflows === undefined || before === undefined ? null : overflows - before,
      each: this.#reports,
    };
  }

  async #storm(interrupted: AbortSignal): Promise<StormReport> {
    const { bots, tally } = this.#fleet;
    const operator = this.#operator;
    const mark = operator ? await markPerformance(operator) : '';
    const resumedBefore = tally.resumeMicros.length;
    const now = monotonicMicros();
    for (const bot of bots) if (bot.order(now)) this.#orders++;
    let cuts = 0;
    for (const bot of bots) if (bot.cut()) cuts++;
    this.#cuts += cuts;
    // The files of the old sockets are given back before new ones are taken.
    await sleep(0);
    const startMicros = monotonicMicros();
    for (const bot of bots) bot.comeBack();
    const connectMs = (monotonicMicros() - startMicros) / 1000;
    const endMicros = startMicros + RESUME_TIMEOUT_MS * 1000;
    while (tally.resumeMicros.length < resumedBefore + cuts && monotonicMicros() < endMicros) {
      await sleep(LOOK_MS, undefined, { signal: interrupted });
    }
    await sleep(AFTERMATH_MS, undefined, { signal: interrupted });
    const report = operator ? await performanceSince(operator, mark) : undefined;
    const resumed = tally.resumeMicros.slice(resumedBefore);
    return {
      resumed: resumed.length,
      resumedMsMax: quantileMs(resumed, 1),
      connectMs: rounded(connectMs),
      ticksPerSecond: report?.ticksPerSecond ?? null,
      tickMsP99: report?.tickMsP99 ?? null,
      tickMsMax: report?.tickMsMax ?? null,
      latenessMsP99: report?.latenessMsP99 ?? null,
      stretchedMs: report?.stretchedMs ?? null,
    };
  }
}

/** Connections dropped as too many waited, on this machine; undefined where the system does not tell. */
function listenOverflows(): number | undefined {
  try {
    const [names, values] = readFileSync('/proc/net/netstat', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('TcpExt:'))
      .map((line) => line.split(' '));
    const at = names.indexOf('ListenOverflows');
    return at < 0 ? undefined : Number(values[at]);
  } catch {
    return undefined;
  }
}

/** The delay that a share (0-1) of all do not exceed, milliseconds; 0 without any. */
function quantileMs(micros: readonly number[], share: number): number {
  if (micros.length === 0) return 0;
  const sorted = [...micros].sort((a, b) => a - b);
  return rounded(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] / 1000);
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
