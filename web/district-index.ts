import type { WorldFile } from '../src/territory/world-schema.ts';
import { ringCorners } from './world-geometry.ts';

/** Answers which district lies under a point, by a grid of bounding boxes and then the outlines. */
export class DistrictIndex {
  readonly #cellMeters: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #cells: number[][];
  readonly #rings: number[][][];

  constructor(world: WorldFile, arcs: readonly number[][]) {
    const area = world.widthMeters * world.heightMeters;
    // About one district per cell keeps both the grid and the search short, whatever the size of the world.
    this.#cellMeters = Math.max(1, Math.sqrt(area / Math.max(1, world.districts.length)));
    this.#columns = Math.floor(world.widthMeters / this.#cellMeters) + 1;
    this.#rows = Math.floor(world.heightMeters / this.#cellMeters) + 1;
    this.#cells = Array.from({ length: this.#columns * this.#rows }, () => []);
    this.#rings = world.districts.map((district) =>
      district.polygons.flat().map((ring) => ringCorners(ring, arcs)),
    );
    this.#rings.forEach((rings, district) => {
      this.#enter(rings, district);
    });
  }

  /** The district at a point in meters; -1 over water and outside the world. */
  at(x: number, y: number): number {
    const column = Math.floor(x / this.#cellMeters);
    const row = Math.floor(y / this.#cellMeters);
    // Asked so that NaN, a pointer that is nowhere, is outside too.
    const inside = column >= 0 && row >= 0 && column < this.#columns && row < this.#rows;
    if (!inside) return -1;
    for (const district of this.#cells[row * this.#columns + column]) {
      if (this.#holds(district, x, y)) return district;
    }
    return -1;
  }

  #enter(rings: readonly number[][], district: number): void {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) {
        west = Math.min(west, ring[i]);
        east = Math.max(east, ring[i]);
        north = Math.min(north, ring[i + 1]);
        south = Math.max(south, ring[i + 1]);
      }
    }
    const cell = this.#cellMeters;
    for (let row = Math.floor(north / cell); row <= Math.floor(south / cell); row++) {
      for (let column = Math.floor(west / cell); column <= Math.floor(east / cell); column++) {
        this.#cells[row * this.#columns + column]?.push(district);
      }
    }
  }

  /** Even-odd over all rings: a hole turns the answer back by itself. */
  #holds(district: number, x: number, y: number): boolean {
    let inside = false;
    for (const ring of this.#rings[district]) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const crosses = ring[i + 1] > y !== ring[j + 1] > y;
        if (
          crosses &&
          x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]
        ) {
          inside = !inside;
        }
      }
    }
    return inside;
  }
}
