import { Container } from 'pixi.js';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';
import type { CameraUniforms } from './camera-uniforms.ts';
import { type Palette, packColor, type Rgb } from './palette.ts';
import { SHAPE, SymbolMesh } from './symbol-mesh.ts';

const POINTS_FROM_PIXELS_PER_METER = 0.1;
const HUBS_FROM_PIXELS_PER_METER = 0.012;
const POINT_COLOR: Rgb = [214, 222, 230];

/** Control points with their reach, and the factions' hubs; each shown from the zoom where it can be told apart. */
export class PlaceLayer {
  readonly view = new Container();
  readonly #points: SymbolMesh;
  readonly #hubs: SymbolMesh;

  constructor(world: WorldFile, palette: Palette, camera: CameraUniforms) {
    this.#points = new SymbolMesh(camera, Math.max(1, world.controlPoints.length));
    this.#hubs = new SymbolMesh(camera, Math.max(1, world.hubs.length));
    for (const point of world.controlPoints) {
      const [x, y] = point.position;
      this.#points.add(x, y, 1, 0, 2, point.radiusMeters, packColor(POINT_COLOR, 0.24), SHAPE.ring);
    }
    for (const hub of world.hubs) {
      const [x, y] = world.districts[hub.district].center;
      this.#hubs.add(
        x,
        y,
        1,
        0,
        9,
        60,
        packColor(palette.unit[hub.faction] ?? palette.unit[0]),
        SHAPE.diamond,
      );
    }
    this.#points.commit();
    this.#hubs.commit();
    this.view.addChild(this.#points.mesh, this.#hubs.mesh);
  }

  update(camera: Camera): void {
    this.#points.mesh.visible =
      this.#points.count > 0 && camera.pixelsPerMeter > POINTS_FROM_PIXELS_PER_METER;
    this.#hubs.mesh.visible = this.#hubs.count > 0 && camera.pixelsPerMeter > HUBS_FROM_PIXELS_PER_METER;
  }
}
