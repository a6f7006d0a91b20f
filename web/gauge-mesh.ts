import { Buffer, BufferUsage, Geometry, type Mesh, type Shader, UniformGroup } from 'pixi.js';
import { FULL_CENTI, SIDES } from '../src/protocol/territory-records.ts';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';
import type { Palette } from './palette.ts';

/** Forms of a gauge: influences as a stacked bar, or as a ring around the sign of a control point. */
export const GAUGE = { bar: 0, ring: 1 } as const;

/** Words of a gauge: x, y, half width, half height; two of shares; form, owner, challenger, progress; sign and more. */
const WORDS_PER_GAUGE = 8;

const VERTEX = `
in vec2 aCorner;
in vec4 aPlace;
in vec4 aShares;
in vec4 aMoreShares;
in vec4 aState;
in vec4 aSign;
out vec2 vAt;
flat out vec4 vShares;
flat out vec4 vMoreShares;
flat out vec4 vState;
flat out vec4 vSign;
flat out vec2 vHalf;
flat out float vSeconds;
void main() {
  vShares = aShares;
  vMoreShares = aMoreShares;
  vState = floor(aState * 255.0 + 0.5);
  vSign = floor(aSign * 255.0 + 0.5);
  vHalf = aPlace.zw;
  vSeconds = uCamera.w;
  float margin = vState.x > 0.5 ? aPlace.z * 0.35 : 2.0;
  vAt = aCorner * (aPlace.zw + margin);
  gl_Position = clipOf(pixelsOf(aPlace.xy) + vec2(0.0, vSign.z) + vAt);
}`;

const FRAGMENT = `
in vec2 vAt;
flat in vec4 vShares;
flat in vec4 vMoreShares;
flat in vec4 vState;
flat in vec4 vSign;
flat in vec2 vHalf;
flat in float vSeconds;
uniform vec4 uPalette[${SIDES}];
out vec4 finalColor;
const vec3 DARK = vec3(0.03, 0.05, 0.07);
const vec3 AMBER = vec3(0.95, 0.72, 0.3);
float cover(float pixels) { return clamp(0.5 - pixels, 0.0, 1.0); }
float box(vec2 at, vec2 halfSize) { vec2 d = abs(at) - halfSize; return max(d.x, d.y); }
vec3 sideColor(float side) { return uPalette[int(side + 0.5)].rgb; }
vec3 shareColor(float along) {
  float parts[7] = float[7](
    vShares.x, vShares.y, vShares.z, vShares.w, vMoreShares.x, vMoreShares.y, vMoreShares.z
  );
  float sum = 0.0;
  for (int i = 0; i < 7; i++) {
    sum += parts[i];
    if (along < sum) return uPalette[i + 1].rgb;
  }
  return vec3(0.17, 0.2, 0.23);
}
float signAt(vec2 p) {
  float kind = vSign.x;
  if (kind < 0.5) return min(box(p, vec2(0.2, 1.0)), min(box(p, vec2(1.0, 0.2)), length(p) - 0.55));
  if (kind < 1.5) return min(box(p + vec2(0.0, 0.45), vec2(0.5, 0.4)), box(p - vec2(0.0, 0.5), vec2(0.9, 0.4)));
  if (kind < 2.5) {
    vec2 mirrored = vec2(abs(p.x), p.y);
    return min(box(p, vec2(1.0, 0.26)), box(mirrored - vec2(0.7, 0.0), vec2(0.22, 0.8)));
  }
  if (kind < 3.5) {
    float far = length(p - vec2(0.0, 0.9));
    return min(min(abs(far - 1.35), abs(far - 0.75)) - 0.2, far - 0.26);
  }
  if (kind < 4.5) return min(box(p + vec2(0.0, 0.35), vec2(0.22, 0.65)), max(abs(p.x) + p.y - 0.95, -p.y + 0.05));
  return min(max(abs(p.x) * 0.8 - p.y - 0.85, p.y + 0.1), box(p - vec2(0.0, 0.4), vec2(0.7, 0.5)));
}
vec4 over(vec4 under, vec3 color, float alpha) {
  return vec4(mix(under.rgb, color, alpha), max(under.a, alpha));
}
vec4 bar() {
  vec4 ink = vec4(DARK, 0.9 * cover(box(vAt, vHalf + 1.0)));
  ink = over(ink, shareColor(vAt.x / vHalf.x * 0.5 + 0.5), cover(box(vAt, vHalf)));
  float rim = abs(box(vAt, vHalf + 0.5)) - 0.6;
  return over(ink, AMBER, vSign.y * cover(rim));
}
vec4 ring() {
  float far = length(vAt);
  float radius = vHalf.x;
  float turn = fract(atan(vAt.x, -vAt.y) / 6.2831853 + 1.0);
  vec4 ink = vec4(DARK, 0.95 * cover(far - radius));
  ink = over(ink, shareColor(turn), cover(abs(far - radius * 0.86) - radius * 0.11));
  float disc = cover(far - radius * 0.68);
  ink = over(ink, vState.y > 0.5 ? sideColor(vState.y) : vec3(0.4, 0.44, 0.48), disc);
  ink = over(ink, DARK, disc * cover(signAt(vAt / (radius * 0.4)) * radius * 0.4));
  float arc = cover(abs(far - radius * 1.17) - radius * 0.1);
  if (vState.z > 0.5) {
    float done = turn < vState.w / 255.0 ? 1.0 : 0.25 + 0.15 * sin(vSeconds * 6.0);
    ink = over(ink, sideColor(vState.z), arc * done);
  } else if (vSign.y > 0.5) {
    ink = over(ink, AMBER, arc * (0.45 + 0.35 * sin(vSeconds * 4.0)));
  }
  return ink;
}
void main() {
  vec4 ink = vState.x > 0.5 ? ring() : bar();
  finalColor = vec4(ink.rgb * ink.a, ink.a);
}`;

/** Any number of gauges in one instanced draw, filled as a SymbolMesh is: `clear`, `add` for each, `commit`. */
export class GaugeMesh {
  readonly mesh: Mesh<Geometry, Shader>;
  count = 0;
  readonly #geometry: Geometry;
  readonly #buffer: Buffer;
  #floats: Float32Array;
  #bytes: Uint8Array;

  constructor(camera: CameraUniforms, palette: Palette, capacity: number) {
    this.#floats = new Float32Array(capacity * WORDS_PER_GAUGE);
    this.#bytes = new Uint8Array(this.#floats.buffer);
    this.#buffer = new Buffer({
      data: this.#floats,
      usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
      shrinkToFit: false,
    });
    const instanced = { buffer: this.#buffer, stride: WORDS_PER_GAUGE * 4, instance: true };
    this.#geometry = new Geometry({
      attributes: {
        aCorner: { buffer: new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]), format: 'float32x2' },
        aPlace: { ...instanced, offset: 0, format: 'float32x4' },
        aShares: { ...instanced, offset: 16, format: 'unorm8x4' },
        aMoreShares: { ...instanced, offset: 20, format: 'unorm8x4' },
        aState: { ...instanced, offset: 24, format: 'unorm8x4' },
        aSign: { ...instanced, offset: 28, format: 'unorm8x4' },
      },
      indexBuffer: new Uint16Array([0, 1, 2, 0, 2, 3]),
      instanceCount: 0,
    });
    const colors = new UniformGroup({
      uPalette: { value: paletteFloats(palette), type: 'vec4<f32>', size: SIDES },
    });
    this.mesh = cameraMesh(this.#geometry, { name: 'gauges', vertex: VERTEX, fragment: FRAGMENT }, camera, {
      colors,
    });
    this.mesh.visible = false;
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * Adds a gauge at (x, y) meters, moved down by `offsetPixels`, with the influences of row `row` of `influence`.
   * Returns its number, for `setSign`.
   */
  add(
    form: number,
    x: number,
    y: number,
    halfWidthPixels: number,
    halfHeightPixels: number,
    offsetPixels: number,
    influence: Uint16Array,
    row: number,
    isContested: boolean,
  ): number {
    if (this.count * WORDS_PER_GAUGE >= this.#floats.length) this.#grow();
    const at = this.count * WORDS_PER_GAUGE;
    this.#floats[at] = x;
    this.#floats[at + 1] = y;
    this.#floats[at + 2] = halfWidthPixels;
    this.#floats[at + 3] = halfHeightPixels;
    const bytes = this.#bytes;
    for (let side = 1; side < SIDES; side++) {
      bytes[at * 4 + 15 + side] = Math.round((influence[row * SIDES + side] * 255) / FULL_CENTI);
    }
    bytes[at * 4 + 23] = 0;
    bytes[at * 4 + 24] = form;
    bytes.fill(0, at * 4 + 25, at * 4 + 32);
    bytes[at * 4 + 29] = isContested ? 1 : 0;
    bytes[at * 4 + 30] = offsetPixels;
    return this.count++;
  }

  /** What a ring has within and around it: the control point's type and owner, and how far (0-1) a claim is. */
  setSign(gauge: number, type: number, owner: number, challenger: number, progress: number): void {
    const at = gauge * WORDS_PER_GAUGE * 4;
    this.#bytes[at + 25] = owner;
    this.#bytes[at + 26] = challenger;
    this.#bytes[at + 27] = Math.round(255 * progress);
    this.#bytes[at + 28] = type;
  }

  commit(): void {
    this.mesh.visible = this.count > 0;
    this.#geometry.instanceCount = this.count;
    if (this.count > 0) this.#buffer.setDataWithSize(this.#floats, this.count * WORDS_PER_GAUGE, true);
  }

  #grow(): void {
    const larger = new Float32Array(this.#floats.length * 2);
    // Bit by bit: words that are no numbers may not survive a copy as floats.
    new Uint8Array(larger.buffer).set(this.#bytes);
    this.#floats = larger;
    this.#bytes = new Uint8Array(larger.buffer);
  }
}

function paletteFloats(palette: Palette): Float32Array {
  const floats = new Float32Array(SIDES * 4);
  for (let side = 0; side < SIDES; side++) {
    const color = palette.unit[side] ?? palette.unit[0];
    for (let part = 0; part < 3; part++) floats[side * 4 + part] = color[part] / 255;
  }
  return floats;
}
