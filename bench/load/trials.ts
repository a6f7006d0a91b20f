import { addressOf } from './bot-socket.ts';
import type { Fleet } from './fleet.ts';
import { grown, metricsNow } from './operator-port.ts';
import type { LoadOptions } from './options.ts';
import { PairedPhases } from './paired-phases.ts';
import { type StallFigures, Stalls } from './stalls.ts';
import { type StormFigures, Storms } from './storm.ts';
import { type StrangerFigures, Strangers } from './strangers.ts';
import type { Workload } from './workload.ts';

/** What a run did to a server on purpose, and what came of it. */
export interface TrialFigures {
  readonly stalled?: StallFigures;
  readonly strangers?: StrangerFigures;
  readonly storm?: StormFigures;
}

/** The faults of a run: at most one, as two at a time would each be blamed for the other. */
export class Trials {
  readonly #fleet: Fleet;
  readonly #options: LoadOptions;
  readonly #operator: string | undefined;
  readonly #stalls: Stalls | undefined;
  readonly #strangers: Strangers | undefined;
  readonly #storms: Storms | undefined;
  readonly #phases: PairedPhases | undefined;
  #metricsBefore: ReadonlyMap<string, number> | undefined;
  #metricsSince: ReadonlyMap<string, number> | undefined;

  constructor(
    fleet: Fleet,
    workload: Workload,
    options: LoadOptions,
    url: string,
    operator: string | undefined,
  ) {
    this.#fleet = fleet;
    this.#options = options;
    this.#operator = operator;
    if (options.stalled > 0) this.#stalls = new Stalls(fleet);
    if (options.strangers > 0) this.#strangers = new Strangers(addressOf(url), options.strangers);
    if (workload.figures === 'storm') this.#storms = new Storms(fleet, operator);
    const fault = this.#stalls ?? this.#strangers;
    if (fault) this.#phases = new PairedPhases(fleet.tally, operator, fault);
  }

  /** Does all of it, over so many seconds and some more. */
  async run(seconds: number, interrupted: AbortSignal): Promise<void> {
    this.#metricsBefore = await this.#metrics();
    await this.#phases?.run(seconds, this.#options.phaseSeconds, interrupted);
    await this.#storms?.run(seconds, interrupted);
    const after = await this.#metrics();
    if (this.#metricsBefore && after) this.#metricsSince = grown(this.#metricsBefore, after);
  }

  figures(): TrialFigures {
    const paired = this.#phases?.figures();
    return {
      ...(this.#stalls && paired
        ? { stalled: this.#stalls.figures(paired, this.#fleet, this.#metricsSince) }
        : {}),
      ...(this.#strangers && paired ? { strangers: this.#strangers.figures(paired) } : {}),
      ...(this.#storms ? { storm: this.#storms.figures() } : {}),
    };
  }

  end(): void {
    this.#stalls?.end();
    this.#strangers?.end();
  }

  #metrics(): Promise<ReadonlyMap<string, number>> | undefined {
    return this.#phases && this.#operator ? metricsNow(this.#operator) : undefined;
  }
}
