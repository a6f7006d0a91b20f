/**
 * Where the lines of routes run on the map. All of this is in meters, and in lanes beside the middle of the road, so
 * that neither panning nor zooming makes anything anew.
 */

/** How a line is drawn. */
export const LINE_STYLE = { solid: 0, dashed: 1, dotted: 2 } as const;
export type LineStyle = (typeof LINE_STYLE)[keyof typeof LINE_STYLE];

/** A route to be drawn, along the centers of `path`. */
export interface LinedRoute {
  readonly route: number;
  readonly faction: number;
  readonly path: readonly number[];
  readonly style: LineStyle;
  /** As from `packColor`. */
  readonly color: number;
  /** Width in pixels. */
  readonly width: number;
}

/** Centers of districts in meters. */
export interface Centers {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Words of a segment: ends (4), lanes beside them (4), meters before it, width, style, color. */
export const SEGMENT_WORDS = 12;

/** Where a segment of `SEGMENT_WORDS` holds what. */
const AT = { ends: 0, lanes: 4, along: 8, width: 9, style: 10, color: 11 } as const;

/** Lanes to either side of the middle that a bundle of routes may take; more of them move closer together. */
const LANES_MAX = 4;
/** Sine of a bend below which two lanes are joined at their mean: their true crossing would lie far off. */
const BEND_SINE_MIN = 0.35;
/** How far from the center a joint may lie, as a multiple of the outer lane. */
const JOINT_REACH = 1.6;

/** Routes that take a stretch of road, by direction. */
interface Stretch {
  /** From the lower district to the higher. */
  up: number;
  down: number;
}

/** The segments of all routes in one array, for the GPU and for finding what was clicked. */
export class RouteLines {
  count = 0;
  /** Route of each segment. */
  routes = new Int32Array(256);
  #floats = new Float32Array(256 * SEGMENT_WORDS);
  #words = new Uint32Array(this.#floats.buffer);
  readonly #stretches = new Map<number, Stretch>();
  /** For the step being drawn and the one after: unit normals to the right, and lanes. */
  readonly #normal = new Float64Array(4);
  readonly #joint = new Float64Array(2);

  /** `SEGMENT_WORDS` numbers to a segment, those of the first `count` are good. */
  get floats(): Float32Array<ArrayBuffer> {
    return this.#floats;
  }

  /**
   * Lays out the lines. Routes that share a stretch run side by side, in the order of `routes`; opposite directions
   * keep to the right.
   */
  fill(routes: readonly LinedRoute[], centers: Centers): void {
    this.count = 0;
    this.#stretches.clear();
    const places = routes.map((route) => this.#takePlaces(route, centers));
    routes.forEach((route, index) => {
      this.#fillRoute(route, places[index], centers);
    });
  }

  /** Takes over the line of one route from `lines`, wider by `wider` pixels and drawn through in another color. */
  fillFrom(lines: RouteLines, route: number, wider: number, color: number): void {
    this.count = 0;
    for (let segment = 0; segment < lines.count; segment++) {
      if (lines.routes[segment] !== route) continue;
      const from = segment * SEGMENT_WORDS;
      const at = this.#add(route);
      this.#floats.set(lines.floats.subarray(from, from + SEGMENT_WORDS), at);
      this.#floats[at + AT.width] += wider;
      this.#floats[at + AT.style] = LINE_STYLE.solid;
      this.#words[at + AT.color] = color;
    }
  }

  /** Ends of a segment in meters, and how many lanes beside those it begins and ends. */
  read(segment: number): { ends: number[]; lanes: number[]; style: number; width: number; color: number } {
    const at = segment * SEGMENT_WORDS;
    const floats = this.#floats;
    return {
      ends: [...floats.subarray(at + AT.ends, at + AT.ends + 4)],
      lanes: [...floats.subarray(at + AT.lanes, at + AT.lanes + 4)],
      style: floats[at + AT.style],
      width: floats[at + AT.width],
      color: this.#words[at + AT.color],
    };
  }

  /**
   * The route whose line passes within `reachPixels` of a point in meters, the nearest of several; -1 none.
   * `lanePixels` is how far apart lanes are on screen.
   */
  routeAt(x: number, y: number, pixelsPerMeter: number, lanePixels: number, reachPixels: number): number {
    let found = -1;
    let least = reachPixels;
    const floats = this.#floats;
    for (let segment = 0; segment < this.count; segment++) {
      const at = segment * SEGMENT_WORDS;
      const x0 = (floats[at] - x) * pixelsPerMeter + floats[at + 4] * lanePixels;
      const y0 = (floats[at + 1] - y) * pixelsPerMeter + floats[at + 5] * lanePixels;
      const x1 = (floats[at + 2] - x) * pixelsPerMeter + floats[at + 6] * lanePixels;
      const y1 = (floats[at + 3] - y) * pixelsPerMeter + floats[at + 7] * lanePixels;
      const distance = distanceToOrigin(x0, y0, x1, y1);
      if (distance >= least) continue;
      found = this.routes[segment];
      least = distance;
    }
    return found;
  }

  /** Counts a route into its stretches; the answer is its place among those of its direction, by step. */
  #takePlaces({ path }: LinedRoute, { x }: Centers): Int32Array {
    const places = new Int32Array(Math.max(0, path.length - 1));
    for (let step = 0; step < places.length; step++) {
      const [from, to] = [path[step], path[step + 1]];
      const key = stretchKey(from, to, x.length);
      let stretch = this.#stretches.get(key);
      if (!stretch) {
        stretch = { up: 0, down: 0 };
        this.#stretches.set(key, stretch);
      }
      places[step] = from < to ? stretch.up++ : stretch.down++;
    }
    return places;
  }

  #fillRoute(route: LinedRoute, places: Int32Array, centers: Centers): void {
    const { path } = route;
    const { x, y } = centers;
    const normal = this.#normal;
    let along = 0;
    let [laneX, laneY] = [0, 0];
    for (let step = 0; step < places.length; step++) {
      const [from, to] = [path[step], path[step + 1]];
      const length = Math.hypot(x[to] - x[from], y[to] - y[from]);
      const lane = this.#laneOf(from, to, places[step], x.length);
      setNormal(normal, 0, x[to] - x[from], y[to] - y[from]);
      if (step === 0) [laneX, laneY] = [normal[0] * lane, normal[1] * lane];
      let [endX, endY] = [normal[0] * lane, normal[1] * lane];
      let [nextX, nextY] = [endX, endY];
      if (step + 1 < places.length) {
        const after = path[step + 2];
        const laneAfter = this.#laneOf(to, after, places[step + 1], x.length);
        setNormal(normal, 2, x[after] - x[to], y[after] - y[to]);
        if (joinLanes(normal, lane, laneAfter, this.#joint)) {
          [endX, endY] = this.#joint;
          [nextX, nextY] = this.#joint;
        } else [nextX, nextY] = [normal[2] * laneAfter, normal[3] * laneAfter];
      }
      const at = this.#add(route.route);
      const floats = this.#floats;
      floats.set(
        [x[from], y[from], x[to], y[to], laneX, laneY, endX, endY, along, route.width, route.style],
        at,
      );
      this.#words[at + AT.color] = route.color;
      along += length;
      [laneX, laneY] = [nextX, nextY];
    }
  }

  /** Lanes to the right of the middle at which a route goes from one district to the next. */
  #laneOf(from: number, to: number, place: number, districts: number): number {
    const { up, down } = this.#stretches.get(stretchKey(from, to, districts))!;
    const [along, against] = from < to ? [up, down] : [down, up];
    // Alone on a road a bundle lies on its middle, and else to the right of it.
    const lane = against === 0 ? place - (along - 1) / 2 : place + 0.5;
    const outermost = against === 0 ? (along - 1) / 2 : Math.max(along, against) - 0.5;
    return outermost > LANES_MAX ? (lane * LANES_MAX) / outermost : lane;
  }

  /** Makes room for a segment of a route; the answer is where it begins. */
  #add(route: number): number {
    if (this.count === this.routes.length) {
      const routes = new Int32Array(this.count * 2);
      routes.set(this.routes);
      this.routes = routes;
      const floats = new Float32Array(this.count * 2 * SEGMENT_WORDS);
      // As words: a color may look like a number that is none, which a copy of floats need not keep.
      this.#words = new Uint32Array(floats.buffer);
      this.#words.set(new Uint32Array(this.#floats.buffer));
      this.#floats = floats;
    }
    this.routes[this.count] = route;
    return this.count++ * SEGMENT_WORDS;
  }
}

/** One key for a stretch, whichever way it is taken. */
export function stretchKey(from: number, to: number, districts: number): number {
  return from < to ? from * districts + to : to * districts + from;
}

/** Unit normal to the right of a way, as seen on the map, whose y grows downward. */
function setNormal(into: Float64Array, at: number, dx: number, dy: number): void {
  const length = Math.hypot(dx, dy) || 1;
  into[at] = -dy / length;
  into[at + 1] = dx / length;
}

/**
 * Where two lanes meet, as lanes beside the center: `normals` are those of the ways in and out. False for a turn back,
 * at which they do not meet.
 */
function joinLanes(normals: Float64Array, lane: number, laneAfter: number, into: Float64Array): boolean {
  const [x0, y0, x1, y1] = normals;
  if (x0 * x1 + y0 * y1 < -0.8) return false;
  const sine = x0 * y1 - y0 * x1;
  if (Math.abs(sine) < BEND_SINE_MIN) {
    into[0] = (x0 * lane + x1 * laneAfter) / 2;
    into[1] = (y0 * lane + y1 * laneAfter) / 2;
    return true;
  }
  into[0] = (lane * y1 - laneAfter * y0) / sine;
  into[1] = (x0 * laneAfter - x1 * lane) / sine;
  const reach = Math.hypot(into[0], into[1]);
  const reachMax = JOINT_REACH * Math.max(Math.abs(lane), Math.abs(laneAfter));
  if (reach > reachMax) {
    into[0] *= reachMax / reach;
    into[1] *= reachMax / reach;
  }
  return true;
}

/** Distance of the origin from a segment. */
function distanceToOrigin(x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  const part = squared === 0 ? 0 : Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / squared));
  return Math.hypot(x0 + part * dx, y0 + part * dy);
}
