import { ByteReader } from '../src/protocol/bytes.ts';
import type { SectorGrid } from '../src/protocol/items.ts';
import { FRAME_HEADER_BYTES, LAG_MAX, unfoldTick, type Welcome } from '../src/protocol/server-messages.ts';
import type { BattleNews, Kit } from './battle-news.ts';
import { Mirror, type MirrorEntity } from './mirror.ts';

export interface WorldViewEvents {
  entered(entity: MirrorEntity): void;
  changed(entity: MirrorEntity): void;
  hurt(entity: MirrorEntity, before: number): void;
  aimed(entity: MirrorEntity): void;
  battle(news: BattleNews): void;
  kit(kit: Kit): void;
  left(entity: MirrorEntity): void;
  view(view: ViewArea): void;
  answered(sequence: number, result: number): void;
  avatar(entity: number, generation: number): void;
  objective(state: number, objective: number, controlPoint: number, endTick: number): void;
  clock(tick: number, paceThousandths: number, tickZeroMicros: number): void;
  /** The mirror is not the server's state: a fresh view must be asked for. */
  inexact(sector: number): void;
  mismatch(sector: number): void;
}

/** The square of sectors in view. */
export interface ViewArea {
  column: number;
  row: number;
  radius: number;
  /** Everything held before was forgotten. */
  reset: boolean;
}

/**
 * The mirror of a connection's life: it outlives sockets, so that there is something to draw while away, and
 * knows whether what it holds is still the server's state.
 */
export class WorldView {
  readonly #events: WorldViewEvents;
  readonly #reader = new ByteReader(new Uint8Array(0));
  #mirror: Mirror | undefined;
  #wasReset = false;
  #mismatched = false;
  #lastTick = 0;
  /** Full tick told by a clock item of the frame being read; -1 without one. */
  #toldTick = -1;
  #toldDurableTick = 0;
  /** Counts of mirrors before this one. */
  #checksBefore = 0;
  #mismatchesBefore = 0;
  #unknownBefore = 0;
  exact = false;
  frames = 0;
  unreadableFrames = 0;
  /** Newest tick that the server's disk is known to have, in this connection. */
  durableTick = 0;
  durableLagTicks = 0;

  constructor(events: WorldViewEvents) {
    this.#events = events;
  }

  get mirror(): Mirror | undefined {
    return this.#mirror;
  }

  get hashChecks(): number {
    return this.#checksBefore + (this.#mirror?.hashChecks ?? 0);
  }

  get hashMismatches(): number {
    return this.#mismatchesBefore + (this.#mirror?.hashMismatches ?? 0);
  }

  get unknownRecords(): number {
    return this.#unknownBefore + (this.#mirror?.unknownRecords ?? 0);
  }

  /** Starts to count ticks from a welcome. What the mirror holds stays until the view with reset. */
  welcome(welcome: Welcome): void {
    this.exact = false;
    this.#lastTick = welcome.tick;
    this.#toldDurableTick = 0;
    // Not carried over: a server that came back from a crash counts from an earlier tick on.
    this.durableTick = 0;
    this.durableLagTicks = 0;
    const { sectorUnits: units, columns, rows } = welcome;
    const grid = this.#mirror?.grid;
    if (grid && grid.units === units && grid.columns === columns && grid.rows === rows) return;
    this.#replaceMirror({ units, columns, rows }, welcome.tick);
  }

  /** Applies one world frame and returns its tick. */
  frame(bytes: Uint8Array): number {
    const mirror = this.#mirror;
    if (!mirror || bytes.length < FRAME_HEADER_BYTES) {
      this.unreadableFrames++;
      return this.#lastTick;
    }
    this.frames++;
    this.#wasReset = false;
    const { viewColumn, viewRow, viewRadius, unknownRecords } = mirror;
    let readable = this.#apply(mirror, bytes, unfoldTick(bytes[1], this.#lastTick));
    if (this.#toldTick >= 0 && this.#toldTick !== mirror.tick) {
      // The server was silent for more than 256 ticks, so the low bits meant a later tick. A frame that starts
      // afresh is simply read again at the right one; without that, positions were carried on by the wrong
      // number of ticks.
      if (this.#wasReset) readable = this.#apply(mirror, bytes, this.#toldTick);
      else this.#doubt(0);
      this.#lastTick = Math.max(this.#lastTick, this.#toldTick);
    } else {
      this.#lastTick = mirror.tick;
    }
    if (!readable) this.unreadableFrames++;
    if (this.#wasReset && readable && !this.#mismatched) this.exact = true;
    if (!readable || mirror.unknownRecords > unknownRecords) this.#doubt(0);
    this.#noteLag(bytes[0] >> 3, this.#lastTick);
    const { viewColumn: column, viewRow: row, viewRadius: radius } = mirror;
    if (this.#wasReset || column !== viewColumn || row !== viewRow || radius !== viewRadius) {
      this.#events.view({ column, row, radius, reset: this.#wasReset });
    }
    return this.#lastTick;
  }

  #apply(mirror: Mirror, bytes: Uint8Array, tick: number): boolean {
    this.#toldTick = -1;
    this.#mismatched = false;
    this.#reader.reset(bytes, FRAME_HEADER_BYTES);
    return mirror.apply(this.#reader, tick);
  }

  #doubt(sector: number): void {
    if (!this.exact) return;
    this.exact = false;
    this.#events.inexact(sector);
  }

  #noteLag(lag: number, tick: number): void {
    const durableTick = lag < LAG_MAX ? tick - lag : this.#toldDurableTick;
    this.durableTick = Math.max(this.durableTick, durableTick);
    this.durableLagTicks = lag < LAG_MAX ? lag : Math.max(LAG_MAX, tick - this.durableTick);
  }

  #replaceMirror(grid: SectorGrid, tick: number): void {
    const old = this.#mirror;
    if (old) {
      this.#checksBefore += old.hashChecks;
      this.#mismatchesBefore += old.hashMismatches;
      this.#unknownBefore += old.unknownRecords;
      for (const entity of old.entities.values()) this.#events.left(entity);
    }
    this.#mirror = new Mirror(grid, tick, {
      entered: (entity) => this.#events.entered(entity),
      changed: (entity) => this.#events.changed(entity),
      hurt: (entity, before) => this.#events.hurt(entity, before),
      aimed: (entity) => this.#events.aimed(entity),
      battle: (news) => this.#events.battle(news),
      kit: (kit) => this.#events.kit(kit),
      left: (entity) => this.#events.left(entity),
      reset: () => {
        this.#wasReset = true;
      },
      answered: (sequence, result) => this.#events.answered(sequence, result),
      avatar: (entity, generation) => this.#events.avatar(entity, generation),
      objective: (...objective) => this.#events.objective(...objective),
      clock: (atTick, durableTick, pace, tickZeroMicros) => {
        this.#toldTick = atTick;
        this.#toldDurableTick = durableTick;
        this.#events.clock(atTick, pace, tickZeroMicros);
      },
      mismatch: (sector) => {
        this.#mismatched = true;
        this.#doubt(sector);
        this.#events.mismatch(sector);
      },
    });
  }
}
