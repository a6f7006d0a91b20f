import {
  addComponent,
  addEntity,
  commitRemovals,
  createEntityIndex,
  createWorld,
  type World as EcsWorld,
  type Query,
  registerQuery,
  removeComponent,
  removeEntity,
} from 'bitecs';
import { ENTITY_COUNT_MAX } from '../src/limits.ts';
import type { Stores } from './tables.ts';

/** Tags of bitecs, one per entity kind: what a roster selects by. The data of an entity is in our stores. */
export type KindTag = Record<never, never>;

/**
 * Which ids are alive and of which kind: bitecs keeps ids and queries, the stores keep everything else. What bitecs
 * holds is derived from the stores `identity` and `idOrder` and can be rebuilt from them at any time.
 */
export interface Entities {
  readonly index: ReturnType<typeof createEntityIndex>;
  readonly ecs: EcsWorld;
  readonly rosters: Map<number, Roster>;
  /** Ids whose entity died in this tick. They are given again from the next tick on. */
  readonly dead: Uint32Array;
  deadCount: number;
}

/**
 * The alive entities of one kind, in ascending id order: the order bitecs happens to hold would differ after a
 * restore.
 */
export class Roster {
  readonly tag: KindTag = {};
  readonly #ecs: EcsWorld;
  readonly #query: Query;
  #sorted = true;

  constructor(ecs: EcsWorld) {
    this.#ecs = ecs;
    this.#query = registerQuery(ecs, [this.tag]);
  }

  /** Must be called when an entity of the kind came or went. */
  touch(): void {
    this.#sorted = false;
  }

  /** The ids; valid until an entity comes or goes. */
  ids(): readonly number[] {
    if (!this.#sorted) {
      commitRemovals(this.#ecs);
      this.#query.sort(ascending);
      this.#sorted = true;
    }
    return this.#query.dense as number[];
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}

export function createEntities(kinds: readonly number[]): Entities {
  const index = createEntityIndex();
  const ecs = createWorld(index);
  const rosters = new Map(kinds.map((kind) => [kind, new Roster(ecs)]));
  return { index, ecs, rosters, dead: new Uint32Array(ENTITY_COUNT_MAX), deadCount: 0 };
}

/**
 * Gives an id to a new entity of `kind` (a key of the rosters). Returns 0 when the capacity of the world is used up:
 * the caller refuses whoever asked.
 */
export function spawnEntity(entities: Entities, stores: Stores, kind: number, faction: number): number {
  const { ledger, identity, idOrder } = stores;
  // Ids run from 1, and row 0 stands for nobody.
  if (ledger.aliveCount[0] + entities.deadCount >= ENTITY_COUNT_MAX - 1) return 0;
  const id = addEntity(entities.ecs);
  const roster = entities.rosters.get(kind)!;
  addComponent(entities.ecs, id, roster.tag);
  roster.touch();
  idOrder.id[entities.index.aliveCount - 1] = id;
  ledger.aliveCount[0]++;
  if (id > ledger.entityHigh[0]) ledger.entityHigh[0] = id;
  identity.kind[id] = kind;
  identity.faction[id] = faction;
  return id;
}

/**
 * Ends an entity. Its id is given again only after `releaseDead`: reused within the tick, its end and its new
 * beginning would reach clients in either order. It leaves its roster at once, or the dead would be steered on.
 */
export function despawnEntity(entities: Entities, stores: Stores, id: number): void {
  const roster = entities.rosters.get(stores.identity.kind[id])!;
  removeComponent(entities.ecs, id, roster.tag);
  roster.touch();
  entities.dead[entities.deadCount++] = id;
  stores.ledger.aliveCount[0]--;
  stores.identity.kind[id] = 0;
  stores.motion.vx[id] = 0;
  stores.motion.vy[id] = 0;
}

/** Makes the ids of this tick's dead free, lowest last so that it is reused first. */
export function releaseDead(entities: Entities, stores: Stores): void {
  for (let i = entities.deadCount - 1; i >= 0; i--) {
    const id = entities.dead[i];
    const hole = entities.index.sparse[id];
    removeEntity(entities.ecs, id);
    stores.idOrder.id[hole] = entities.index.dense[hole];
    stores.idOrder.id[entities.index.aliveCount] = id;
    stores.identity.generation[id] = (stores.identity.generation[id] + 1) & 0xff;
  }
  entities.deadCount = 0;
}

/** Rebuilds what bitecs holds from the stores, after a world was restored. `entities` must be new. */
export function restoreEntities(entities: Entities, stores: Stores): void {
  const { ledger, identity, idOrder } = stores;
  const high = ledger.entityHigh[0];
  const { index, ecs } = entities;
  for (let id = 1; id <= high; id++) {
    addEntity(ecs);
    const kind = identity.kind[id];
    if (kind !== 0) addComponent(ecs, id, entities.rosters.get(kind)!.tag);
  }
  for (let id = 1; id <= high; id++) {
    if (identity.kind[id] === 0) removeEntity(ecs, id);
  }
  for (let place = 0; place < high; place++) {
    const id = idOrder.id[place];
    index.dense[place] = id;
    index.sparse[id] = place;
  }
  for (const roster of entities.rosters.values()) roster.touch();
}
