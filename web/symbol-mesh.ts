import { Buffer, BufferUsage, Geometry, type Mesh, type Shader } from 'pixi.js';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';

/** Shapes of symbols, by the number that the shader compares. */
export const SHAPE = {
  arrow: 0,
  dot: 1,
  ring: 2,
  diamond: 3,
  avatar: 4,
  target: 5,
  pendingTarget: 6,
  convoy: 7,
  /** A convoy that is not in view: where it was told of last. */
  farConvoy: 8,
  cross: 9,
  choke: 10,
  fort: 11,
  base: 12,
  /** What is left of a convoy or of stores. */
  wreck: 13,
  /** An avatar that has fallen and will rise elsewhere. */
  fallen: 14,
  /** An explosion, or the moment at which a control point is taken. */
  burst: 15,
  battle: 16,
  /** Around whom the own avatar attacks, or could. */
  aim: 17,
} as const;
export type Shape = (typeof SHAPE)[keyof typeof SHAPE];

const WORDS_PER_SYMBOL = 8;

const VERTEX = `
in vec2 aCorner;
in vec4 aPlace;
in vec2 aSize;
in vec4 aColor;
in float aShape;
out vec2 vAt;
out vec4 vColor;
flat out float vShape;
flat out float vPixel;
flat out float vSeconds;
void main() {
  float radius = max(aSize.x, aSize.y * uCamera.z);
  vec2 at = aCorner * (radius + 1.0);
  vAt = at / radius;
  vPixel = 1.0 / radius;
  vColor = aColor;
  vShape = aShape;
  vSeconds = uCamera.w;
  vec2 turned = vec2(aPlace.z * at.x - aPlace.w * at.y, aPlace.w * at.x + aPlace.z * at.y);
  gl_Position = clipOf(pixelsOf(aPlace.xy) + turned);
}`;

const FRAGMENT = `
in vec2 vAt;
in vec4 vColor;
flat in float vShape;
flat in float vPixel;
flat in float vSeconds;
out vec4 finalColor;
float cover(float distance) { return clamp(0.5 - distance / vPixel, 0.0, 1.0); }
float arrow(vec2 p) {
  p.y = abs(p.y);
  float front = dot(p - vec2(1.0, 0.0), normalize(vec2(0.72, 1.7)));
  float notch = dot(p - vec2(-0.35, 0.0), normalize(vec2(-0.72, -0.35)));
  return max(front, notch);
}
float convoy(vec2 p) {
  p.y = abs(p.y);
  float nose = dot(p - vec2(0.9, 0.0), normalize(vec2(0.52, 0.46)));
  return max(max(-p.x - 0.82, p.y - 0.52), nose);
}
float box(vec2 p, vec2 halfSize) { vec2 d = abs(p) - halfSize; return max(d.x, d.y); }
float fort(vec2 p) {
  p.x = abs(p.x);
  float merlons = min(box(p + vec2(0.0, 0.4), vec2(0.15, 0.24)), box(p - vec2(0.53, -0.4), vec2(0.15, 0.24)));
  return min(box(p - vec2(0.0, 0.2), vec2(0.68, 0.42)), merlons);
}
float hexagon(vec2 p) {
  p = abs(p);
  return max(dot(p, vec2(0.866, 0.5)), p.y) - 0.74;
}
float blades(vec2 p) {
  vec2 arm = abs(vec2(p.x + p.y, p.x - p.y)) * 0.7071;
  return max(min(arm.x, arm.y) - 0.09, max(arm.x, arm.y) - 0.58);
}
/** Of a shape of fights: how much of a pixel its fill takes, and its rim. */
vec2 fightShape(float round) {
  float corner = min(abs(vAt.x), abs(vAt.y));
  float pulse = 0.84 + 0.06 * sin(vSeconds * 5.0);
  if (vShape < 11.5) return vec2(cover(fort(vAt)), cover(fort(vAt) - max(0.12, vPixel)));
  if (vShape < 12.5) {
    float wall = hexagon(vAt);
    float yard = cover(abs(wall + 0.3) - 0.07);
    return vec2(cover(wall) * (1.0 - yard), cover(wall - max(0.12, vPixel)));
  }
  if (vShape < 13.5) {
    float torn = max(convoy(vAt), 0.1 - abs(vAt.x + 0.5 * vAt.y));
    return vec2(0.8 * cover(torn), cover(torn - max(0.1, vPixel)));
  }
  if (vShape < 14.5) return vec2(max(cover(blades(vAt)), cover(abs(round - 0.86) - vPixel)), cover(round - 0.95));
  if (vShape < 15.5) {
    float rays = 0.62 + 0.2 * sin(atan(vAt.y, vAt.x) * 9.0);
    return vec2(max(cover(abs(round - 0.9) - max(0.05, vPixel * 0.6)), 0.75 * cover(round - rays)), 0.0);
  }
  if (vShape < 16.5) {
    float sign = max(cover(blades(vAt)), cover(abs(round - pulse) - max(0.05, vPixel * 0.8)));
    return vec2(sign, 0.8 * cover(round - 0.94));
  }
  return vec2(cover(abs(round - pulse) - vPixel * 1.1) * cover((0.3 - corner)), 0.0);
}
void main() {
  float round = length(vAt);
  float fill = 0.0;
  float rim = 0.0;
  vec3 rimColor = vec3(0.03, 0.05, 0.07);
  if (vShape > 10.5) {
    vec2 inked = fightShape(round);
    fill = inked.x;
    rim = inked.y;
    if (vShape > 14.5 && vShape < 15.5) rimColor = vColor.rgb;
  } else if (vShape < 0.5) {
    fill = cover(arrow(vAt * 1.25));
    rim = cover(arrow(vAt * 1.25) - 0.3);
  } else if (vShape < 1.5) {
    fill = cover(round - 0.5);
    rim = cover(round - 0.75);
  } else if (vShape < 2.5) {
    fill = cover(abs(round - 1.0 + vPixel) - vPixel * 0.5) + 0.22 * cover(round - 1.0);
  } else if (vShape < 3.5) {
    float diamond = (abs(vAt.x) + abs(vAt.y)) * 0.7071;
    fill = cover(diamond - 0.44);
    rim = cover(diamond - 0.6);
  } else if (vShape < 4.5) {
    fill = cover(arrow(vAt * 2.1));
    rim = max(cover(arrow(vAt * 2.1) - 0.4), cover(abs(round - 0.86) - vPixel * 1.1));
    rimColor = vec3(1.0);
  } else if (vShape > 9.5) {
    fill = cover(abs(round - 0.8) - vPixel * 1.2) + cover(abs(round - 0.94) - vPixel * 0.5);
    rim = 0.6 * cover(abs(round - 0.8) - vPixel * 2.4);
  } else if (vShape > 8.5) {
    vec2 arm = abs(vec2(vAt.x + vAt.y, vAt.x - vAt.y)) * 0.7071;
    float cross = max(min(arm.x, arm.y) - 0.16, max(arm.x, arm.y) - 0.8);
    fill = cover(cross);
    rim = cover(cross - 0.14);
  } else if (vShape > 6.5) {
    float hull = convoy(vAt);
    rimColor = vec3(1.0);
    if (vShape > 7.5) {
      fill = cover(abs(hull + 0.06) - max(0.06, vPixel * 0.7));
    } else {
      fill = cover(hull) * (1.0 - cover(abs(vAt.x - 0.16) - max(0.05, vPixel * 0.5)));
      rim = cover(hull - max(0.1, vPixel));
    }
  } else {
    float pulse = 0.72 + 0.12 * sin(vSeconds * 5.0);
    fill = cover(abs(round - pulse) - vPixel * 0.9);
    if (vShape < 5.5) fill += cover(round - 0.18);
    else fill *= step(0.0, sin(atan(vAt.y, vAt.x) * 8.0));
  }
  float alpha = max(fill, rim) * vColor.a;
  finalColor = vec4(mix(rimColor, vColor.rgb, min(fill, 1.0)) * alpha, alpha);
}`;

/**
 * Any number of small symbols in one instanced draw. Whoever fills it calls `clear`, `add` for each symbol and
 * `commit`; the arrays are reused, so a frame allocates nothing unless there are more symbols than ever before.
 */
export class SymbolMesh {
  readonly mesh: Mesh<Geometry, Shader>;
  count = 0;
  readonly #geometry: Geometry;
  readonly #buffer: Buffer;
  #floats: Float32Array;
  #words: Uint32Array;

  constructor(camera: CameraUniforms, capacity: number) {
    this.#floats = new Float32Array(capacity * WORDS_PER_SYMBOL);
    this.#words = new Uint32Array(this.#floats.buffer);
    this.#buffer = new Buffer({
      data: this.#floats,
      usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
      shrinkToFit: false,
    });
    const instanced = { buffer: this.#buffer, stride: WORDS_PER_SYMBOL * 4, instance: true };
    this.#geometry = new Geometry({
      attributes: {
        aCorner: { buffer: new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]), format: 'float32x2' },
        aPlace: { ...instanced, offset: 0, format: 'float32x4' },
        aSize: { ...instanced, offset: 16, format: 'float32x2' },
        aColor: { ...instanced, offset: 24, format: 'unorm8x4' },
        aShape: { ...instanced, offset: 28, format: 'float32' },
      },
      indexBuffer: new Uint16Array([0, 1, 2, 0, 2, 3]),
      instanceCount: 0,
    });
    this.mesh = cameraMesh(
      this.#geometry,
      { name: 'symbols', vertex: VERTEX, fragment: FRAGMENT },
      camera,
      {},
    );
    this.mesh.visible = false;
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * Adds a symbol at (x, y) meters turned toward (cos, sin). Its radius is `radiusPixels`, or `radiusMeters` where
   * that is more on screen. `color` comes from `packColor`.
   */
  add(
    x: number,
    y: number,
    cos: number,
    sin: number,
    radiusPixels: number,
    radiusMeters: number,
    color: number,
    shape: Shape,
  ): void {
    const at = this.count * WORDS_PER_SYMBOL;
    if (at >= this.#floats.length) this.#grow();
    const floats = this.#floats;
    floats[at] = x;
    floats[at + 1] = y;
    floats[at + 2] = cos;
    floats[at + 3] = sin;
    floats[at + 4] = radiusPixels;
    floats[at + 5] = radiusMeters;
    this.#words[at + 6] = color;
    floats[at + 7] = shape;
    this.count++;
  }

  commit(): void {
    this.mesh.visible = this.count > 0;
    this.#geometry.instanceCount = this.count;
    // The size is counted in numbers, not in bytes.
    if (this.count > 0) this.#buffer.setDataWithSize(this.#floats, this.count * WORDS_PER_SYMBOL, true);
  }

  /** Meters east of the n-th symbol added since `clear`. */
  x(index: number): number {
    return this.#floats[index * WORDS_PER_SYMBOL];
  }

  /** Meters south of the n-th symbol added since `clear`. */
  y(index: number): number {
    return this.#floats[index * WORDS_PER_SYMBOL + 1];
  }

  #grow(): void {
    const larger = new Float32Array(this.#floats.length * 2);
    larger.set(this.#floats);
    this.#floats = larger;
    this.#words = new Uint32Array(larger.buffer);
  }
}
