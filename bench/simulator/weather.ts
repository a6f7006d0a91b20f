import type { Chance } from './chance.ts';
import type { DiskWeather } from './simulated-server.ts';

/** How often what goes wrong, as one in so many ticks; differs from game to game. */
export interface Climate {
  readonly crash: number;
  readonly gatewayDeath: number;
  readonly lap: number;
  readonly sleep: number;
  readonly drop: number;
  /** All clients at once, for a time in which sessions end. */
  readonly outage: number;
  readonly slow: number;
  readonly rules: number;
  readonly rot: number;
  readonly stall: number;
  readonly diskFailure: number;
  /** One in so many commits is slow. */
  readonly slowCommit: number;
}

/** Climate of a seed: some games are about crashes, some about clients, some calm. */
export function climateOf(chance: Chance): Climate {
  const often = (low: number, high: number) => chance.between(low, high) * (chance.oneIn(4) ? 8 : 1);
  return {
    crash: often(500, 2_000),
    gatewayDeath: often(600, 3_000),
    lap: often(1_000, 4_000),
    sleep: often(300, 1_500),
    drop: often(100, 600),
    outage: often(1_000, 4_000),
    slow: often(200, 800),
    rules: often(800, 4_000),
    rot: often(300, 3_000),
    stall: often(400, 2_000),
    diskFailure: often(1_000, 6_000),
    slowCommit: often(10, 100),
  };
}

/** Weather over the disk; it clears up when the faults stop. */
export class Weather implements DiskWeather {
  readonly #chance: Chance;
  readonly #climate: Climate;
  isCalm = false;

  constructor(chance: Chance, climate: Climate) {
    this.#chance = chance;
    this.#climate = climate;
  }

  commitDelayTicks(): number {
    const chance = this.#chance;
    if (this.isCalm) return chance.below(2);
    if (chance.oneIn(this.#climate.slowCommit)) return chance.between(5, 120);
    return chance.below(3);
  }

  commitFails(): boolean {
    return !this.isCalm && this.#chance.oneIn(this.#climate.diskFailure);
  }

  snapshotDelayTicks(): number {
    return this.isCalm
      ? 1
      : this.#chance.oneIn(4)
        ? this.#chance.between(20, 200)
        : this.#chance.between(1, 5);
  }
}
