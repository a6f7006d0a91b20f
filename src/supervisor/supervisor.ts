import type { Logger } from 'pino';
import type { Rules } from '../../components/rules.ts';
import type { SharedBlocks } from '../memory/control-block.ts';
import { Metrics } from '../memory/metrics-block.ts';
import { TerritoryHistory } from '../ops/territory-history.ts';
import type { Recovered } from '../storage/recovery.ts';
import { GatewayThreads } from './gateway-threads.ts';
import { PoisonWatch } from './poison-watch.ts';
import { RestartPolicy } from './restart-policy.ts';
import { type Started, type WorldPlan, WorldThreads } from './world-threads.ts';

export interface SupervisorHooks {
  readonly log: Logger;
  named(name: string, tid: number | undefined): void;
  /** A running world has ended, what it had put on record is safe, and nothing has begun anew. */
  crashed(reason: string): void;
}

/**
 * Keeps a world going: what dies is started again from disk, an input that brings it down every time is taken out, and
 * what cannot be mended ends in safe mode, where nothing runs and the operator port says why.
 */
export class Supervisor {
  readonly gateways: GatewayThreads;
  readonly history: TerritoryHistory;
  readonly #world: WorldThreads;
  readonly #log: Logger;
  readonly #crashed: SupervisorHooks['crashed'];
  readonly #metrics: Metrics<'main'>;
  readonly #poison = new PoisonWatch();
  readonly #policy = new RestartPolicy();
  #rules: Rules;
  #restarting: Promise<void> | undefined;
  #stopping = false;
  #givenUp: string | undefined;

  constructor(blocks: SharedBlocks, plan: WorldPlan, rules: Rules, hooks: SupervisorHooks) {
    const { crashed, log, named } = hooks;
    this.#crashed = crashed;
    this.#log = log;
    this.#rules = rules;
    this.#metrics = new Metrics(blocks.metrics, 'main');
    const died = (reason: string) => this.#restart(reason);
    const hung = () => this.#metrics.add(this.#metrics.at('worldHangs'), 1);
    this.#world = new WorldThreads(blocks, plan, { log, named, died, hung });
    const restarted = () => this.#metrics.add(this.#metrics.at('gatewayRestarts'), 1);
    this.history = new TerritoryHistory(plan.graph, (query) => this.#world.history(query));
    this.gateways = new GatewayThreads({ log, named, restarted, history: this.history });
  }

  get storageOpen(): boolean {
    return this.#world.storageOpen;
  }

  /** Why the world was given up, undefined while it was not. */
  get givenUp(): string | undefined {
    return this.#givenUp;
  }

  /** Reads the world from disk. Rejects with what was found there and what to do. */
  open(): Promise<Recovered> {
    return this.#world.open(this.#poison.poison);
  }

  /** Lets the world that was opened run. An input that kills it is taken out; whatever else does rejects. */
  async run(): Promise<Started> {
    for (;;) {
      try {
        return await this.#world.run(this.#rules);
      } catch (error) {
        const { message } = error as Error;
        const isSuspect = this.#noteDeath(message);
        await this.#world.halt();
        if (!isSuspect || this.#stopping || !this.#policy.allows()) throw error;
        this.#log.error(`${message}; trying again`);
        await this.#world.open(this.#poison.poison);
      }
    }
  }

  setRules(rules: Rules): void {
    this.#rules = rules;
    this.#world.setRules(rules);
  }

  /** Ends everything, the world saved. Returns tick and hash of what was saved, if there was anything to save. */
  async stop(): Promise<{ tick: number; hash: number } | undefined> {
    this.#stopping = true;
    await this.#restarting;
    const [saved] = await Promise.all([this.#world.stop(), this.gateways.stop()]);
    return saved;
  }

  #restart(reason: string): void {
    if (this.#stopping) return;
    this.#restarting = this.#begin(reason).finally(() => {
      this.#restarting = undefined;
    });
  }

  async #begin(reason: string): Promise<void> {
    const start = performance.now();
    this.gateways.tell('worldRestarted');
    this.#noteDeath(reason);
    for (let why = reason; !this.#stopping; ) {
      this.#log.error(`${why}; the world is restarted from disk`);
      await this.#world.halt();
      this.#crashed(why);
      if (!this.#policy.allows()) {
        this.#giveUp(why);
        return;
      }
      try {
        await this.open();
        const { tick, hash, replayedTicks } = await this.run();
        this.#metrics.add(this.#metrics.at('worldRestarts'), 1);
        const facts = {
          tick,
          hash: hash >>> 0,
          replayedTicks,
          millis: Math.round(performance.now() - start),
        };
        this.#log.warn(facts, 'the world runs again');
        return;
      } catch (error) {
        why = (error as Error).message;
      }
    }
  }

  /** Whether the simulation died at an inbox record. The second time at the same one makes it poison. */
  #noteDeath(reason: string): boolean {
    const place = this.#world.placeOfDeath();
    if (place === undefined) return false;
    if (this.#poison.died(place.tick, place.record, reason)) {
      this.#log.error(
        place,
        'the simulation died twice at this inbox record: it is quarantined and left out',
      );
    }
    return true;
  }

  #giveUp(reason: string): void {
    this.#givenUp = `${reason}; restarted too often, the world is given up until the server is started again`;
    this.#metrics.set(this.#metrics.at('safeMode'), 1);
    this.gateways.tell('worldGivenUp');
    this.#log.fatal(this.#givenUp);
  }
}
