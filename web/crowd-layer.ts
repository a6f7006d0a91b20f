import type { CrowdCell } from '../client/index.ts';
import type { CameraUniforms } from './camera-uniforms.ts';
import { dotsOf } from './crowd-dots.ts';
import { type Palette, packColor } from './palette.ts';
import { SHAPE, SymbolMesh } from './symbol-mesh.ts';

const EXPECTED_DOTS = 2_048;
const ALPHA = 0.85;
/** A single unit in a large cell still shows. */
const RADIUS_PIXELS_MIN = 4;
/** The shape's disc takes half of its symbol, the rest is rim. */
const SYMBOL_PER_DISC = 2;

/** How many units of each faction are where, as discs. What is drawn stays until it is filled anew. */
export class CrowdLayer {
  readonly symbols: SymbolMesh;
  readonly #colors: number[];

  constructor(palette: Palette, camera: CameraUniforms) {
    this.symbols = new SymbolMesh(camera, EXPECTED_DOTS);
    this.#colors = palette.unit.map((color) => packColor(color, ALPHA));
  }

  /** Draws these cells and no others. */
  fill(cells: Iterable<Readonly<CrowdCell>>, sectorMeters: number): void {
    this.symbols.clear();
    for (const cell of cells) {
      for (const { x, y, radius, faction } of dotsOf(cell, sectorMeters)) {
        const color = this.#colors[faction] ?? this.#colors[0];
        this.symbols.add(x, y, 1, 0, RADIUS_PIXELS_MIN, SYMBOL_PER_DISC * radius, color, SHAPE.dot);
      }
    }
    this.symbols.commit();
  }
}
