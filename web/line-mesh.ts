import { Buffer, BufferUsage, Geometry, type Mesh, type Shader, UniformGroup } from 'pixi.js';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';
import type { Rgb } from './palette.ts';

const VERTEX = `
in vec2 aCorner;
in vec4 aSegment;
uniform vec4 uLine;
out float vSide;
out float vAlong;
void main() {
  vec2 from = pixelsOf(aSegment.xy);
  vec2 way = pixelsOf(aSegment.zw) - from;
  float far = length(way);
  vec2 along = far > 0.0 ? way / far : vec2(1.0, 0.0);
  float reach = uLine.x * 0.5 + 1.0;
  float cap = uLine.y > 0.0 ? 0.0 : uLine.x * 0.35;
  vAlong = aCorner.x * far + (aCorner.x * 2.0 - 1.0) * cap;
  vSide = aCorner.y * reach;
  gl_Position = clipOf(from + along * vAlong + vec2(-along.y, along.x) * vSide);
}`;

const FRAGMENT = `
in float vSide;
in float vAlong;
uniform vec4 uLine;
uniform vec4 uLineColor;
out vec4 finalColor;
void main() {
  float alpha = clamp(uLine.x * 0.5 + 0.5 - abs(vSide), 0.0, 1.0) * uLineColor.a;
  if (uLine.y > 0.0) alpha *= clamp(uLine.y * 0.5 - abs(mod(vAlong, uLine.y * 2.0) - uLine.y), 0.0, 1.0);
  finalColor = vec4(uLineColor.rgb * alpha, alpha);
}`;

/**
 * Many line segments in one draw, with a width in pixels whatever the zoom. GPUs draw plain lines one pixel thin
 * and jagged, hence a quad per segment.
 */
export class LineMesh {
  readonly mesh: Mesh<Geometry, Shader>;
  readonly #geometry: Geometry;
  readonly #segments: Buffer;
  readonly #style: { uLine: Float32Array; uLineColor: Float32Array };

  /** `dashPixels` 0 draws through. */
  constructor(camera: CameraUniforms, segments: Float32Array, widthPixels: number, dashPixels = 0) {
    this.#segments = new Buffer({ data: segments, usage: BufferUsage.VERTEX | BufferUsage.COPY_DST });
    this.#geometry = new Geometry({
      attributes: {
        aCorner: { buffer: new Float32Array([0, -1, 1, -1, 1, 1, 0, 1]), format: 'float32x2' },
        aSegment: { buffer: this.#segments, format: 'float32x4', instance: true },
      },
      indexBuffer: new Uint16Array([0, 1, 2, 0, 2, 3]),
      instanceCount: segments.length / 4,
    });
    const style = new UniformGroup({
      uLine: { value: new Float32Array([widthPixels, dashPixels, 0, 0]), type: 'vec4<f32>' },
      uLineColor: { value: new Float32Array(4), type: 'vec4<f32>' },
    });
    this.#style = style.uniforms;
    this.mesh = cameraMesh(this.#geometry, { name: 'lines', vertex: VERTEX, fragment: FRAGMENT }, camera, {
      style,
    });
    this.mesh.visible = segments.length > 0;
  }

  setStyle(widthPixels: number, color: Rgb, alpha: number): void {
    this.#style.uLine[0] = widthPixels;
    for (let i = 0; i < 3; i++) this.#style.uLineColor[i] = color[i] / 255;
    this.#style.uLineColor[3] = alpha;
  }

  /** Replaces all segments; `segments` must be the array given at the start, changed in place. */
  update(segments: Float32Array, count: number): void {
    // The size is counted in numbers, not in bytes.
    this.#segments.setDataWithSize(segments, count * 4, true);
    this.#geometry.instanceCount = count;
    this.mesh.visible = count > 0;
  }
}
