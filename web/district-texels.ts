import { BufferImageSource } from 'pixi.js';
import type { Rgb } from './palette.ts';

/** What a district looks like, in the order of its texels. */
export const TEXEL = { owner: 0, stripe: 1, otherStripe: 2, heat: 3 } as const;

/** Texels of a district, beside each other in the texture. */
export const TEXELS_PER_DISTRICT = 4;
export const DISTRICTS_PER_ROW = 64;

const BYTES_PER_TEXEL = 4;
const BYTES_PER_DISTRICT = TEXELS_PER_DISTRICT * BYTES_PER_TEXEL;

/** GLSL that reads a texel of a district. */
export const TEXEL_GLSL = `
uniform sampler2D uTexels;
vec4 texelOf(int district, int texel) {
  ivec2 at = ivec2(district % ${DISTRICTS_PER_ROW} * ${TEXELS_PER_DISTRICT} + texel, district / ${DISTRICTS_PER_ROW});
  return texelFetch(uTexels, at, 0);
}`;

/**
 * The looks of all districts as a texture, so that a change of one is a few bytes and no shape is built anew. Changes
 * go to the GPU together, at `flush`: each upload has a price of its own, however small.
 */
export class DistrictTexels {
  readonly source: BufferImageSource;
  readonly #bytes: Uint8Array;
  #dirtyFrom = Infinity;
  #dirtyTo = 0;

  constructor(districtCount: number) {
    const rows = Math.ceil(Math.max(1, districtCount) / DISTRICTS_PER_ROW);
    this.#bytes = new Uint8Array(rows * DISTRICTS_PER_ROW * BYTES_PER_DISTRICT);
    this.source = new BufferImageSource({
      resource: this.#bytes,
      width: DISTRICTS_PER_ROW * TEXELS_PER_DISTRICT,
      height: rows,
      format: 'rgba8unorm',
      alphaMode: 'no-premultiply-alpha',
      scaleMode: 'nearest',
    });
  }

  /** Sets a texel; `alpha` 0-1. One that is so already costs nothing. */
  paint(district: number, texel: number, [red, green, blue]: Rgb, alpha: number): void {
    const at = district * BYTES_PER_DISTRICT + texel * BYTES_PER_TEXEL;
    const bytes = this.#bytes;
    const cover = Math.round(255 * alpha);
    if (bytes[at] === red && bytes[at + 1] === green && bytes[at + 2] === blue && bytes[at + 3] === cover)
      return;
    bytes[at] = red;
    bytes[at + 1] = green;
    bytes[at + 2] = blue;
    bytes[at + 3] = cover;
    this.#dirtyFrom = Math.min(this.#dirtyFrom, at / BYTES_PER_TEXEL);
    this.#dirtyTo = Math.max(this.#dirtyTo, at / BYTES_PER_TEXEL + 1);
  }

  /** A texel as red, green, blue and alpha, each 0-255. */
  read(district: number, texel: number): number[] {
    const at = district * BYTES_PER_DISTRICT + texel * BYTES_PER_TEXEL;
    return [...this.#bytes.subarray(at, at + BYTES_PER_TEXEL)];
  }

  /** Hands what was painted to the GPU. */
  flush(): void {
    if (this.#dirtyTo === 0) return;
    this.source.update(this.#dirtyFrom, this.#dirtyTo);
    this.#dirtyFrom = Infinity;
    this.#dirtyTo = 0;
  }
}
