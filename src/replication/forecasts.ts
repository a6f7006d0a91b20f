import { ENTITY_COUNT_MAX } from '../limits.ts';
import { COMMON_TICKS } from './tiers.ts';

/** How far ahead clients are told of turns: as far as to the next time that they are. */
export const FORECAST_TICKS = COMMON_TICKS;

/** Turns that are foreseen of each entity; a third within FORECAST_TICKS is rare, and told when it comes. */
export const FORECAST_TURNS = 2;

/** A turn that is foreseen of each entity, by id. */
class ForeseenTurn {
  /** Tick from which on the new course holds; 0 = nothing is foreseen. */
  readonly tick = new Uint32Array(ENTITY_COUNT_MAX);
  readonly vx = new Int16Array(ENTITY_COUNT_MAX);
  readonly vy = new Int16Array(ENTITY_COUNT_MAX);
  /** Tick at which the walk ends that the course is part of, and tick of the turn after this one. */
  readonly legEndTick = new Uint32Array(ENTITY_COUNT_MAX);
  readonly endTick = new Uint32Array(ENTITY_COUNT_MAX);
  /** Tick in which it was foreseen. */
  readonly sinceTick = new Uint32Array(ENTITY_COUNT_MAX);
  /** Ticks from now until then; filled for who is told of it. */
  readonly ahead = new Uint8Array(ENTITY_COUNT_MAX);
}

/**
 * What clients know of the courses to come. In the ticks t with t = slot modulo FORECAST_TICKS, in which all of its
 * streams are in step, a client is told of the turns until the next such tick that were foreseen FORECAST_TICKS before
 * they come; and of those of each entity that it gets to hold. When such a turn comes to pass it needs no word: whoever
 * holds the entity knows. Any other turn is told, and takes back what was foreseen.
 *
 * Derived, and not part of the state: a restored world foresees nothing until its entities turn, and tells each turn.
 */
export class Forecasts {
  /** The next turn, and the one after it. */
  readonly turns: readonly [ForeseenTurn, ForeseenTurn] = [new ForeseenTurn(), new ForeseenTurn()];
  /** By id: the last tick in which a foreseen turn came to pass, and in which none did though one was foreseen. */
  readonly #metTick = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #brokenTick = new Uint32Array(ENTITY_COUNT_MAX);
  /** Sectors whose foreseen turns somebody is to be told of in this tick, each once. */
  readonly wanted: Uint32Array;
  wantedCount = 0;
  readonly #isWanted: Uint8Array;

  constructor(sectorCount: number) {
    this.wanted = new Uint32Array(sectorCount);
    this.#isWanted = new Uint8Array(sectorCount);
  }

  /** Something else happened to an entity in this tick: what was foreseen of it no longer is. */
  drop(id: number, tick: number): void {
    const [next, second] = this.turns;
    if (next.tick[id] !== 0) this.#brokenTick[id] = tick;
    next.tick[id] = 0;
    second.tick[id] = 0;
  }

  /**
   * The next turn of an entity came to pass in this tick. Returns whether it was foreseen so long ago that all who hold
   * the entity know of it.
   */
  meet(id: number, tick: number): boolean {
    const [next, second] = this.turns;
    const isKnown = tick - next.sinceTick[id] >= FORECAST_TICKS;
    this.#metTick[id] = tick;
    next.tick[id] = second.tick[id];
    next.vx[id] = second.vx[id];
    next.vy[id] = second.vy[id];
    next.legEndTick[id] = second.legEndTick[id];
    next.endTick[id] = second.endTick[id];
    next.sinceTick[id] = second.sinceTick[id];
    second.tick[id] = 0;
    return isKnown;
  }

  /** Whether the turn at a place is one that needs no word when it comes, and comes within the next FORECAST_TICKS. */
  isDue(place: number, id: number, tick: number): boolean {
    const turn = this.turns[place];
    const at = turn.tick[id];
    return at > tick && at - tick <= FORECAST_TICKS && at - turn.sinceTick[id] >= FORECAST_TICKS;
  }

  /** Whether the turn of an entity in this tick was foreseen. */
  isMet(id: number, tick: number): boolean {
    return this.#metTick[id] === tick;
  }

  /** Whether an entity did something else in this tick than was foreseen, then or for later. */
  isBroken(id: number, tick: number): boolean {
    return this.#brokenTick[id] === tick;
  }

  /** Somebody is to be told of what is foreseen in a sector. */
  want(sector: number): void {
    if (this.#isWanted[sector] !== 0) return;
    this.#isWanted[sector] = 1;
    this.wanted[this.wantedCount++] = sector;
  }

  clearWanted(): void {
    for (let i = 0; i < this.wantedCount; i++) this.#isWanted[this.wanted[i]] = 0;
    this.wantedCount = 0;
  }
}
