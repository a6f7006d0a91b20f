import type { SectorGrid } from '../protocol/items.ts';

/**
 * The sectors of which a frame says anything, and the views that these are in: most clients are passed over at one
 * look, and most sectors of the others. Stamped instead of cleared.
 */
export class TouchedSectors {
  readonly #grid: SectorGrid;
  readonly #touched: Int32Array;
  /** Sectors around which a view has a touched one in it. */
  readonly #near: Int32Array;
  /** The largest view so far, from its center to its border. */
  #radiusMax = 0;
  #stamp = 0;

  constructor(grid: SectorGrid) {
    this.#grid = grid;
    this.#touched = new Int32Array(grid.columns * grid.rows);
    this.#near = new Int32Array(grid.columns * grid.rows);
  }

  /** Begins a frame, which says nothing yet. */
  open(): void {
    this.#stamp++;
  }

  touch(sector: number): void {
    if (this.#touched[sector] === this.#stamp) return;
    this.#touched[sector] = this.#stamp;
    const { columns, rows } = this.#grid;
    const radius = this.#radiusMax;
    const column = sector % columns;
    const row = Math.floor(sector / columns);
    const lastColumn = Math.min(columns - 1, column + radius);
    for (let r = Math.max(0, row - radius); r <= Math.min(rows - 1, row + radius); r++) {
      for (let c = Math.max(0, column - radius); c <= lastColumn; c++)
        this.#near[r * columns + c] = this.#stamp;
    }
  }

  has(sector: number): boolean {
    return this.#touched[sector] === this.#stamp;
  }

  /** Whether a view around a sector may have a touched one in it. */
  isNear(column: number, row: number): boolean {
    return this.#near[row * this.#grid.columns + column] === this.#stamp;
  }

  /** There is a view of this size from the next frame on. */
  viewed(radius: number): void {
    this.#radiusMax = Math.max(this.#radiusMax, radius);
  }
}
