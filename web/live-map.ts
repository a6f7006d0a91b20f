import { Container, WebGLRenderer } from 'pixi.js';
import type { MirrorEntity } from '../client/mirror.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import { Camera } from './camera.ts';
import { CameraUniforms } from './camera-uniforms.ts';
import { CrowdLayer } from './crowd-layer.ts';
import { DistrictIndex } from './district-index.ts';
import { FightLayer } from './fight-layer.ts';
import { FrontLayer } from './front-layer.ts';
import { GaugeLayer } from './gauge-layer.ts';
import { districtLabels, LabelLayer, regionLabels } from './label-layer.ts';
import { LandLayer } from './land-layer.ts';
import { OwnLayer } from './own-layer.ts';
import type { Palette } from './palette.ts';
import { PlaceLayer } from './place-layer.ts';
import { RouteLayer } from './route-layer.ts';
import { type PositionOf, UnitLayer } from './unit-layer.ts';
import { decodeArcs } from './world-geometry.ts';

const SEA = 0x0c1117;
const LETTERS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", sans-serif';
const RESOLUTION_MAX = 2;

/** The drawing: all layers over one camera. It knows the world and the mirror's entities, but nothing of sessions. */
export class LiveMap {
  readonly camera: Camera;
  readonly palette: Palette;
  readonly land: LandLayer;
  readonly own: OwnLayer;
  readonly fronts: FrontLayer;
  readonly gauges: GaugeLayer;
  readonly routes: RouteLayer;
  readonly crowds: CrowdLayer;
  readonly fights: FightLayer;
  readonly districts: DistrictIndex;
  readonly districtsDrawn: number;
  readonly #renderer: WebGLRenderer<HTMLCanvasElement>;
  readonly #stage = new Container();
  readonly #uniforms = new CameraUniforms();
  readonly #places: PlaceLayer;
  readonly #units: UnitLayer;
  readonly #labels: LabelLayer[];
  readonly #onResize = () => this.#resize();
  #lastFrameMs = 0;
  #secondStartMs = 0;
  #framesInSecond = 0;
  #fps = 0;

  private constructor(renderer: WebGLRenderer<HTMLCanvasElement>, world: WorldFile, palette: Palette) {
    this.#renderer = renderer;
    this.palette = palette;
    const arcs = decodeArcs(world.arcs);
    this.camera = new Camera(world.widthMeters, world.heightMeters);
    this.districts = new DistrictIndex(world, arcs);
    this.land = new LandLayer(world, arcs, palette, this.#uniforms);
    this.districtsDrawn = this.land.districtCount;
    this.fronts = new FrontLayer(world, arcs, palette, this.#uniforms);
    this.gauges = new GaugeLayer(world, palette, this.#uniforms);
    this.routes = new RouteLayer(world, palette, this.#uniforms);
    this.crowds = new CrowdLayer(palette, this.#uniforms);
    this.#places = new PlaceLayer(world, palette, this.#uniforms);
    this.#units = new UnitLayer(palette, this.#uniforms);
    this.#units.headings = this.routes.headings;
    this.fights = new FightLayer(this.#uniforms);
    this.#units.watcher = this.fights;
    this.own = new OwnLayer(palette, this.#uniforms);
    this.#labels = labelLayers(world);
    this.#stage.addChild(
      this.land.view,
      this.fronts.mesh,
      this.routes.view,
      this.#places.view,
      ...this.#labels.map((layer) => layer.view),
    );
    this.#stage.addChild(
      this.gauges.view,
      this.crowds.symbols.mesh,
      this.routes.signs,
      this.#units.symbols.mesh,
      this.own.view,
      this.fights.view,
    );
    this.#resize();
    window.addEventListener('resize', this.#onResize);
    this.camera.showWorld(false);
  }

  /** Prepares the GPU. Rejects when the browser offers no WebGL. */
  static async create(canvas: HTMLCanvasElement, world: WorldFile, palette: Palette): Promise<LiveMap> {
    const renderer = new WebGLRenderer<HTMLCanvasElement>();
    await renderer.init({
      canvas,
      background: SEA,
      antialias: false,
      autoDensity: true,
      resolution: Math.min(window.devicePixelRatio, RESOLUTION_MAX),
      powerPreference: 'high-performance',
    });
    return new LiveMap(renderer, world, palette);
  }

  /** Draws one frame: the entities where `positionOf` has them, without `avatar`, which the own layer draws. */
  draw(
    nowMs: number,
    entities: ReadonlyMap<number, MirrorEntity> | undefined,
    positionOf: PositionOf,
    avatar: number,
  ): void {
    this.#countFrame(nowMs);
    this.camera.step((nowMs - this.#lastFrameMs) / 1000);
    this.#lastFrameMs = nowMs;
    // Seconds are folded: a float32 of a long uptime would make the pulse stutter.
    this.#uniforms.set(this.camera, (nowMs / 1000) % 1000);
    this.land.update(this.camera);
    this.#places.update(this.camera);
    for (const layer of this.#labels) layer.update(this.camera);
    this.fights.begin(this.camera, nowMs);
    if (entities) this.#units.update(entities, positionOf, nowMs, this.camera, avatar);
    const self = entities?.get(avatar);
    if (self) this.fights.see(self, this.own.x, this.own.y, this.own.radiusPixels);
    this.fights.finish(this.camera);
    this.#renderer.render(this.#stage);
  }

  /** Gives the GPU's memory back. The map and its canvas cannot be used any more. */
  destroy(): void {
    window.removeEventListener('resize', this.#onResize);
    this.#stage.destroy({ children: true });
    this.#renderer.destroy();
  }

  /** Units drawn in the last frame, the own avatar not counted. */
  unitsDrawn(): number {
    return this.#units.symbols.count;
  }

  /** Ids of the units drawn in the last frame. */
  drawnIds(): number[] {
    return this.#units.drawnIds();
  }

  /** Meters at which a unit was drawn in the last frame. */
  drawnAt(id: number): { x: number; y: number } | undefined {
    return this.#units.drawnAt(id);
  }

  /** The convoy drawn within `reachPixels` of a point of the screen, or told of last there; 0 none. */
  convoyAt(xPixels: number, yPixels: number, reachPixels: number): number {
    const [x, y] = [this.camera.worldX(xPixels), this.camera.worldY(yPixels)];
    const reachMeters = reachPixels / this.camera.pixelsPerMeter;
    return this.#units.convoyAt(x, y, reachMeters) || this.routes.farConvoyAt(x, y, reachMeters);
  }

  /** Who is drawn within `reachPixels` of a point of the screen and is accepted by `isMeant`; 0 nobody. */
  unitAt(xPixels: number, yPixels: number, reachPixels: number, isMeant: (id: number) => boolean): number {
    const { camera } = this;
    const reachMeters = reachPixels / camera.pixelsPerMeter;
    return this.#units.unitAt(camera.worldX(xPixels), camera.worldY(yPixels), reachMeters, isMeant);
  }

  /** Frames in the last full second. */
  fps(): number {
    return this.#fps;
  }

  /** CSS pixels of a point of the world. */
  screenOf(xMeters: number, yMeters: number): { x: number; y: number } {
    return { x: this.camera.screenX(xMeters), y: this.camera.screenY(yMeters) };
  }

  #resize(): void {
    this.camera.resize(window.innerWidth, window.innerHeight);
    this.#renderer.resize(window.innerWidth, window.innerHeight);
  }

  #countFrame(nowMs: number): void {
    this.#framesInSecond++;
    const elapsedMs = nowMs - this.#secondStartMs;
    if (elapsedMs < 1000) return;
    this.#fps = (this.#framesInSecond * 1000) / elapsedMs;
    this.#framesInSecond = 0;
    this.#secondStartMs = nowMs;
  }
}

function labelLayers(world: WorldFile): LabelLayer[] {
  const outline = { color: 0x0c1117, width: 3, join: 'round' as const };
  return [
    new LabelLayer(regionLabels(world), {
      style: { fontFamily: LETTERS, fontSize: 11, letterSpacing: 2, fill: 0xc3ccd4, stroke: outline },
      from: 0,
      to: 0.075,
      groundPixelsMin: 70,
      countMax: 80,
    }),
    new LabelLayer(districtLabels(world), {
      style: { fontFamily: LETTERS, fontSize: 12, fill: 0xb7c1ca, stroke: outline },
      from: 0.075,
      to: Infinity,
      groundPixelsMin: 68,
      countMax: 120,
    }),
  ];
}
