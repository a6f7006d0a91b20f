import type { Rules } from '../../components/rules.ts';
import type { World } from '../../components/world.ts';
import { allocateMetrics } from '../../src/memory/metrics-block.ts';
import { clearUsed, packedBytes, packUsed, unpackUsed } from '../../src/memory/used-rows.ts';
import { allocateWorldMemory, viewStores } from '../../src/memory/world-memory.ts';
import { createWorld } from '../../src/sim/create-world.ts';
import { RouteExchange } from '../../src/sim/route-exchange.ts';
import { runTick } from '../../src/sim/tick.ts';
import { type ToldByMinds, toldBy } from './traces.ts';

const nobodyMeasures = () => {};

/** A world with whoever answers its questions about routes, to be played tick by tick. */
export class Play {
  readonly world: World;
  readonly #exchange: RouteExchange;

  constructor(world: World) {
    this.world = world;
    this.#exchange = new RouteExchange(world, 0, allocateMetrics());
    // A world that goes on has questions that were put already: they are put again.
    this.#exchange.publish();
  }

  get tick(): number {
    return this.world.ledger.tick[0];
  }

  /** Plays one tick. Returns what it told of minds. */
  step(): ToldByMinds {
    const { world } = this;
    this.#exchange.collect(world.inbox);
    runTick(world, nobodyMeasures);
    this.#exchange.publish();
    return toldBy(this.tick, world.chronicle);
  }
}

/** A world between two ticks, to go on from. */
export interface Moment {
  readonly tick: number;
  readonly packed: Uint8Array;
}

/** Takes note of a world as it is before each tick; only what is kept costs memory. */
export class MomentNote {
  #memory = new ArrayBuffer(0);
  #packed: Uint8Array = new Uint8Array(0);
  #tick = 0;
  #kept: Moment | undefined;

  take(world: World): void {
    const { districtCount } = world.graph;
    const bytes = packedBytes(world, districtCount);
    if (this.#memory.byteLength < bytes) this.#memory = new ArrayBuffer(2 * bytes);
    this.#packed = packUsed(world, districtCount, new Uint8Array(this.#memory));
    this.#tick = world.ledger.tick[0];
    this.#kept = undefined;
  }

  /** What was taken last, to be kept. */
  get moment(): Moment {
    this.#kept ??= { tick: this.#tick, packed: this.#packed.slice() };
    return this.#kept;
  }
}

/** Memory in which worlds go on from kept moments, one at a time. */
export class Stage {
  readonly #memory = allocateWorldMemory();
  readonly #like: World;

  /** Worlds are on the same land as `like` and have, but for their minds, its rules. */
  constructor(like: World) {
    this.#like = like;
  }

  /** The world of a moment, with the minds that `aiOf` makes of the state of its minds. The one before is gone. */
  playFrom(moment: Moment, aiOf: (mind: World['mind']) => Rules['ai']): Play {
    const { graph, grid, ledger, rules } = this.#like;
    const stores = viewStores(this.#memory);
    clearUsed(stores, graph.districtCount);
    if (!unpackUsed(moment.packed, stores, graph.districtCount)) throw new Error('a kept moment is damaged');
    const ai = aiOf(stores.mind);
    return new Play(createWorld(this.#memory, graph, grid, { ...rules, ai }, ledger.seed[0]));
  }
}
