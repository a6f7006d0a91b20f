import { ENTITY_COUNT_MAX } from '../src/limits.ts';
import type { Stores } from './tables.ts';

/**
 * Which ids are alive and of which kind. All of it is derived from the stores `identity` and `idOrder` and can be
 * rebuilt from them at any time.
 */
export interface Entities {
  /** Place of each id in `idOrder`: the alive, then this tick's dead, then the free in the order of their return. */
  readonly place: Uint32Array;
  /** Entities there can be at once, this tick's dead included. */
  countMax: number;
  readonly rosters: ReadonlyMap<number, Roster>;
  /** Who obeys orders: avatars, and patrols that serve in squads. */
  readonly bodies: Roster;
  /** By id: 1 = the entity is one of `bodies`. */
  readonly isBody: Uint8Array;
  /** Ids whose entity died in this tick. They are given again from the next tick on. */
  readonly dead: Uint32Array;
  deadCount: number;
}

/** Working memory of all rosters. */
const merged = new Uint32Array(ENTITY_COUNT_MAX);

/**
 * The alive entities of one kind (or that obey orders), in ascending id order: any other order would depend on what
 * came and went before, and a restored world would go through them in another one.
 */
export class Roster {
  readonly #kind: number;
  /** Kind of each entity, by id. */
  readonly #kinds: Uint8Array;
  readonly #ids = new Uint32Array(ENTITY_COUNT_MAX);
  #count = 0;
  /** Who came since the ids were last put in order, in any order. */
  readonly #newcomers = new Uint32Array(ENTITY_COUNT_MAX);
  #newcomerCount = 0;
  #isStale = false;
  #view = this.#ids.subarray(0, 0);

  constructor(kind: number, kinds: Uint8Array) {
    this.#kind = kind;
    this.#kinds = kinds;
  }

  /** Adds an entity of the kind. */
  add(id: number): void {
    if (this.#newcomerCount === ENTITY_COUNT_MAX) this.#putInOrder();
    this.#newcomers[this.#newcomerCount++] = id;
    this.#isStale = true;
  }

  /** Must be called when an entity of the kind is no more, after its kind was cleared. */
  touch(): void {
    this.#isStale = true;
  }

  /** The ids; valid until an entity comes or goes. */
  ids(): Uint32Array {
    if (this.#isStale) this.#putInOrder();
    return this.#view;
  }

  /**
   * Merges the newcomers in and drops who is no more, in one pass. An id that was given again since
   * stands in both lists.
   */
  #putInOrder(): void {
    // A view is garbage, and most ticks bring one newcomer at most.
    if (this.#newcomerCount > 1) this.#newcomers.subarray(0, this.#newcomerCount).sort();
    const ids = this.#ids;
    const newcomers = this.#newcomers;
    let count = 0;
    let last = 0;
    for (let i = 0, j = 0; i < this.#count || j < this.#newcomerCount; ) {
      const isOld = j === this.#newcomerCount || (i < this.#count && ids[i] <= newcomers[j]);
      const id = isOld ? ids[i++] : newcomers[j++];
      if (id === last || this.#kinds[id] !== this.#kind) continue;
      merged[count++] = id;
      last = id;
    }
    for (let i = 0; i < count; i++) ids[i] = merged[i];
    this.#count = count;
    this.#newcomerCount = 0;
    this.#isStale = false;
    if (count !== this.#view.length) this.#view = ids.subarray(0, count);
  }
}

export function createEntities(kinds: readonly number[], stores: Stores): Entities {
  const isBody = new Uint8Array(ENTITY_COUNT_MAX);
  return {
    place: new Uint32Array(ENTITY_COUNT_MAX),
    // Ids run from 1, and row 0 stands for nobody.
    countMax: ENTITY_COUNT_MAX - 1,
    rosters: new Map(kinds.map((kind) => [kind, new Roster(kind, stores.identity.kind)])),
    bodies: new Roster(1, isBody),
    isBody,
    dead: new Uint32Array(ENTITY_COUNT_MAX),
    deadCount: 0,
  };
}

/**
 * Gives an id to a new entity of `kind` (a key of the rosters). Returns 0 when the capacity of the world is used up:
 * the caller refuses whoever asked.
 */
export function spawnEntity(entities: Entities, stores: Stores, kind: number, faction: number): number {
  const { ledger, identity, idOrder } = stores;
  const place = ledger.aliveCount[0] + entities.deadCount;
  if (place >= entities.countMax) return 0;
  const isFirstUse = place === ledger.entityHigh[0];
  const id = isFirstUse ? place + 1 : idOrder.id[place];
  if (isFirstUse) {
    ledger.entityHigh[0] = id;
    idOrder.id[place] = id;
    entities.place[id] = place;
  }
  ledger.aliveCount[0]++;
  identity.kind[id] = kind;
  identity.faction[id] = faction;
  entities.rosters.get(kind)!.add(id);
  return id;
}

/** Has an entity obey orders from now on. */
export function addBody(entities: Entities, id: number): void {
  if (entities.isBody[id] === 1) return;
  entities.isBody[id] = 1;
  entities.bodies.add(id);
}

/** Has an entity obey orders no more. */
export function dropBody(entities: Entities, id: number): void {
  if (entities.isBody[id] === 0) return;
  entities.isBody[id] = 0;
  entities.bodies.touch();
}

/**
 * Ends an entity. Its id is given again only after `releaseDead`: reused within the tick, its end and its new
 * beginning would reach clients in either order. It leaves its roster at once, or the dead would be steered on.
 */
export function despawnEntity(entities: Entities, stores: Stores, id: number): void {
  const roster = entities.rosters.get(stores.identity.kind[id])!;
  entities.dead[entities.deadCount++] = id;
  stores.ledger.aliveCount[0]--;
  stores.identity.kind[id] = 0;
  stores.motion.vx[id] = 0;
  stores.motion.vy[id] = 0;
  roster.touch();
  dropBody(entities, id);
}

/** Makes the ids of this tick's dead free, lowest last so that it is reused first. */
export function releaseDead(entities: Entities, stores: Stores): void {
  const { place } = entities;
  const order = stores.idOrder.id;
  let end = stores.ledger.aliveCount[0] + entities.deadCount;
  for (let i = entities.deadCount - 1; i >= 0; i--) {
    const id = entities.dead[i];
    const hole = place[id];
    const last = order[--end];
    order[hole] = last;
    place[last] = hole;
    order[end] = id;
    place[id] = end;
    stores.identity.generation[id] = (stores.identity.generation[id] + 1) & 0xff;
  }
  entities.deadCount = 0;
}

/** Fills new `entities` from the stores, after a world was restored. */
export function restoreEntities(entities: Entities, stores: Stores): void {
  const { ledger, identity, idOrder } = stores;
  const high = ledger.entityHigh[0];
  for (let place = 0; place < high; place++) entities.place[idOrder.id[place]] = place;
  for (let id = 1; id <= high; id++) {
    if (identity.kind[id] !== 0) entities.rosters.get(identity.kind[id])!.add(id);
  }
}
