import { Container } from 'pixi.js';
import { CONTROL_POINT_TYPES, type WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';
import type { CameraUniforms } from './camera-uniforms.ts';
import { GAUGE, GaugeMesh } from './gauge-mesh.ts';
import type { Palette } from './palette.ts';
import type { TerritoryModel } from './territory-model.ts';

const BARS_FROM_PIXELS_PER_METER = 0.05;
/** Width of the ground on screen from which on a bar has room: about that of the district's name above it. */
const BAR_GROUND_PIXELS_MIN = 60;
const BAR_OFFSET_PIXELS = 13;
/** From here on the rings of districts that are listened to; those of all districts where there is room for them. */
const RINGS_FROM_PIXELS_PER_METER = 0.1;
const ALL_RINGS_FROM_PIXELS_PER_METER = 0.2;
const MARGIN_PIXELS = 40;
/** A claim's progress moves by itself: it is drawn anew this often while one is in view. */
const CLAIM_REFRESH_MS = 100;

/**
 * Influences where there is room for them: a bar under each district's name, a ring around each control point. What is
 * in view is gathered anew when the camera moves or something changed, and else left as it is.
 */
export class GaugeLayer {
  readonly view = new Container();
  readonly #world: WorldFile;
  readonly #types: Uint8Array;
  readonly #bars: GaugeMesh;
  readonly #rings: GaugeMesh;
  #barsShown = true;
  #ringsShown = true;
  #version = -1;
  #cameraX = Number.NaN;
  #cameraY = Number.NaN;
  #scale = Number.NaN;
  #size = 0;
  #claims = 0;
  #filledMs = 0;

  constructor(world: WorldFile, palette: Palette, camera: CameraUniforms) {
    this.#world = world;
    this.#types = Uint8Array.from(world.controlPoints, (point) => CONTROL_POINT_TYPES.indexOf(point.type));
    this.#bars = new GaugeMesh(camera, palette, 128);
    this.#rings = new GaugeMesh(camera, palette, 256);
    this.view.addChild(this.#bars.mesh, this.#rings.mesh);
  }

  showBars(shown: boolean): void {
    this.#barsShown = shown;
    this.#version = -1;
  }

  showRings(shown: boolean): void {
    this.#ringsShown = shown;
    this.#version = -1;
  }

  /** Bars and rings drawn. */
  get counts(): { bars: number; rings: number } {
    return { bars: this.#bars.count, rings: this.#rings.count };
  }

  /** Brings the gauges up to `tick`; a claim is full after `holdTicks`. */
  update(model: TerritoryModel, camera: Camera, nowMs: number, tick: number, holdTicks: number): void {
    const claimIsDue = this.#claims > 0 && nowMs - this.#filledMs >= CLAIM_REFRESH_MS;
    if (!claimIsDue && this.#version === model.version && !this.#hasMoved(camera)) return;
    this.#version = model.version;
    this.#filledMs = nowMs;
    this.#cameraX = camera.x;
    this.#cameraY = camera.y;
    this.#scale = camera.pixelsPerMeter;
    this.#size = camera.widthPixels + camera.heightPixels;
    this.#fillBars(model, camera);
    this.#fillRings(model, camera, tick, holdTicks);
  }

  #hasMoved(camera: Camera): boolean {
    return (
      camera.x !== this.#cameraX ||
      camera.y !== this.#cameraY ||
      camera.pixelsPerMeter !== this.#scale ||
      camera.widthPixels + camera.heightPixels !== this.#size
    );
  }

  #fillBars({ districts }: TerritoryModel, camera: Camera): void {
    this.#bars.clear();
    const scale = camera.pixelsPerMeter;
    if (this.#barsShown && scale >= BARS_FROM_PIXELS_PER_METER) {
      for (let i = 0; i < districts.count; i++) {
        const { center, areaSquareMeters } = this.#world.districts[i];
        const [x, y] = center;
        const groundPixels = Math.sqrt(areaSquareMeters) * scale;
        if (!districts.isKnown(i) || groundPixels < BAR_GROUND_PIXELS_MIN || !isInView(camera, x, y))
          continue;
        const half = Math.min(44, groundPixels * 0.3);
        const isContested = districts.contested[i] === 1;
        this.#bars.add(GAUGE.bar, x, y, half, 2.5, BAR_OFFSET_PIXELS, districts.influence, i, isContested);
      }
    }
    this.#bars.commit();
  }

  #fillRings({ points }: TerritoryModel, camera: Camera, tick: number, holdTicks: number): void {
    this.#rings.clear();
    this.#claims = 0;
    const scale = camera.pixelsPerMeter;
    if (this.#ringsShown && scale >= RINGS_FROM_PIXELS_PER_METER) {
      const radius = Math.min(15, 7 + 5 * Math.log2(1 + scale / 0.4));
      for (let i = 0; i < points.count; i++) {
        const [x, y] = this.#world.controlPoints[i].position;
        if ((scale < ALL_RINGS_FROM_PIXELS_PER_METER && !points.isKnown(i)) || !isInView(camera, x, y))
          continue;
        const isContested = points.contested[i] === 1;
        const ring = this.#rings.add(GAUGE.ring, x, y, radius, radius, 0, points.influence, i, isContested);
        const challenger = points.challenger[i];
        if (challenger !== 0) this.#claims++;
        const held = challenger === 0 ? 0 : (tick - points.challengerTick[i]) / Math.max(1, holdTicks);
        this.#rings.setSign(
          ring,
          this.#types[i],
          points.owner[i],
          challenger,
          Math.min(1, Math.max(0, held)),
        );
      }
    }
    this.#rings.commit();
  }
}

function isInView(camera: Camera, x: number, y: number): boolean {
  const left = camera.screenX(x);
  const top = camera.screenY(y);
  return (
    left > -MARGIN_PIXELS &&
    top > -MARGIN_PIXELS &&
    left < camera.widthPixels + MARGIN_PIXELS &&
    top < camera.heightPixels + MARGIN_PIXELS
  );
}
