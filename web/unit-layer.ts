import { isFallen } from '../client/battle-news.ts';
import type { DrawnPoint } from '../client/draw-easing.ts';
import type { MirrorEntity } from '../client/mirror.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import type { Camera } from './camera.ts';
import type { CameraUniforms } from './camera-uniforms.ts';
import { type Palette, packColor } from './palette.ts';
import { SHAPE, type Shape, SymbolMesh } from './symbol-mesh.ts';

const EXPECTED_UNITS = 8_192;
const MARGIN_PIXELS = 24;
const RADIUS_METERS = 5;
/** Convoys are larger than other units, so that they stand out at every zoom. */
const CONVOY_PIXELS_MIN = 7;
const CONVOY_SCALE = 1.5;
/** Buildings are larger still, and shown a little larger the more they are worth. */
const FORT_PIXELS_MIN = 10;
const FORT_METERS = 15;
const BASE_PIXELS_MIN = 12;
const BASE_METERS = 20;

/**
 * Where to draw an entity at a moment, in meters, and its course; the answer is written into `into`, so that none is
 * made per unit.
 */
export type PositionOf = (entity: MirrorEntity, nowMs: number, into: DrawnPoint) => DrawnPoint;

/** Whoever wants to know what is drawn where. */
export interface UnitWatcher {
  /** An entity is drawn at (x, y) meters in this frame, so many pixels to each side. */
  see(entity: MirrorEntity, x: number, y: number, radiusPixels: number): void;
}

/** Which way something that stands still looks, as a unit vector. */
export interface Heading {
  readonly x: number;
  readonly y: number;
}

/**
 * All units in one draw. Each frame walks the mirror once and writes the places at that moment into the instance
 * buffer; there is no object per unit to keep in step with the mirror.
 */
export class UnitLayer {
  readonly symbols: SymbolMesh;
  /** Convoys that stand look along their course, by entity. */
  headings: ReadonlyMap<number, Heading> = new Map();
  /** Is told of every entity that is drawn. */
  watcher: UnitWatcher | undefined;
  readonly #colors: number[];
  #ids = new Int32Array(EXPECTED_UNITS);
  /** Which of the symbols are convoys. */
  readonly #convoys: number[] = [];
  #positionOf: PositionOf = (_entity, _nowMs, into) => into;
  readonly #at: DrawnPoint = { x: 0, y: 0, vx: 0, vy: 0 };
  #nowMs = 0;
  #avatar = 0;
  #radiusPixels = 0;
  #pixelsPerMeter = 0;
  #west = 0;
  #east = 0;
  #north = 0;
  #south = 0;

  constructor(palette: Palette, camera: CameraUniforms) {
    this.symbols = new SymbolMesh(camera, EXPECTED_UNITS);
    this.#colors = palette.unit.map((color) => packColor(color));
  }

  /** Draws `entities` where they are at `nowMs`. `avatar` is left out, 0 = nobody. */
  update(
    entities: ReadonlyMap<number, MirrorEntity>,
    positionOf: PositionOf,
    nowMs: number,
    camera: Camera,
    avatar: number,
  ): void {
    this.#positionOf = positionOf;
    this.#nowMs = nowMs;
    this.#avatar = avatar;
    this.#west = camera.worldX(-MARGIN_PIXELS);
    this.#east = camera.worldX(camera.widthPixels + MARGIN_PIXELS);
    this.#north = camera.worldY(-MARGIN_PIXELS);
    this.#south = camera.worldY(camera.heightPixels + MARGIN_PIXELS);
    this.#pixelsPerMeter = camera.pixelsPerMeter;
    this.#radiusPixels = Math.min(8, Math.max(2.6, 3.2 + 1.1 * Math.log2(camera.pixelsPerMeter / 0.03)));
    if (entities.size > this.#ids.length) this.#ids = new Int32Array(entities.size * 2);
    this.symbols.clear();
    this.#convoys.length = 0;
    // One function for all frames: an iterator would leave an object per unit and frame to the collector.
    entities.forEach(this.#place);
    this.symbols.commit();
  }

  /** Meters at which an entity was last drawn; undefined when it was not on screen. */
  drawnAt(id: number): { x: number; y: number } | undefined {
    const index = this.#ids.subarray(0, this.symbols.count).indexOf(id);
    return index < 0 ? undefined : { x: this.symbols.x(index), y: this.symbols.y(index) };
  }

  /** The convoy drawn within `reachMeters` of a point in meters, the nearest of several; 0 none. */
  convoyAt(x: number, y: number, reachMeters: number): number {
    let found = 0;
    let least = reachMeters;
    for (const index of this.#convoys) {
      const distance = Math.hypot(this.symbols.x(index) - x, this.symbols.y(index) - y);
      if (distance >= least) continue;
      found = this.#ids[index];
      least = distance;
    }
    return found;
  }

  /** Who of those that `isMeant` accepts is drawn within `reachMeters` of a point in meters, 0 nobody. */
  unitAt(x: number, y: number, reachMeters: number, isMeant: (id: number) => boolean): number {
    let found = 0;
    let least = reachMeters;
    for (let index = 0; index < this.symbols.count; index++) {
      const distance = Math.hypot(this.symbols.x(index) - x, this.symbols.y(index) - y);
      if (distance >= least || !isMeant(this.#ids[index])) continue;
      found = this.#ids[index];
      least = distance;
    }
    return found;
  }

  /** Ids of the entities drawn in the last frame. */
  drawnIds(): number[] {
    return [...this.#ids.subarray(0, this.symbols.count)];
  }

  readonly #place = (entity: MirrorEntity): void => {
    if (entity.id === this.#avatar) return;
    const { x, y, vx, vy } = this.#positionOf(entity, this.#nowMs, this.#at);
    if (x < this.#west || x > this.#east || y < this.#north || y > this.#south) return;
    const speed = Math.sqrt(vx * vx + vy * vy);
    this.#ids[this.symbols.count] = entity.id;
    switch (entity.kind) {
      case ENTITY_KIND.convoy:
        this.#placeConvoy(entity, x, y, speed);
        break;
      case ENTITY_KIND.fort:
        this.#add(entity, x, y, 1, 0, FORT_PIXELS_MIN, FORT_METERS, SHAPE.fort);
        break;
      case ENTITY_KIND.base:
        this.#add(entity, x, y, 1, 0, BASE_PIXELS_MIN, BASE_METERS, SHAPE.base);
        break;
      case ENTITY_KIND.wreck:
        this.#add(entity, x, y, 1, 0, CONVOY_PIXELS_MIN, RADIUS_METERS * CONVOY_SCALE, SHAPE.wreck);
        break;
      default: {
        const shape = isFallen(entity) ? SHAPE.fallen : speed > 0 ? SHAPE.arrow : SHAPE.dot;
        const cos = speed > 0 ? vx / speed : 1;
        const sin = speed > 0 ? vy / speed : 0;
        this.#add(entity, x, y, cos, sin, this.#radiusPixels, RADIUS_METERS, shape);
      }
    }
  };

  #placeConvoy(entity: MirrorEntity, x: number, y: number, speed: number): void {
    const course = this.headings.get(entity.id);
    const cos = speed > 0 ? entity.vx / speed : (course?.x ?? 1);
    const sin = speed > 0 ? entity.vy / speed : (course?.y ?? 0);
    const pixels = Math.max(CONVOY_PIXELS_MIN, this.#radiusPixels * CONVOY_SCALE);
    this.#convoys.push(this.symbols.count);
    this.#add(entity, x, y, cos, sin, pixels, RADIUS_METERS * CONVOY_SCALE, SHAPE.convoy);
  }

  #add(
    entity: MirrorEntity,
    x: number,
    y: number,
    cos: number,
    sin: number,
    pixels: number,
    meters: number,
    shape: Shape,
  ): void {
    const color = this.#colors[entity.faction] ?? this.#colors[0];
    this.symbols.add(x, y, cos, sin, pixels, meters, color, shape);
    this.watcher?.see(entity, x, y, Math.max(pixels, meters * this.#pixelsPerMeter));
  }
}
