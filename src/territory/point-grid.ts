import type { TerritoryGraph } from './graph.ts';

/** Cells of 256 m, found by shifting; the largest control point is 200 m wide and lies in four of them at the most. */
const CELL_SHIFT = 20;

/** Words of a circle: x, y, radius, point. A cell is as long. */
const CIRCLE_WORDS = 4;

/** In the place of the point: a cell without any circle, and one with several, whose first two words say where. */
const NONE = -1;
const SEVERAL = -2;

/**
 * Finds the control point that a position belongs to. Built once from the graph, and copied from it: thousands of
 * positions are asked for in a second, and each column of the graph and each list would be a cache miss of its own.
 */
export class PointGrid {
  readonly #columns: number;
  /** The only circle of each cell; or the first and the end of its places in `circles`. */
  readonly #cells: Int32Array;
  /** The circles of cells with several, those of a cell together, their points ascending. */
  readonly #circles: Int32Array;

  constructor(graph: TerritoryGraph) {
    this.#columns = (graph.widthUnits >> CELL_SHIFT) + 1;
    const rows = (graph.heightUnits >> CELL_SHIFT) + 1;
    const counts = new Uint32Array(this.#columns * rows);
    this.#eachCell(graph, rows, (cell) => counts[cell]++);
    this.#cells = new Int32Array(counts.length * CIRCLE_WORDS);
    let several = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      const at = cell * CIRCLE_WORDS;
      this.#cells[at + 3] = counts[cell] > 1 ? SEVERAL : NONE;
      this.#cells[at] = several;
      this.#cells[at + 1] = several;
      if (counts[cell] > 1) several += counts[cell] * CIRCLE_WORDS;
    }
    this.#circles = new Int32Array(several);
    this.#eachCell(graph, rows, (cell, point) => {
      const at = cell * CIRCLE_WORDS;
      if (counts[cell] === 1) putCircle(this.#cells, at, graph, point);
      else {
        putCircle(this.#circles, this.#cells[at + 1], graph, point);
        this.#cells[at + 1] += CIRCLE_WORDS;
      }
    });
  }

  /**
   * Whether any circle reaches into the cell of a position. It asks memory for no more than `at` does: a loop over this
   * alone has many cells on their way at once, where one over `at` waits for each before it knows where to go on.
   */
  isNear(x: number, y: number): boolean {
    const cell = (y >> CELL_SHIFT) * this.#columns + (x >> CELL_SHIFT);
    return this.#cells[cell * CIRCLE_WORDS + 3] !== NONE;
  }

  /** The nearest control point whose circle holds the position (the lowest of equally near ones), or -1. */
  at(x: number, y: number): number {
    const cells = this.#cells;
    const at = ((y >> CELL_SHIFT) * this.#columns + (x >> CELL_SHIFT)) * CIRCLE_WORDS;
    const only = cells[at + 3];
    if (only !== SEVERAL) return only !== NONE && isNearer(cells, at, x, y, Infinity) ? only : -1;
    const circles = this.#circles;
    const end = cells[at + 1];
    let best = -1;
    let bestSquare = Infinity;
    for (let i = cells[at]; i < end; i += CIRCLE_WORDS) {
      if (!isNearer(circles, i, x, y, bestSquare)) continue;
      best = circles[i + 3];
      bestSquare = squareTo(circles, i, x, y);
    }
    return best;
  }

  #eachCell(graph: TerritoryGraph, rows: number, visit: (cell: number, point: number) => void): void {
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

function putCircle(words: Int32Array, at: number, graph: TerritoryGraph, point: number): void {
  words[at] = graph.controlPointX[point];
  words[at + 1] = graph.controlPointY[point];
  words[at + 2] = graph.controlPointRadius[point];
  words[at + 3] = point;
}

/** Square of the way to a center. Below 2^53: a circle is 100 m wide at the most, and the cell is near. */
function squareTo(words: Int32Array, at: number, x: number, y: number): number {
  const dx = x - words[at];
  const dy = y - words[at + 1];
  return dx * dx + dy * dy;
}

/** Whether a position is within a circle, and nearer to its center than `bestSquare`. */
function isNearer(words: Int32Array, at: number, x: number, y: number, bestSquare: number): boolean {
  const square = squareTo(words, at, x, y);
  return square <= words[at + 2] * words[at + 2] && square < bestSquare;
}
