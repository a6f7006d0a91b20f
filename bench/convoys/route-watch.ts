import { ROUTE_REASON, ROUTE_STATE } from '../../components/routes.ts';
import type { World } from '../../components/world.ts';
import { ROUTE_COUNT_MAX, SIDE_COUNT } from '../../src/limits.ts';
import { NODE } from '../../src/routing/route-costs.ts';

/** Counts what befalls routes and the land under them, by looking at the world after every tick. */
export class RouteWatch {
  /** New paths that routes took, by faction. */
  readonly generated = new Uint32Array(SIDE_COUNT);
  /** Routes that could not be driven any more, or lost an end, by faction. */
  readonly invalidated = new Uint32Array(SIDE_COUNT);
  /** Districts that changed hands. */
  handChanges = 0;
  /** Changes of roads of any kind. */
  roadChanges = 0;
  readonly #world: World;
  readonly #state = new Uint8Array(ROUTE_COUNT_MAX);
  readonly #version = new Uint32Array(ROUTE_COUNT_MAX);
  readonly #bornTick = new Uint32Array(ROUTE_COUNT_MAX);

  constructor(world: World) {
    this.#world = world;
  }

  /** To be called after every tick. */
  look(): void {
    const { road, roads, ledger } = this.#world;
    // All roads of a fresh world are new in its first tick, and none of them changed hands.
    for (let i = 0; i < roads.changedCount && ledger.tick[0] > 1; i++) {
      const district = roads.changed[i];
      const changed = road.state[district] ^ roads.stateBefore[district];
      this.roadChanges++;
      if ((changed & NODE.owner) !== 0) this.handChanges++;
    }
    for (let row = 0; row < ROUTE_COUNT_MAX; row++) this.#lookAt(row);
  }

  #lookAt(row: number): void {
    const { route } = this.#world;
    const state = route.state[row];
    const faction = route.faction[row];
    if (route.bornTick[row] !== this.#bornTick[row]) {
      this.#bornTick[row] = route.bornTick[row];
      this.#version[row] = 0;
    }
    this.generated[faction] += route.version[row] - this.#version[row];
    this.#version[row] = route.version[row];
    if (state === this.#state[row]) return;
    this.#state[row] = state;
    const hasLostEnd = state === ROUTE_STATE.retired && route.reason[row] === ROUTE_REASON.endLost;
    if (state === ROUTE_STATE.invalid || hasLostEnd) this.invalidated[faction]++;
  }
}
