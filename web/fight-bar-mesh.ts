import { Buffer, BufferUsage, Geometry, type Mesh, type Shader, UniformGroup } from 'pixi.js';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';

/** Words of a bar: x, y, share of health that is left, pixels above the place. */
const WORDS_PER_BAR = 4;

const VERTEX = `
in vec2 aCorner;
in vec4 aBar;
uniform vec4 uSize;
out vec2 vAt;
flat out float vShare;
void main() {
  vShare = aBar.z;
  vAt = aCorner * (uSize.xy + 2.0);
  gl_Position = clipOf(pixelsOf(aBar.xy) - vec2(0.0, aBar.w) + vAt);
}`;

const FRAGMENT = `
in vec2 vAt;
flat in float vShare;
uniform vec4 uSize;
out vec4 finalColor;
float cover(float pixels) { return clamp(0.5 - pixels, 0.0, 1.0); }
float box(vec2 at, vec2 halfSize) { vec2 d = abs(at) - halfSize; return max(d.x, d.y); }
void main() {
  vec3 weak = mix(vec3(0.94, 0.33, 0.29), vec3(0.91, 0.71, 0.36), smoothstep(0.1, 0.45, vShare));
  vec3 color = mix(weak, vec3(0.5, 0.76, 0.54), smoothstep(0.45, 0.85, vShare));
  float left = cover(vAt.x - uSize.x * (vShare * 2.0 - 1.0));
  float inside = cover(box(vAt, uSize.xy));
  float alpha = max(0.85 * cover(box(vAt, uSize.xy + 1.0)), inside);
  finalColor = vec4(mix(vec3(0.03, 0.05, 0.07), color, inside * left) * alpha, alpha);
}`;

/** Health bars of any number of entities in one instanced draw, filled as a SymbolMesh is. */
export class FightBarMesh {
  readonly mesh: Mesh<Geometry, Shader>;
  count = 0;
  readonly #geometry: Geometry;
  readonly #buffer: Buffer;
  readonly #size: Float32Array;
  #floats: Float32Array;

  constructor(camera: CameraUniforms, capacity: number) {
    this.#floats = new Float32Array(capacity * WORDS_PER_BAR);
    this.#buffer = new Buffer({
      data: this.#floats,
      usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
      shrinkToFit: false,
    });
    this.#geometry = new Geometry({
      attributes: {
        aCorner: { buffer: new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]), format: 'float32x2' },
        aBar: { buffer: this.#buffer, format: 'float32x4', instance: true },
      },
      indexBuffer: new Uint16Array([0, 1, 2, 0, 2, 3]),
      instanceCount: 0,
    });
    const size = new UniformGroup({ uSize: { value: new Float32Array(4), type: 'vec4<f32>' } });
    this.#size = size.uniforms.uSize;
    const source = { name: 'health bars', vertex: VERTEX, fragment: FRAGMENT };
    this.mesh = cameraMesh(this.#geometry, source, camera, { size });
    this.mesh.visible = false;
  }

  /** Half the width and height of all bars. */
  setSize(halfWidthPixels: number, halfHeightPixels: number): void {
    this.#size[0] = halfWidthPixels;
    this.#size[1] = halfHeightPixels;
  }

  clear(): void {
    this.count = 0;
  }

  /** Adds a bar so many pixels above (x, y) meters; `share` 0-1 of the health is left. */
  add(x: number, y: number, share: number, pixelsAbove: number): void {
    const at = this.count * WORDS_PER_BAR;
    if (at >= this.#floats.length) {
      const larger = new Float32Array(this.#floats.length * 2);
      larger.set(this.#floats);
      this.#floats = larger;
    }
    this.#floats[at] = x;
    this.#floats[at + 1] = y;
    this.#floats[at + 2] = share;
    this.#floats[at + 3] = pixelsAbove;
    this.count++;
  }

  commit(): void {
    this.mesh.visible = this.count > 0;
    this.#geometry.instanceCount = this.count;
    // The size is counted in numbers, not in bytes.
    if (this.count > 0) this.#buffer.setDataWithSize(this.#floats, this.count * WORDS_PER_BAR, true);
  }
}
