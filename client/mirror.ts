import type { ByteReader } from '../src/protocol/bytes.ts';
import { type FieldName, HASHED_FIELDS, LAYOUT } from '../src/protocol/fields.ts';
import { type ItemSink, readItems, type SectorGrid, sectorAt } from '../src/protocol/items.ts';
import { entityHash } from '../src/protocol/records.ts';
import { battleNews, kitOf } from './battle-news.ts';
import { TurnsAhead, takeTurn, xAt, yAt } from './course-ahead.ts';
import { type MirrorEntity, type MirrorEvents, unknownEntity } from './mirror-events.ts';

export type { MirrorEntity, MirrorEvents } from './mirror-events.ts';

const WHOLE = fieldPositions(LAYOUT.whole);
const LATE_TURN = fieldPositions(LAYOUT.lateTurn);
const PLACE = fieldPositions(LAYOUT.place);
const NEXT_TURN = fieldPositions(LAYOUT.nextTurn);
const TURN = fieldPositions(LAYOUT.turn);
const HURT = fieldPositions(LAYOUT.hurt);
const AIM = fieldPositions(LAYOUT.aim);

type HashedName = Exclude<FieldName, 'age' | 'ahead'>;

function fieldPositions(layout: readonly { name: string }[]): Record<FieldName, number> {
  return Object.fromEntries(layout.map((field, i) => [field.name, i])) as Record<FieldName, number>;
}

/**
 * The exact copy of what the server lets this client see. It applies frames and extrapolates with the server's
 * own whole numbers, so that after any frame of tick t every position equals the server's at t. That is proven
 * by the check items: the mirror counts comparisons and mismatches.
 */
export class Mirror implements ItemSink {
  readonly entities = new Map<number, MirrorEntity>();
  readonly grid: SectorGrid;
  readonly events: MirrorEvents;
  /** Tick of the last frame applied. */
  tick: number;
  viewColumn = 0;
  viewRow = 0;
  /** Sectors from the center to the border of the view; -1 before the first view. */
  viewRadius = -1;
  hashChecks = 0;
  hashMismatches = 0;
  /** Records about entities the mirror does not hold: a server must never send one. */
  unknownRecords = 0;
  turns = 0;
  /**
   * Ticks between two at which the mirror is the world in view. At those between, some of it may be as it was at the
   * last of them.
   */
  paceTicks = 1;
  /** A tick at which all streams are in step. */
  #stepTick = 0;
  /** The last tick in step for which who is out of view was dropped. */
  #droppedTick = 0;
  /** Set when entities may have left the view without walking. */
  #viewChanged = false;
  readonly #unconfirmed = new Set<MirrorEntity>();
  readonly #ahead: TurnsAhead;
  readonly #checks: { sector: number; hash: number }[] = [];
  readonly #hashValues = new Int32Array(HASHED_FIELDS.length);

  constructor(grid: SectorGrid, tick: number, events: MirrorEvents = {}) {
    this.grid = grid;
    this.tick = tick;
    this.events = events;
    this.#ahead = new TurnsAhead(tick, {
      wasSeen: (entity, at) => this.#wasSeen(entity, at),
      turned: (entity) => this.#turned(entity),
      // While streams are slow it may not have been out of view after all, and goes on until that is known.
      left: (entity) => this.paceTicks === 1 && this.#forget(entity),
    });
  }

  /**
   * Applies the items of a frame of `tick`. Returns false when the frame cannot be read: the mirror is then not
   * to be trusted until a view with reset has come.
   */
  apply(from: ByteReader, tick: number): boolean {
    this.tick = tick;
    this.#ahead.take(tick);
    this.#checks.length = 0;
    // A frame that broke off within a keyframe leaves its doubts behind: they would take entities of a later
    // one along.
    this.#unconfirmed.clear();
    this.#viewChanged = false;
    if (!readItems(from, this.grid, this)) return false;
    for (const entity of this.#unconfirmed) this.#forget(entity);
    this.#unconfirmed.clear();
    this.#dropUnseen();
    for (const check of this.#checks) {
      // Blocks are for the view as it was: a sector may be checked and go out of view in the same frame.
      if (this.sees(check.sector)) this.#compare(check.sector, check.hash);
    }
    return true;
  }

  xAt(entity: MirrorEntity, tick: number): number {
    return xAt(entity, tick);
  }

  yAt(entity: MirrorEntity, tick: number): number {
    return yAt(entity, tick);
  }

  sees(sector: number): boolean {
    return this.#seesCell(sector % this.grid.columns, Math.floor(sector / this.grid.columns));
  }

  #seesCell(column: number, row: number): boolean {
    return (
      Math.abs(column - this.viewColumn) <= this.viewRadius && Math.abs(row - this.viewRow) <= this.viewRadius
    );
  }

  /** Whether the mirror is the world in view at its tick; see `paceTicks`. */
  get isInStep(): boolean {
    return (this.tick - this.#stepTick) % this.paceTicks === 0;
  }

  turn(id: number, values: Int32Array): void {
    const entity = this.#known(id);
    if (!entity) return;
    const vx = values[TURN.vx];
    const vy = values[TURN.vy];
    // Told to all because some could not know; what is foreseen beyond it holds.
    if (this.#ahead.hasTurned(entity) && entity.vx === vx && entity.vy === vy) return;
    this.#turn(entity, this.tick, vx, vy);
  }

  nextTurn(id: number, values: Int32Array): void {
    const entity = this.#known(id);
    if (!entity) return;
    const tick = this.tick + values[NEXT_TURN.ahead];
    this.#ahead.add(entity, { tick, vx: values[NEXT_TURN.vx], vy: values[NEXT_TURN.vy] });
  }

  lateTurn(id: number, values: Int32Array): void {
    const entity = this.#known(id);
    if (!entity) return;
    const vx = values[LATE_TURN.vx];
    const vy = values[LATE_TURN.vy];
    // Learnt from a faster stream, or with all of it, since.
    if (entity.vx !== vx || entity.vy !== vy) this.#turn(entity, this.tick - values[LATE_TURN.age], vx, vy);
  }

  #turn(entity: MirrorEntity, tick: number, vx: number, vy: number): void {
    this.#ahead.drop(entity);
    takeTurn(entity, { tick, vx, vy });
    this.#turned(entity);
  }

  #turned(entity: MirrorEntity): void {
    this.turns++;
    this.events.changed?.(entity);
  }

  enter(id: number, values: Int32Array): void {
    const known = this.entities.get(id);
    // A use of the id that the mirror still holds has ended unseen.
    if (known && known.generation !== values[WHOLE.generation]) this.#forget(known);
    const entity = this.entities.get(id) ?? unknownEntity(id);
    entity.generation = values[WHOLE.generation];
    entity.kind = values[WHOLE.kind];
    entity.faction = values[WHOLE.faction];
    entity.harm = values[WHOLE.harm];
    entity.target = values[WHOLE.target];
    this.#set(entity, values[WHOLE.x], values[WHOLE.y], values[WHOLE.vx], values[WHOLE.vy]);
    this.#unconfirmed.delete(entity);
    if (this.entities.has(id)) {
      this.events.changed?.(entity);
    } else {
      this.entities.set(id, entity);
      this.events.entered?.(entity);
    }
  }

  keyframe(sector: number): void {
    // Whoever does not come back with the records that follow is no longer there. Forgetting all at once instead
    // would make known entities leave and enter again for whoever draws them.
    for (const entity of this.entities.values()) {
      if (this.#sectorOf(entity) === sector) this.#unconfirmed.add(entity);
    }
  }

  gone(id: number): void {
    const entity = this.#known(id);
    // Only at the end of the frame: one that was set from a fast stream into a slow one ends in the one and is told of
    // in the other.
    if (entity) this.#unconfirmed.add(entity);
  }

  forget(id: number): void {
    const entity = this.entities.get(id);
    if (entity) this.#forget(entity);
  }

  pace(ticks: number): void {
    this.paceTicks = ticks;
    this.#stepTick = this.tick;
  }

  place(id: number, values: Int32Array): void {
    const entity = this.#known(id);
    if (!entity) return;
    this.#set(entity, values[PLACE.x], values[PLACE.y], values[PLACE.vx], values[PLACE.vy]);
    this.#viewChanged = true;
    this.events.changed?.(entity);
  }

  hurt(id: number, values: Int32Array): void {
    const entity = this.#known(id);
    if (!entity) return;
    const before = entity.harm;
    entity.harm = values[HURT.harm];
    this.events.hurt?.(entity, before);
  }

  aim(id: number, values: Int32Array): void {
    const entity = this.#known(id);
    if (!entity) return;
    entity.target = values[AIM.target];
    this.events.aimed?.(entity);
  }

  battle(sector: number, event: number, subject: number, actor: number): void {
    this.events.battle?.(battleNews(event, sector, subject, actor, this.tick));
  }

  kit(bytes: Uint8Array): void {
    this.events.kit?.(kitOf(bytes));
  }

  view(reset: boolean, column: number, row: number, radius: number): void {
    if (reset) {
      for (const entity of this.entities.values()) this.#forget(entity);
      this.paceTicks = 1;
      this.#ahead.restart(this.tick);
      this.events.reset?.();
    }
    this.viewColumn = column;
    this.viewRow = row;
    this.viewRadius = radius;
    this.#viewChanged = true;
  }

  check(sector: number, hash: number): void {
    // Compared at the end of the frame: the hash is of the state after all items of the tick.
    this.#checks.push({ sector, hash });
  }

  answer(sequence: number, result: number): void {
    this.events.answered?.(sequence, result);
  }

  clock(tick: number, durableTick: number, paceThousandths: number, tickZeroMicros: number): void {
    this.events.clock?.(tick, durableTick, paceThousandths, tickZeroMicros);
  }

  avatar(entity: number, generation: number): void {
    this.events.avatar?.(entity, generation);
  }

  owner(district: number, owner: number): void {
    this.events.owner?.(district, owner);
  }

  objective(state: number, objective: number, controlPoint: number, endTick: number): void {
    this.events.objective?.(state, objective, controlPoint, endTick);
  }

  /** Sum of the entity hashes of a sector at the mirror's tick. */
  sectorHash(sector: number): number {
    let sum = 0;
    for (const entity of this.entities.values()) {
      if (this.#sectorOf(entity) === sector) sum = (sum + this.#hashOf(entity)) | 0;
    }
    return sum >>> 0;
  }

  /** The entity that a record is about, counted if the mirror does not hold it. */
  #known(id: number): MirrorEntity | undefined {
    const entity = this.entities.get(id);
    if (!entity) this.unknownRecords++;
    return entity;
  }

  #set(entity: MirrorEntity, x: number, y: number, vx: number, vy: number): void {
    this.#ahead.drop(entity);
    entity.x = x;
    entity.y = y;
    entity.vx = vx;
    entity.vy = vy;
    entity.baseTick = this.tick;
  }

  #sectorOf(entity: MirrorEntity): number {
    return sectorAt(this.grid, this.xAt(entity, this.tick), this.yAt(entity, this.tick));
  }

  #hashOf(entity: MirrorEntity): number {
    const values = this.#hashValues;
    for (let i = 0; i < HASHED_FIELDS.length; i++) values[i] = entity[HASHED_FIELDS[i].name as HashedName];
    values[WHOLE.x] = this.xAt(entity, this.tick);
    values[WHOLE.y] = this.yAt(entity, this.tick);
    return entityHash(entity.id, values);
  }

  /**
   * Drops whoever walked out of the view. The server does not say so: it would be a record per border crossing,
   * and the mirror knows every position. It must happen by the very tick, because the course of an entity outside
   * is unknown and a stale one could wander back in. While streams are slow it counts where an entity was at the last
   * tick in step: since then it may have turned, and not have left.
   */
  #dropUnseen(): void {
    const tick = this.tick - ((this.tick - this.#stepTick) % this.paceTicks);
    const isNow = tick === this.tick;
    if (!isNow && tick === this.#droppedTick) return;
    this.#droppedTick = tick;
    for (const entity of this.entities.values()) {
      if (entity.vx === 0 && entity.vy === 0 && !this.#viewChanged) continue;
      // Told of since, and where it was in view.
      if (entity.baseTick > tick) continue;
      if (!this.#wasSeen(entity, tick)) this.#forget(entity);
    }
  }

  /** By column and row: the stale course of one that left may end outside the world, where no sector is. */
  #wasSeen(entity: MirrorEntity, tick: number): boolean {
    const { units } = this.grid;
    return this.#seesCell(
      Math.floor(this.xAt(entity, tick) / units),
      Math.floor(this.yAt(entity, tick) / units),
    );
  }

  #forget(entity: MirrorEntity): void {
    this.entities.delete(entity.id);
    this.#unconfirmed.delete(entity);
    this.#ahead.drop(entity);
    this.events.left?.(entity);
  }

  #compare(sector: number, hash: number): void {
    this.hashChecks++;
    if (this.sectorHash(sector) === hash) return;
    this.hashMismatches++;
    this.events.mismatch?.(sector);
  }
}
