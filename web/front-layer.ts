import { Buffer, BufferUsage, Geometry, type Mesh, type Shader, UniformGroup } from 'pixi.js';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';
import { type BorderArcs, borderArcs, FRONT_WORDS, fillFronts } from './front-lines.ts';
import type { Palette } from './palette.ts';
import type { TerritoryTable } from './territory-table.ts';

/** Fronts move when land changes hands; nobody sees that they do so only a few times a second. */
const REFRESH_MS = 250;

const VERTEX = `
in vec2 aCorner;
in vec4 aSegment;
in vec4 aRight;
in vec4 aLeft;
uniform vec4 uFront;
out float vSide;
flat out vec4 vRight;
flat out vec4 vLeft;
flat out float vSeconds;
void main() {
  vec2 from = pixelsOf(aSegment.xy);
  vec2 way = pixelsOf(aSegment.zw) - from;
  float far = length(way);
  vec2 along = far > 0.0 ? way / far : vec2(1.0, 0.0);
  float reach = uFront.x * (1.0 + 2.6 * aRight.a) + 1.0;
  vSide = aCorner.y * reach;
  vRight = aRight;
  vLeft = aLeft;
  vSeconds = uCamera.w;
  gl_Position = clipOf(from + along * (aCorner.x * far) + vec2(-along.y, along.x) * vSide);
}`;

const FRAGMENT = `
in float vSide;
flat in vec4 vRight;
flat in vec4 vLeft;
flat in float vSeconds;
uniform vec4 uFront;
out vec4 finalColor;
void main() {
  float heat = vRight.a;
  float away = abs(vSide);
  vec3 side = mix(vLeft.rgb, vRight.rgb, clamp(vSide + 0.5, 0.0, 1.0));
  float core = clamp(uFront.x * (0.32 + 0.4 * heat) + 0.5 - away, 0.0, 1.0);
  float rest = max(0.0, 1.0 - away / (uFront.x * (1.0 + 2.6 * heat)));
  float pulse = heat > 0.95 ? 0.8 + 0.2 * sin(vSeconds * 3.0) : 1.0;
  float glow = rest * rest * (0.2 + 0.6 * heat) * pulse;
  float alpha = max(core * (0.7 + 0.3 * heat), glow) * uFront.y;
  vec3 color = mix(side, vec3(1.0), core * heat * 0.35);
  finalColor = vec4(color * alpha, alpha);
}`;

/**
 * Borders between districts of two factions: on each side a line in its faction's color, thicker and glowing the hotter
 * the front is. Its segments are gathered anew when land changes hands; a frame without such a change uploads nothing.
 */
export class FrontLayer {
  readonly mesh: Mesh<Geometry, Shader>;
  /** Segments drawn. */
  count = 0;
  readonly #borders: BorderArcs;
  readonly #colors: number[];
  readonly #geometry: Geometry;
  readonly #buffer: Buffer;
  readonly #floats: Float32Array;
  readonly #words: Uint32Array;
  readonly #style: { uFront: Float32Array };
  #isStale = true;
  #filledMs = -Infinity;
  #isShown = true;

  constructor(world: WorldFile, arcs: readonly number[][], palette: Palette, camera: CameraUniforms) {
    this.#borders = borderArcs(world, arcs);
    this.#colors = palette.unit.map(([red, green, blue]) => red | (green << 8) | (blue << 16));
    this.#floats = new Float32Array(Math.max(1, this.#borders.segments.length / 4) * FRONT_WORDS);
    this.#words = new Uint32Array(this.#floats.buffer);
    this.#buffer = new Buffer({
      data: this.#floats,
      usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
      shrinkToFit: false,
    });
    const instanced = { buffer: this.#buffer, stride: FRONT_WORDS * 4, instance: true };
    this.#geometry = new Geometry({
      attributes: {
        aCorner: { buffer: new Float32Array([0, -1, 1, -1, 1, 1, 0, 1]), format: 'float32x2' },
        aSegment: { ...instanced, offset: 0, format: 'float32x4' },
        aRight: { ...instanced, offset: 16, format: 'unorm8x4' },
        aLeft: { ...instanced, offset: 20, format: 'unorm8x4' },
      },
      indexBuffer: new Uint16Array([0, 1, 2, 0, 2, 3]),
      instanceCount: 0,
    });
    const style = new UniformGroup({
      uFront: { value: new Float32Array([2, 1, 0, 0]), type: 'vec4<f32>' },
    });
    this.#style = style.uniforms;
    this.mesh = cameraMesh(this.#geometry, { name: 'fronts', vertex: VERTEX, fragment: FRAGMENT }, camera, {
      style,
    });
    this.mesh.visible = false;
  }

  /** Owners or strengths changed: the fronts are gathered anew at the next occasion. */
  noteChange(): void {
    this.#isStale = true;
  }

  show(shown: boolean): void {
    this.#isShown = shown;
    this.mesh.visible = shown && this.count > 0;
  }

  update(districts: TerritoryTable, camera: Camera, nowMs: number): void {
    const near = Math.min(1, Math.max(0, Math.log2(camera.pixelsPerMeter / 0.012) / 4));
    this.#style.uFront[0] = 1.5 + 2.2 * near;
    if (!this.#isShown || !this.#isStale || nowMs - this.#filledMs < REFRESH_MS) return;
    this.#isStale = false;
    this.#filledMs = nowMs;
    this.count = fillFronts(this.#borders, districts, this.#colors, this.#floats, this.#words);
    if (this.count > 0) this.#buffer.setDataWithSize(this.#floats, this.count * FRONT_WORDS, true);
    this.#geometry.instanceCount = this.count;
    this.mesh.visible = this.count > 0;
  }
}
