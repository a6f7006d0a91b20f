import { Container } from 'pixi.js';
import type { RouteProposal } from '../client/index.ts';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';
import type { CameraUniforms } from './camera-uniforms.ts';
import { stateName } from './convoy-words.ts';
import { type Palette, packColor } from './palette.ts';
import { chokePoints, type Holdings } from './route-bands.ts';
import { type Centers, LINE_STYLE, RouteLines } from './route-lines.ts';
import {
  bandsOf,
  CHOKE_COLOR,
  CROSS_COLOR,
  LINE_PIXELS,
  linesOf,
  middleOf,
  PROPOSAL_COLOR,
} from './route-looks.ts';
import { RouteMesh } from './route-mesh.ts';
import type { ConvoyState, RoutesModel } from './routes-model.ts';
import { SHAPE, SymbolMesh } from './symbol-mesh.ts';
import type { Heading } from './unit-layer.ts';

/** Routes change many times a second in a war; nobody sees that their lines do so less often. */
const REFRESH_MS = 250;
const REACH_PIXELS = 7;
const CHOKE_ROUTES_MIN = 3;
const CHOKES_MAX = 24;
const EDGE = [0.03, 0.05, 0.07, 0.6];
const NO_EDGE = [0, 0, 0, 0];
/** Several convoys told of in one district stand in a spiral about its center; a turn as of sunflower seeds. */
const SPIRAL_TURN = 2.4;

export type RouteLayerId = 'routes' | 'risk' | 'traffic' | 'chokes';

/**
 * Routes as lines beside the roads' middle, with bands of risk and traffic below and signs above. What changed is
 * gathered anew some times a second; a frame without a change uploads nothing.
 */
export class RouteLayer {
  /** Goes over the land. */
  readonly view = new Container();
  /** Goes over names and gauges. */
  readonly signs = new Container();
  readonly lines = new RouteLines();
  /** Choke points drawn. */
  chokes: readonly { district: number; routes: number }[] = [];
  /** Convoys drawn where they were told of last, for being out of view. */
  readonly farConvoys: number[] = [];
  /** Which way each convoy of which more is known goes. */
  readonly headings = new Map<number, Heading>();
  readonly #palette: Palette;
  readonly #centers: Centers;
  readonly #spread: Float64Array;
  readonly #bandLines = new RouteLines();
  readonly #chosenLines = new RouteLines();
  readonly #proposalLines = new RouteLines();
  readonly #bands: RouteMesh;
  readonly #chosen: RouteMesh;
  readonly #mesh: RouteMesh;
  readonly #proposal: RouteMesh;
  readonly #symbols: SymbolMesh;
  readonly #far: SymbolMesh;
  readonly #shown: Record<RouteLayerId, boolean> = {
    routes: true,
    risk: false,
    traffic: false,
    chokes: false,
  };
  #choice = -1;
  #ends: readonly number[] = [];
  #isStale = true;
  #landIsStale = false;
  #linesVersion = -1;
  #filledMs = -Infinity;

  constructor(world: WorldFile, palette: Palette, camera: CameraUniforms) {
    this.#palette = palette;
    this.#centers = {
      x: Float64Array.from(world.districts, ({ center }) => center[0]),
      y: Float64Array.from(world.districts, ({ center }) => center[1]),
    };
    this.#spread = Float64Array.from(
      world.districts,
      ({ areaSquareMeters }) => Math.sqrt(areaSquareMeters) / 12,
    );
    this.#bands = new RouteMesh(camera, NO_EDGE, 0);
    this.#chosen = new RouteMesh(camera, NO_EDGE, 0);
    this.#mesh = new RouteMesh(camera, EDGE, 1);
    this.#proposal = new RouteMesh(camera, EDGE, 1.5);
    this.#symbols = new SymbolMesh(camera, 64);
    this.#far = new SymbolMesh(camera, 256);
    const meshes = [this.#bands, this.#chosen, this.#mesh, this.#proposal];
    this.view.addChild(...meshes.map((mesh) => mesh.view));
    this.signs.addChild(this.#symbols.mesh, this.#far.mesh);
  }

  show(id: RouteLayerId, shown: boolean): void {
    this.#shown[id] = shown;
    this.#isStale = true;
  }

  /** Lights up a route, -1 none. */
  choose(route: number): void {
    if (route === this.#choice) return;
    this.#choice = route;
    this.#isStale = true;
  }

  /** Marks districts that were chosen as ends of a way. */
  markEnds(districts: readonly number[]): void {
    this.#ends = districts;
    this.#isStale = true;
  }

  /** Owners or contests changed: what is risky may be something else. */
  noteLand(): void {
    this.#landIsStale = true;
  }

  /** Draws a proposed way, or none. */
  propose(proposal: Pick<RouteProposal, 'path'> | undefined): void {
    const path = proposal?.path ?? [];
    const color = packColor(PROPOSAL_COLOR);
    const style = LINE_STYLE.solid;
    this.#proposalLines.fill([{ route: -1, faction: 0, path, style, color, width: 4 }], this.#centers);
    this.#proposal.update(this.#proposalLines);
  }

  /** Segments drawn: lines of routes, bands below, and the proposed way. */
  get counts(): { lines: number; bands: number; proposal: number } {
    const lines = this.#shown.routes ? this.lines.count : 0;
    return { lines, bands: this.#bandLines.count, proposal: this.#proposalLines.count };
  }

  update(model: RoutesModel, holdings: Holdings, camera: Camera, nowMs: number): void {
    const near = nearness(camera);
    const lanePixels = this.lanePixels(camera);
    for (const mesh of [this.#bands, this.#chosen, this.#mesh, this.#proposal]) {
      mesh.setStyle(lanePixels, 0.75 + 0.6 * near);
    }
    const landMatters = this.#landIsStale && this.#shown.risk;
    if (model.linesVersion === this.#linesVersion && !this.#isStale && !landMatters) return;
    // What somebody switched or chose is drawn at once.
    if (!this.#isStale && nowMs - this.#filledMs < REFRESH_MS) return;
    this.#isStale = false;
    this.#landIsStale = false;
    this.#linesVersion = model.linesVersion;
    this.#filledMs = nowMs;
    this.#fill(model, holdings);
  }

  /** Draws the convoys that are not among those in view, where they were told of last. */
  updateFar(model: RoutesModel, isInView: (entity: number) => boolean): void {
    const standing = new Map<number, number>();
    this.#far.clear();
    this.farConvoys.length = 0;
    this.headings.clear();
    for (const convoy of model.convoys.values()) {
      const { entity, district, faction } = convoy;
      // A server of another world may name what this one lacks.
      if (district >= this.#centers.x.length) continue;
      const heading = this.#headingOf(model, convoy);
      this.headings.set(entity, heading);
      if (!this.#shown.routes || isInView(entity)) continue;
      const place = standing.get(district) ?? 0;
      standing.set(district, place + 1);
      const reach = this.#spread[district] * Math.sqrt(place);
      const x = this.#centers.x[district] + reach * Math.cos(place * SPIRAL_TURN);
      const y = this.#centers.y[district] + reach * Math.sin(place * SPIRAL_TURN);
      const color = packColor(this.#palette.unit[faction] ?? this.#palette.unit[0], 0.9);
      this.farConvoys.push(entity);
      this.#far.add(x, y, heading.x, heading.y, 6, 6, color, SHAPE.farConvoy);
    }
    this.#far.commit();
  }

  /** How far apart lanes are on screen. */
  lanePixels(camera: Camera): number {
    return 3 + 2.4 * nearness(camera);
  }

  /** The convoy out of view that is drawn within `reachMeters` of a point in meters; 0 none. */
  farConvoyAt(x: number, y: number, reachMeters: number): number {
    const at = this.farConvoys.findIndex(
      (_, index) => Math.hypot(this.#far.x(index) - x, this.#far.y(index) - y) < reachMeters,
    );
    return at < 0 ? 0 : this.farConvoys[at];
  }

  /** The route whose line is at a point of the screen, -1 none. */
  routeAt(xPixels: number, yPixels: number, camera: Camera): number {
    if (!this.#shown.routes) return -1;
    const [x, y] = [camera.worldX(xPixels), camera.worldY(yPixels)];
    const lanePixels = this.lanePixels(camera);
    return this.lines.routeAt(x, y, camera.pixelsPerMeter, lanePixels, REACH_PIXELS);
  }

  #fill(model: RoutesModel, holdings: Holdings): void {
    const { routes, risk, traffic, chokes } = this.#shown;
    const all = [...model.routes.values()].filter((route) => this.#isOnMap(route.path, route.from, route.to));
    this.lines.fill(linesOf(all, this.#palette), this.#centers);
    this.#mesh.update(this.lines);
    this.#mesh.show(routes);
    this.#bandLines.fill(risk || traffic ? bandsOf(all, holdings, this.#shown) : [], this.#centers);
    this.#bands.update(this.#bandLines);
    this.#chosenLines.fillFrom(this.lines, this.#choice, 5, packColor([255, 255, 255], 0.85));
    this.#chosen.update(this.#chosenLines);
    this.chokes = chokes ? chokePoints(all, CHOKE_ROUTES_MIN, CHOKES_MAX) : [];
    this.#symbols.clear();
    for (const { district, routes: count } of this.chokes) {
      const [x, y] = [this.#centers.x[district], this.#centers.y[district]];
      this.#symbols.add(x, y, 1, 0, 5 + 3 * Math.sqrt(count), 0, packColor(CHOKE_COLOR), SHAPE.choke);
    }
    for (const { state, path, from, to } of routes ? all : []) {
      if (stateName(state) !== 'invalid') continue;
      const { x, y } = middleOf(path.length > 1 ? path : [from, to], this.#centers.x, this.#centers.y);
      this.#symbols.add(x, y, 1, 0, 4 * LINE_PIXELS, 0, packColor(CROSS_COLOR), SHAPE.cross);
    }
    for (const district of this.#ends) {
      const [x, y] = [this.#centers.x[district], this.#centers.y[district]];
      this.#symbols.add(x, y, 1, 0, 12, 0, packColor(PROPOSAL_COLOR), SHAPE.target);
    }
    this.#symbols.commit();
  }

  #isOnMap(path: readonly number[], from: number, to: number): boolean {
    const { length } = this.#centers.x;
    return from < length && to < length && path.every((district) => district < length);
  }

  #headingOf(model: RoutesModel, convoy: ConvoyState): Heading {
    const next = model.nextDistrict(convoy);
    const goal = next < 0 ? convoy.to : next;
    const x = this.#centers.x[goal] - this.#centers.x[convoy.district];
    const y = this.#centers.y[goal] - this.#centers.y[convoy.district];
    const length = Math.hypot(x, y);
    return length > 0 ? { x: x / length, y: y / length } : { x: 1, y: 0 };
  }
}

/** 0 where the whole world is in view, 1 from where districts fill the screen on. */
function nearness(camera: Camera): number {
  return Math.min(1, Math.max(0, Math.log2(camera.pixelsPerMeter / 0.012) / 5));
}
