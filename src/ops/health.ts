import { monotonicMicros } from './clock.ts';
import { Interval } from './interval.ts';

/** The newest tick must have advanced within this time. */
const STALL_MICROS = 1_000_000;
const OBSERVE_INTERVAL_MS = 250;

/** What health is judged by. */
export interface HealthSources {
  /** Ticks run since boot. */
  ticks(): number;
  readonly gatewayCount: number;
  gatewaysListening(): number;
  storageOpen(): boolean;
  /** Why the world was given up and the process only stays for whoever looks, undefined while it was not. */
  givenUp?(): string | undefined;
  /** Alarms that are on: the server runs, but not as players should have it. */
  alarms?(): readonly string[];
  /** What the server does without because of overload, in words; players can be let in all the same. */
  degraded?(): readonly string[];
}

/** `ok`, or every reason why not. `degraded` is there while the server does without something. */
export interface HealthAnswer {
  readonly ok: boolean;
  readonly missing: readonly string[];
  readonly degraded?: readonly string[];
}

/** Watches whether the world ticks, and says whether the server is alive and ready. */
export class Health {
  readonly #interval = new Interval(OBSERVE_INTERVAL_MS, () => this.observe());
  readonly #sources: HealthSources;
  readonly #nowMicros: () => number;
  #ticks: number;
  #advancedMicros: number | undefined;

  constructor(sources: HealthSources, nowMicros: () => number = monotonicMicros) {
    this.#sources = sources;
    this.#nowMicros = nowMicros;
    this.#ticks = sources.ticks();
  }

  /**
   * Looks at the tick several times a second until `close`. Without it the first question after a stall finds a tick
   * newer than at the question before, and takes a sim that has stood still for minutes for a running one.
   */
  start(): void {
    this.#interval.start();
  }

  close(): void {
    this.#interval.close();
  }

  /** Notes whether the tick has advanced. */
  observe(): void {
    const ticks = this.#sources.ticks();
    if (ticks === this.#ticks) return;
    this.#ticks = ticks;
    this.#advancedMicros = this.#nowMicros();
  }

  /** Whether the process is up and the world ticks. */
  alive(): HealthAnswer {
    const missing = this.#missingTicks();
    return { ok: missing.length === 0, missing };
  }

  /** Whether players can be let in: alive, every gateway listening, storage open. */
  ready(): HealthAnswer {
    const { gatewayCount } = this.#sources;
    const listening = this.#sources.gatewaysListening();
    const missing = this.#missingTicks();
    if (listening < gatewayCount) missing.push(`gateways: ${listening} of ${gatewayCount} listening`);
    if (!this.#sources.storageOpen()) missing.push('storage: not open');
    missing.push(...(this.#sources.alarms?.() ?? []));
    const degraded = this.#sources.degraded?.() ?? [];
    return { ok: missing.length === 0, missing, ...(degraded.length > 0 ? { degraded } : {}) };
  }

  #missingTicks(): string[] {
    const givenUp = this.#sources.givenUp?.();
    if (givenUp !== undefined) return [`safe mode: ${givenUp}`];
    this.observe();
    if (this.#advancedMicros === undefined) return ['sim: no tick has run yet'];
    const stillMicros = this.#nowMicros() - this.#advancedMicros;
    if (stillMicros <= STALL_MICROS) return [];
    return [
      `sim: no new tick for ${(stillMicros / 1e6).toFixed(1)} s, the last was number ${this.#ticks} since boot`,
    ];
  }
}
