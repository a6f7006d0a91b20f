import type { TerritoryGraph } from './graph.ts';

/** Cells of 256 m, found by shifting; the largest control point is 200 m wide and lies in four of them at the most. */
const CELL_SHIFT = 20;

/** Finds the control point that a position belongs to. Built once from the graph. */
export class PointGrid {
  readonly #graph: TerritoryGraph;
  readonly #columns: number;
  /** Points of a cell are entries start[cell] to start[cell + 1] of `members`, ascending. */
  readonly #start: Uint32Array;
  readonly #members: Uint32Array;
  /** One bit per cell: whether it has any point. Small enough for the cache, which `start` of a large world is not. */
  readonly #occupied: Uint32Array;

  constructor(graph: TerritoryGraph) {
    this.#graph = graph;
    this.#columns = (graph.widthUnits >> CELL_SHIFT) + 1;
    const rows = (graph.heightUnits >> CELL_SHIFT) + 1;
    const counts = new Uint32Array(this.#columns * rows + 1);
    this.#eachCell(rows, (cell) => counts[cell + 1]++);
    for (let cell = 1; cell < counts.length; cell++) counts[cell] += counts[cell - 1];
    this.#start = counts;
    this.#members = new Uint32Array(counts[counts.length - 1]);
    this.#occupied = new Uint32Array(Math.ceil(counts.length / 32));
    const next = counts.slice();
    this.#eachCell(rows, (cell, point) => {
      this.#members[next[cell]++] = point;
      this.#occupied[cell >> 5] |= 1 << (cell & 31);
    });
  }

  /** The nearest control point whose circle holds the position (the lowest of equally near ones), or -1. */
  at(x: number, y: number): number {
    const graph = this.#graph;
    const cell = (y >> CELL_SHIFT) * this.#columns + (x >> CELL_SHIFT);
    if ((this.#occupied[cell >> 5] & (1 << (cell & 31))) === 0) return -1;
    let best = -1;
    let bestSquare = Infinity;
    const end = this.#start[cell + 1];
    for (let i = this.#start[cell]; i < end; i++) {
      const point = this.#members[i];
      const dx = x - graph.controlPointX[point];
      const dy = y - graph.controlPointY[point];
      const radius = graph.controlPointRadius[point];
      // Below 2^53: a circle is 100 m wide at the most, and the cell is near.
      const square = dx * dx + dy * dy;
      if (square > radius * radius || square >= bestSquare) continue;
      best = point;
      bestSquare = square;
    }
    return best;
  }

  #eachCell(rows: number, visit: (cell: number, point: number) => void): void {
    const graph = this.#graph;
    const cellOf = (units: number, cells: number) => Math.max(0, Math.min(cells - 1, units >> CELL_SHIFT));
    for (let point = 0; point < graph.controlPointCount; point++) {
      const [x, y] = [graph.controlPointX[point], graph.controlPointY[point]];
      const radius = graph.controlPointRadius[point];
      for (let row = cellOf(y - radius, rows); row <= cellOf(y + radius, rows); row++) {
        for (
          let column = cellOf(x - radius, this.#columns);
          column <= cellOf(x + radius, this.#columns);
          column++
        ) {
          visit(row * this.#columns + column, point);
        }
      }
    }
  }
}
