import { ByteWriter } from '../../src/protocol/bytes.ts';
import { ITEM } from '../../src/protocol/fields.ts';
import {
  type SectorGrid,
  sectorAt,
  writeCheck,
  writeClock,
  writeFighters,
  writeGone,
  writeSectorList,
  writeTurns,
  writeView,
} from '../../src/protocol/items.ts';
import { entityHash } from '../../src/protocol/records.ts';

/**
 * A server as one would write it without thinking of speed: plain objects, every list built by looking at everything.
 * `step` is one tick of random life, `frame` what one client must be told of it (nothing, often), and `visible` what
 * its mirror must hold then.
 */

export interface Body {
  id: number;
  generation: number;
  kind: number;
  faction: number;
  x: number;
  y: number;
  vx: number;
  vy: number;
  harm: number;
  target: number;
}

export interface View {
  column: number;
  row: number;
  radius: number;
}

const ID_COUNT = 24;
const BEAT_INTERVAL_TICKS = 30;

export class NaiveServer {
  readonly grid: SectorGrid;
  readonly bodies = new Map<number, Body>();
  tick: number;
  view: View | undefined;
  #nextView: View | undefined;
  readonly #random: () => number;
  readonly #speedMax: number;
  readonly #radius: number;
  readonly #generations = new Map<number, number>();
  #before = new Map<number, number>();
  #turned = new Set<number>();
  #placed = new Set<number>();
  #hurt = new Set<number>();
  #aimed = new Set<number>();
  #spawned = new Set<number>();
  #ended = new Set<number>();
  #resetWanted = true;
  #lastFrameTick: number;

  constructor(grid: SectorGrid, random: () => number, tick = 1000) {
    this.grid = grid;
    this.#random = random;
    this.#speedMax = Math.floor(grid.units / 3);
    this.#radius = 1 + this.below(3);
    this.tick = tick;
    this.#lastFrameTick = tick;
  }

  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  /** The next frame shows everything anew. */
  resync(): void {
    this.#resetWanted = true;
  }

  /** One tick: orders, one step of every body, and where the client will look. `calm` = nothing but walking. */
  step(calm = false): void {
    this.tick++;
    this.#turned = new Set();
    this.#placed = new Set();
    this.#hurt = new Set();
    this.#aimed = new Set();
    this.#spawned = new Set();
    this.#ended = new Set();
    this.#before = new Map([...this.bodies.values()].map((body) => [body.id, this.sectorOf(body)]));
    if (!calm) this.#live();
    for (const body of this.bodies.values()) this.#walk(body);
    this.#look(calm);
  }

  sectorOf(body: Body): number {
    return sectorAt(this.grid, body.x, body.y);
  }

  visible(): Body[] {
    return [...this.bodies.values()]
      .filter((body) => this.view && this.#sees(this.view, this.sectorOf(body)))
      .sort((a, b) => a.id - b.id);
  }

  sectorHash(sector: number): number {
    let sum = 0;
    for (const body of this.bodies.values()) {
      if (this.sectorOf(body) !== sector) continue;
      sum += entityHash(body.id, [
        body.generation,
        body.kind,
        body.faction,
        body.x,
        body.y,
        body.vx,
        body.vy,
        body.harm,
        body.target,
      ]);
    }
    return sum >>> 0;
  }

  /** The items of the tick just stepped; `undefined` when there is nothing to say. Moves the view on. */
  frame(): Uint8Array | undefined {
    const to = new ByteWriter(new Uint8Array(65_536));
    const old = this.view;
    if (old && !this.#resetWanted) this.#writeChanges(to, old);
    this.#writeView(to);
    if (to.at === 0) {
      if (this.tick - this.#lastFrameTick < BEAT_INTERVAL_TICKS) return undefined;
      writeClock(to, this.tick, this.tick, 1000, 0);
    }
    this.#lastFrameTick = this.tick;
    return to.bytes.slice(0, to.at);
  }

  #writeChanges(to: ByteWriter, old: View): void {
    const wasSeen = (id: number) => this.#before.has(id) && this.#sees(old, this.#before.get(id)!);
    const isSeen = (id: number) => this.#sees(old, this.sectorOf(this.bodies.get(id)!));
    const gone = [...this.#ended].filter(wasSeen).sort(ascending);
    if (gone.length > 0) writeGone(to, gone, 0, gone.length);
    const turned = [...this.#turned].filter(
      (id) => this.bodies.has(id) && wasSeen(id) && !this.#placed.has(id),
    );
    writeTurns(to, turned.sort(ascending), 0, turned.length, this.#columns('vx', 'vy'));
    for (const id of this.#placed) {
      if (!wasSeen(id) || !this.bodies.has(id)) continue;
      const sector = this.sectorOf(this.bodies.get(id)!);
      writeSectorList(to, ITEM.place, this.grid, sector, [id], 0, 1, this.#columns('x', 'y', 'vx', 'vy'));
    }
    for (const [tag, ids, name] of [
      [ITEM.hurt, this.#hurt, 'harm'],
      [ITEM.aim, this.#aimed, 'target'],
    ] as const) {
      const known = [...ids].filter((id) => wasSeen(id) && this.bodies.has(id)).sort(ascending);
      if (known.length > 0) writeFighters(to, tag, known, 0, known.length, this.#columns(name));
    }
    for (let sector = 0; sector < this.grid.columns * this.grid.rows; sector++) {
      if (this.#sees(old, sector) && this.chance(0.05)) writeCheck(to, sector, this.sectorHash(sector));
    }
    for (const body of this.bodies.values()) {
      const appeared = this.#spawned.has(body.id) || !wasSeen(body.id);
      if (appeared && isSeen(body.id)) this.#writeWhole(to, ITEM.enter, this.sectorOf(body), [body.id]);
    }
  }

  #writeView(to: ByteWriter): void {
    const next = this.#nextView!;
    const old = this.#resetWanted ? undefined : this.view;
    this.view = next;
    if (old && old.column === next.column && old.row === next.row) return;
    writeView(to, this.#resetWanted, next.column, next.row, next.radius);
    this.#resetWanted = false;
    for (let sector = 0; sector < this.grid.columns * this.grid.rows; sector++) {
      if (!this.#sees(next, sector) || (old && this.#sees(old, sector))) continue;
      const ids = [...this.bodies.values()].filter((body) => this.sectorOf(body) === sector);
      this.#writeWhole(to, ITEM.keyframe, sector, ids.map((body) => body.id).sort(ascending));
    }
  }

  #writeWhole(
    to: ByteWriter,
    tag: typeof ITEM.enter | typeof ITEM.keyframe,
    sector: number,
    ids: number[],
  ): void {
    const columns = this.#columns('generation', 'kind', 'faction', 'x', 'y', 'vx', 'vy', 'harm', 'target');
    writeSectorList(to, tag, this.grid, sector, ids, 0, ids.length, columns);
  }

  #columns(...names: (keyof Body)[]): number[][] {
    return names.map((name) => {
      const column: number[] = [];
      for (const body of this.bodies.values()) column[body.id] = body[name];
      return column;
    });
  }

  #live(): void {
    const { units, columns, rows } = this.grid;
    for (let id = 1; id <= ID_COUNT; id++) {
      const body = this.bodies.get(id);
      const fate = this.#random();
      if (!body) {
        if (!this.#before.has(id) && fate < 0.03) this.#spawn(id);
      } else if (fate < 0.01) {
        this.bodies.delete(id);
        this.#ended.add(id);
      } else if (fate < 0.06) {
        this.#turn(body, this.#speed(), this.#speed());
      } else if (fate < 0.09) {
        this.#turn(body, 0, 0);
      } else if (fate < 0.1) {
        body.x = this.below(units * columns);
        body.y = this.below(units * rows);
        this.#placed.add(id);
      } else if (fate < 0.16) {
        this.#fight(body);
      }
    }
  }

  #spawn(id: number): void {
    const generation = ((this.#generations.get(id) ?? this.below(256)) + 1) & 0xff;
    this.#generations.set(id, generation);
    this.bodies.set(id, {
      id,
      generation,
      kind: 1 + this.below(2),
      faction: this.below(8),
      x: this.below(this.grid.units * this.grid.columns),
      y: this.below(this.grid.units * this.grid.rows),
      vx: this.#speed(),
      vy: this.#speed(),
      harm: this.below(256),
      target: this.below(ID_COUNT + 1),
    });
    this.#spawned.add(id);
  }

  /** Health or target changes, or both; in the tick of a turn, too, if the body turns at the end of the world. */
  #fight(body: Body): void {
    if (this.chance(0.6)) {
      body.harm = this.below(256);
      this.#hurt.add(body.id);
    }
    if (this.chance(0.6)) {
      body.target = this.below(ID_COUNT + 1);
      this.#aimed.add(body.id);
    }
  }

  #speed(): number {
    return this.below(2 * this.#speedMax + 1) - this.#speedMax;
  }

  #turn(body: Body, vx: number, vy: number): void {
    if (body.vx === vx && body.vy === vy) return;
    body.vx = vx;
    body.vy = vy;
    this.#turned.add(body.id);
  }

  /** Courses end before the world does. */
  #walk(body: Body): void {
    const { units, columns, rows } = this.grid;
    const fitsX = body.x + body.vx >= 0 && body.x + body.vx < units * columns;
    const fitsY = body.y + body.vy >= 0 && body.y + body.vy < units * rows;
    if (!fitsX || !fitsY) this.#turn(body, fitsX ? body.vx : 0, fitsY ? body.vy : 0);
    body.x += body.vx;
    body.y += body.vy;
  }

  #look(calm: boolean): void {
    const { columns, rows } = this.grid;
    const now = this.view ?? { column: this.below(columns), row: this.below(rows), radius: this.#radius };
    this.#nextView = { ...now };
    if (calm || !this.chance(0.05)) return;
    const far = this.chance(0.2);
    this.#nextView.column = far ? this.below(columns) : clamp(now.column + this.below(3) - 1, columns);
    this.#nextView.row = far ? this.below(rows) : clamp(now.row + this.below(3) - 1, rows);
  }

  #sees(view: View, sector: number): boolean {
    const column = sector % this.grid.columns;
    const row = Math.floor(sector / this.grid.columns);
    return Math.abs(column - view.column) <= view.radius && Math.abs(row - view.row) <= view.radius;
  }
}

function clamp(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

function ascending(a: number, b: number): number {
  return a - b;
}
