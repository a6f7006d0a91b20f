import type { World } from '../../components/world.ts';
import { ENTITY_COUNT_MAX } from '../limits.ts';
import type { ByteWriter } from '../protocol/bytes.ts';
import { ITEM } from '../protocol/fields.ts';
import {
  type SectorGrid,
  sectorAt,
  writeFighters,
  writeGone,
  writeSectorList,
  writeTurns,
} from '../protocol/items.ts';

/** A copy of the replicated columns, and what has become different since. */
export class ChangedEntities {
  readonly #world: World;
  readonly #kind = new Uint8Array(ENTITY_COUNT_MAX);
  readonly #faction = new Uint8Array(ENTITY_COUNT_MAX);
  readonly #generation = new Uint8Array(ENTITY_COUNT_MAX);
  readonly #x = new Int32Array(ENTITY_COUNT_MAX);
  readonly #y = new Int32Array(ENTITY_COUNT_MAX);
  readonly #vx = new Int16Array(ENTITY_COUNT_MAX);
  readonly #vy = new Int16Array(ENTITY_COUNT_MAX);
  readonly #harm = new Uint8Array(ENTITY_COUNT_MAX);
  readonly #target = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #gone = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #turned = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #placed = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #entered = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #hurt = new Uint32Array(ENTITY_COUNT_MAX);
  readonly #aimed = new Uint32Array(ENTITY_COUNT_MAX);

  constructor(world: World) {
    this.#world = world;
  }

  /** Copies the world as it is. */
  takeAll(): void {
    for (let id = 1; id <= this.#world.ledger.entityHigh[0]; id++) this.#take(id);
  }

  /** Writes what a mirror of the tick before must be told to be one of this tick, and copies it. */
  write(to: ByteWriter, grid: SectorGrid): void {
    const { fighter, identity, ledger, replicated } = this.#world;
    let [gone, turned, placed, entered, hurt, aimed] = [0, 0, 0, 0, 0, 0];
    for (let id = 1; id <= ledger.entityHigh[0]; id++) {
      const wasAlive = this.#kind[id] !== 0;
      if (identity.kind[id] === 0) {
        if (wasAlive) this.#gone[gone++] = id;
      } else if (!this.#isSame(id)) {
        this.#entered[entered++] = id;
      } else {
        if (!this.#followsItsCourse(id)) this.#placed[placed++] = id;
        else if (this.#hasTurned(id)) this.#turned[turned++] = id;
        if (fighter.harm[id] !== this.#harm[id]) this.#hurt[hurt++] = id;
        if (fighter.target[id] !== this.#target[id]) this.#aimed[aimed++] = id;
      }
      this.#take(id);
    }
    // The end of an id comes before its next use.
    if (gone > 0) writeGone(to, this.#gone, 0, gone);
    if (turned > 0) writeTurns(to, this.#turned, 0, turned, replicated.turn);
    for (let i = 0; i < placed; i++) this.#writeOne(to, ITEM.place, grid, this.#placed, i);
    if (hurt > 0) writeFighters(to, ITEM.hurt, this.#hurt, 0, hurt, replicated.hurt);
    if (aimed > 0) writeFighters(to, ITEM.aim, this.#aimed, 0, aimed, replicated.aim);
    for (let i = 0; i < entered; i++) this.#writeOne(to, ITEM.enter, grid, this.#entered, i);
  }

  #writeOne(
    to: ByteWriter,
    tag: typeof ITEM.place | typeof ITEM.enter,
    grid: SectorGrid,
    ids: Uint32Array,
    at: number,
  ): void {
    const { motion, replicated } = this.#world;
    const sector = sectorAt(grid, motion.x[ids[at]], motion.y[ids[at]]);
    const columns = tag === ITEM.place ? replicated.place : replicated.whole;
    writeSectorList(to, tag, grid, sector, ids, at, at + 1, columns);
  }

  /** Whether an entity is where its course has led it since the copy. */
  #followsItsCourse(id: number): boolean {
    const { x, y, vx, vy } = this.#world.motion;
    return x[id] === this.#x[id] + vx[id] && y[id] === this.#y[id] + vy[id];
  }

  #hasTurned(id: number): boolean {
    const { vx, vy } = this.#world.motion;
    return vx[id] !== this.#vx[id] || vy[id] !== this.#vy[id];
  }

  /** Whether a row is the entity that it was, with all that only a whole record tells. */
  #isSame(id: number): boolean {
    const { kind, faction, generation } = this.#world.identity;
    return (
      kind[id] === this.#kind[id] &&
      faction[id] === this.#faction[id] &&
      generation[id] === this.#generation[id]
    );
  }

  #take(id: number): void {
    const { fighter, identity, motion } = this.#world;
    this.#kind[id] = identity.kind[id];
    this.#faction[id] = identity.faction[id];
    this.#generation[id] = identity.generation[id];
    this.#x[id] = motion.x[id];
    this.#y[id] = motion.y[id];
    this.#vx[id] = motion.vx[id];
    this.#vy[id] = motion.vy[id];
    this.#harm[id] = fighter.harm[id];
    this.#target[id] = fighter.target[id];
  }
}
