import type { RouteGraph } from './route-graph.ts';

/** Steps of a route that share a box: the box around a whole route is mostly land that it does not pass. */
const STEPS_PER_PIECE = 4;
/** Children of a box of the tree, as a shift. */
const FANOUT_SHIFT = 4;
const FANOUT = 1 << FANOUT_SHIFT;
const PIECES_FIRST = 64;
/** The curve that orders the pieces runs over a raster of 2^16 by 2^16 cells of 32,768 units; Int32 fits. */
const CELL_SHIFT = 16;

/**
 * Which routes pass near a point. A packed tree of boxes around pieces of routes, in the order of their centers along a
 * Z curve: filled once with `add`, closed with `pack`, then asked any number of times. Coordinates are 1/4096 m.
 */
export class RoutesNear {
  readonly #graph: RouteGraph;
  /** Pieces: the route, and where its nodes are in #nodes. */
  #routes = new Uint32Array(PIECES_FIRST);
  #starts = new Uint32Array(PIECES_FIRST);
  #ends = new Uint32Array(PIECES_FIRST);
  #pieceCount = 0;
  #nodes = new Uint32Array(PIECES_FIRST * STEPS_PER_PIECE);
  #nodeCount = 0;
  /** Pieces along the curve; boxes (least x, least y, most x, most y) of them, then of each level above. */
  #order = new Uint32Array(0);
  #boxes = new Int32Array(0);
  /** The first box of each level, and the end of the last one. */
  #levels: number[] = [];
  #found = new Uint32Array(PIECES_FIRST);
  #foundCount = 0;

  constructor(graph: RouteGraph) {
    this.#graph = graph;
  }

  clear(): void {
    this.#pieceCount = 0;
    this.#nodeCount = 0;
    this.#levels = [];
  }

  /** Adds the route over nodes[0 .. hops]. Several may have the same id; it is given once. */
  add(id: number, nodes: ArrayLike<number>, hops: number): void {
    const first = this.#nodeCount;
    this.#nodes = withRoom(this.#nodes, first + hops + 1);
    for (let i = 0; i <= hops; i++) this.#nodes[this.#nodeCount++] = nodes[i];
    for (let step = 0; step === 0 || step < hops; step += STEPS_PER_PIECE) {
      const piece = this.#pieceCount++;
      this.#routes = withRoom(this.#routes, this.#pieceCount);
      this.#starts = withRoom(this.#starts, this.#pieceCount);
      this.#ends = withRoom(this.#ends, this.#pieceCount);
      this.#routes[piece] = id;
      this.#starts[piece] = first + step;
      this.#ends[piece] = first + Math.min(hops, step + STEPS_PER_PIECE);
    }
    this.#levels = [];
  }

  /** Builds the tree over what was added. */
  pack(): void {
    const count = this.#pieceCount;
    const levels = [0];
    let total = count;
    for (let boxes = count; boxes > 1; ) {
      levels.push(total);
      boxes = Math.ceil(boxes / FANOUT);
      total += boxes;
    }
    levels.push(total);
    this.#boxes = new Int32Array(total * 4);
    this.#found = withRoom(this.#found, count);
    this.#orderPieces(count);
    for (let i = 0; i < count; i++) this.#boxOfPiece(this.#order[i], i * 4);
    for (let level = 1; level + 1 < levels.length; level++) {
      for (let box = levels[level]; box < levels[level + 1]; box++) {
        const child = levels[level - 1] + ((box - levels[level]) << FANOUT_SHIFT);
        this.#boxOfChildren(box, child, Math.min(levels[level], child + FANOUT));
      }
    }
    this.#levels = levels;
  }

  /**
   * Ids of the routes that have a point within `radius` of (x, y), ascending: a view that the next call overwrites.
   * Throws when something was added since the last `pack`.
   */
  near(x: number, y: number, radius: number): Uint32Array {
    if (this.#levels.length === 0 && this.#pieceCount > 0)
      throw new Error('routes were added but not packed');
    this.#foundCount = 0;
    if (this.#pieceCount > 0) this.#visit(this.#levels.length - 2, 0, x, y, radius);
    const found = this.#found.subarray(0, this.#foundCount).sort();
    let kept = 0;
    for (let i = 0; i < found.length; i++) {
      if (i === 0 || found[i] !== found[i - 1]) found[kept++] = found[i];
    }
    return found.subarray(0, kept);
  }

  #visit(level: number, index: number, x: number, y: number, radius: number): void {
    const at = (this.#levels[level] + index) * 4;
    const boxes = this.#boxes;
    if (x < boxes[at] - radius || y < boxes[at + 1] - radius) return;
    if (x > boxes[at + 2] + radius || y > boxes[at + 3] + radius) return;
    if (level === 0) {
      const piece = this.#order[index];
      if (this.#passes(piece, x, y, radius)) this.#found[this.#foundCount++] = this.#routes[piece];
      return;
    }
    const first = index << FANOUT_SHIFT;
    const end = Math.min(first + FANOUT, this.#levels[level] - this.#levels[level - 1]);
    for (let child = first; child < end; child++) this.#visit(level - 1, child, x, y, radius);
  }

  #passes(piece: number, x: number, y: number, radius: number): boolean {
    const end = this.#ends[piece];
    for (let i = this.#starts[piece]; i < end; i++) {
      if (stepPasses(this.#graph, this.#nodes[i], this.#nodes[i + 1], x, y, radius)) return true;
    }
    // A route without steps is a point.
    const start = this.#starts[piece];
    return start === end && stepPasses(this.#graph, this.#nodes[start], this.#nodes[start], x, y, radius);
  }

  #orderPieces(count: number): void {
    const keys = new Float64Array(count);
    for (let piece = 0; piece < count; piece++) {
      const middle = this.#nodes[(this.#starts[piece] + this.#ends[piece]) >> 1];
      const cellX = (this.#graph.x[middle] >> CELL_SHIFT) & 0xffff;
      const cellY = (this.#graph.y[middle] >> CELL_SHIFT) & 0xffff;
      // Exact: 32 bits of the curve and 20 of the piece.
      keys[piece] = curvePlace(cellX, cellY) * 0x10_0000 + piece;
    }
    this.#order = Uint32Array.from(keys.sort(), (key) => key % 0x10_0000);
  }

  #boxOfPiece(piece: number, at: number): void {
    const { x, y } = this.#graph;
    const boxes = this.#boxes;
    const first = this.#nodes[this.#starts[piece]];
    boxes[at] = boxes[at + 2] = x[first];
    boxes[at + 1] = boxes[at + 3] = y[first];
    for (let i = this.#starts[piece] + 1; i <= this.#ends[piece]; i++) {
      const node = this.#nodes[i];
      boxes[at] = Math.min(boxes[at], x[node]);
      boxes[at + 1] = Math.min(boxes[at + 1], y[node]);
      boxes[at + 2] = Math.max(boxes[at + 2], x[node]);
      boxes[at + 3] = Math.max(boxes[at + 3], y[node]);
    }
  }

  #boxOfChildren(box: number, first: number, end: number): void {
    const boxes = this.#boxes;
    const at = box * 4;
    for (let side = 0; side < 4; side++) boxes[at + side] = boxes[first * 4 + side];
    for (let child = first + 1; child < end; child++) {
      boxes[at] = Math.min(boxes[at], boxes[child * 4]);
      boxes[at + 1] = Math.min(boxes[at + 1], boxes[child * 4 + 1]);
      boxes[at + 2] = Math.max(boxes[at + 2], boxes[child * 4 + 2]);
      boxes[at + 3] = Math.max(boxes[at + 3], boxes[child * 4 + 3]);
    }
  }
}

/** Whether the straight line between the centers of two nodes has a point within `radius` of (x, y), ends included. */
export function stepPasses(
  graph: Pick<RouteGraph, 'x' | 'y'>,
  from: number,
  to: number,
  x: number,
  y: number,
  radius: number,
): boolean {
  const dx = graph.x[to] - graph.x[from];
  const dy = graph.y[to] - graph.y[from];
  const px = x - graph.x[from];
  const py = y - graph.y[from];
  const along = px * dx + py * dy;
  const square = dx * dx + dy * dy;
  // Products may pass 2^53 and be rounded: the same on every machine, and by far less than a unit of the distance.
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, along / square));
  const awayX = px - share * dx;
  const awayY = py - share * dy;
  return awayX * awayX + awayY * awayY <= radius * radius;
}

/** Place of a cell along the Z curve: the bits of both numbers, each below 2^16, in turn. */
function curvePlace(x: number, y: number): number {
  return (spread(x) | (spread(y) << 1)) >>> 0;
}

function spread(bits: number): number {
  bits = (bits | (bits << 8)) & 0x00ff_00ff;
  bits = (bits | (bits << 4)) & 0x0f0f_0f0f;
  bits = (bits | (bits << 2)) & 0x3333_3333;
  return (bits | (bits << 1)) & 0x5555_5555;
}

function withRoom(array: Uint32Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
  if (array.length >= count) return array;
  const larger = new Uint32Array(Math.max(count, array.length * 2));
  larger.set(array);
  return larger;
}
