import { PatrolWorld } from '../patrol-world.ts';
import type { PeerTally } from './peer-tally.ts';

/** Clients read at different times: positions of so many ticks are kept. */
const KEPT_TICKS = 128;

/** The patrol world as it is at a tick, played once more by the load generator. */
export interface TruthAt {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly vx: Int32Array;
  readonly vy: Int32Array;
  readonly sector: Int32Array;
  readonly viewCenter: Int32Array;
}

/** What every client ought to see at every tick, and the judgement of what it does see. */
export class Truth {
  readonly #world: PatrolWorld;
  readonly #kept: (TruthAt & { tick: number })[] = [];

  constructor(clients: number, seed: number) {
    this.#world = new PatrolWorld(clients, seed);
  }

  /** The world at a tick; undefined when that is too long ago to be known. */
  at(tick: number): TruthAt | undefined {
    const world = this.#world;
    while (world.tick < tick) {
      world.step();
      const { vx, vy, x, y, sector, viewCenter } = world;
      const slot = this.#kept[world.tick % KEPT_TICKS];
      if (slot) {
        slot.tick = world.tick;
        for (const [to, from] of [
          [slot.x, x],
          [slot.y, y],
          [slot.vx, vx],
          [slot.vy, vy],
          [slot.sector, sector],
          [slot.viewCenter, viewCenter],
        ])
          to.set(from);
      } else {
        this.#kept[world.tick % KEPT_TICKS] = {
          tick: world.tick,
          ...{ x: x.slice(), y: y.slice(), vx: vx.slice(), vy: vy.slice() },
          ...{ sector: sector.slice(), viewCenter: viewCenter.slice() },
        };
      }
    }
    const kept = this.#kept[tick % KEPT_TICKS];
    return kept?.tick === tick ? kept : undefined;
  }

  /**
   * Holds what a client sees against the world at a tick. `place` gives where a unit is in 1/4096 m, or undefined for
   * one that the client does not see; `seen` is how many it sees.
   * Every unit of its view must be there, exactly, and no other.
   */
  check(
    tally: PeerTally,
    follower: number,
    tick: number,
    seen: number,
    place: (unit: number) => { readonly x: number; readonly y: number } | undefined,
  ): void {
    const truth = this.at(tick);
    if (!truth) return;
    tally.checks++;
    const center = truth.viewCenter[follower];
    let expected = 0;
    for (let unit = 0; unit < this.#world.count; unit++) {
      if (!this.#world.isInView(center, truth.sector[unit])) continue;
      expected++;
      const found = place(unit);
      tally.checkedUnits++;
      if (!found || found.x !== truth.x[unit] || found.y !== truth.y[unit]) tally.wrong++;
    }
    tally.wrong += Math.max(0, seen - expected);
  }
}
