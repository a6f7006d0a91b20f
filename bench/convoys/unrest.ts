import { CAUSE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { PATH_NODES, ROUTE_COUNT_MAX, SIDE_COUNT } from '../../src/limits.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { mix32 } from '../../src/maths/random.ts';
import { FULL_MILLI } from '../../src/territory/shares.ts';
import { gainInfluence } from '../../systems/actions/influence.ts';
import { wakePoint } from '../../systems/actions/wake.ts';

const MINUTE_TICKS = 60 * TICKS_PER_SECOND;
/** What the taker gets of every control point: it stands above every threshold, and somebody can take it back. */
const TAKEN_MILLI = (FULL_MILLI * 9) / 10;
/** Draws for a district at a border. */
const DRAWS_MAX = 200;
const NOWHERE = -1;

/**
 * Lets land change hands as often as in a lively game: in turn a district at a border falls to a neighbor, and one that
 * a kept route passes falls to anybody. It is done by influence booked at control points, so that the systems of the
 * tick find out by themselves and take their time.
 */
export class Unrest {
  readonly #world: World;
  readonly #perMinute: number;
  readonly #seed: number;
  readonly #gains = new Int32Array(SIDE_COUNT);
  #begun = 0;
  #draws = 0;

  constructor(world: World, perMinute: number, seed: number) {
    this.#world = world;
    this.#perMinute = perMinute;
    this.#seed = seed;
  }

  /** To be called before every tick. */
  stir(): void {
    const due = (this.#world.ledger.tick[0] * this.#perMinute) / MINUTE_TICKS;
    for (; this.#begun < due; this.#begun++) this.#begin();
  }

  #begin(): void {
    const onRoute = this.#begun % 2 === 1 ? this.#districtOnRoute() : NOWHERE;
    if (onRoute !== NOWHERE) {
      const owner = this.#world.district.owner[onRoute];
      this.#take(onRoute, 1 + ((owner + this.#below(SIDE_COUNT - 2)) % (SIDE_COUNT - 1)));
      return;
    }
    for (let draw = 0; draw < DRAWS_MAX; draw++) {
      const district = this.#below(this.#world.graph.districtCount);
      const taker = this.#takerOf(district);
      if (taker === 0) continue;
      this.#take(district, taker);
      return;
    }
  }

  /** A district between the ends of a kept route, NOWHERE when there is none. */
  #districtOnRoute(): number {
    const { path, pathNode, route } = this.#world;
    const row = this.#below(ROUTE_COUNT_MAX);
    for (let i = 0; i < ROUTE_COUNT_MAX; i++) {
      const held = route.path[(row + i) % ROUTE_COUNT_MAX] - 1;
      if (held < 0 || path.hops[held] < 2) continue;
      return pathNode.district[held * PATH_NODES + 1 + this.#below(path.hops[held] - 1)];
    }
    return NOWHERE;
  }

  /** The owner of a neighbor of another faction; 0 when there is none. */
  #takerOf(district: number): number {
    const { graph } = this.#world;
    const { owner } = this.#world.district;
    const first = graph.neighborStart[district];
    const count = graph.neighborStart[district + 1] - first;
    const offset = this.#below(Math.max(1, count));
    for (let i = 0; i < count; i++) {
      const other = owner[graph.neighborDistrict[first + ((offset + i) % count)]];
      if (other !== 0 && other !== owner[district]) return other;
    }
    return 0;
  }

  #take(district: number, taker: number): void {
    const { graph, influence } = this.#world;
    for (
      let point = graph.controlPointStart[district];
      point < graph.controlPointStart[district + 1];
      point++
    ) {
      const held = influence.milli[point * SIDE_COUNT + taker];
      this.#gains.fill(0);
      this.#gains[taker] = Math.max(0, TAKEN_MILLI - held);
      gainInfluence(this.#world, point, this.#gains, CAUSE.presence, 0);
      wakePoint(this.#world, point, district);
    }
  }

  #below(bound: number): number {
    return mix32(this.#seed ^ Math.imul(++this.#draws, 0x9e37_79b1)) % bound;
  }
}
