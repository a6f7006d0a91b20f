import { Buffer, BufferUsage, Container, Geometry, UniformGroup } from 'pixi.js';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';
import { type RouteLines, SEGMENT_WORDS } from './route-lines.ts';

const VERTEX = `
in vec2 aCorner;
in vec4 aSegment;
in vec4 aLanes;
in vec3 aLine;
in vec4 aColor;
uniform vec4 uRoutes;
out vec2 vAt;
flat out float vFar;
flat out float vHalf;
flat out float vAlong;
flat out float vStyle;
flat out vec4 vColor;
void main() {
  vec2 from = pixelsOf(aSegment.xy) + aLanes.xy * uRoutes.x;
  vec2 way = pixelsOf(aSegment.zw) + aLanes.zw * uRoutes.x - from;
  float far = length(way);
  vec2 along = far > 0.0 ? way / far : vec2(1.0, 0.0);
  vHalf = (aLine.y * uRoutes.y + uRoutes.z) * 0.5;
  float reach = vHalf + 1.0;
  vAt = vec2(mix(-reach, far + reach, aCorner.x), aCorner.y * reach);
  vFar = far;
  vAlong = aLine.x * uCamera.z;
  vStyle = aLine.z;
  vColor = aColor;
  gl_Position = clipOf(from + along * vAt.x + vec2(-along.y, along.x) * vAt.y);
}`;

const FRAGMENT = `
in vec2 vAt;
flat in float vFar;
flat in float vHalf;
flat in float vAlong;
flat in float vStyle;
flat in vec4 vColor;
uniform vec4 uRoutes;
uniform vec4 uTint;
out vec4 finalColor;
float cover(float distance) { return clamp(0.5 - distance, 0.0, 1.0); }
void main() {
  float away = length(vec2(vAt.x - clamp(vAt.x, 0.0, vFar), vAt.y)) - vHalf;
  float alpha = cover(away);
  float core = vHalf - uRoutes.z * 0.5;
  float walked = vAlong + vAt.x;
  if (vStyle > 1.5) {
    float period = max(6.0, core * 4.0);
    float beyond = abs(mod(walked, period) - period * 0.5);
    alpha = cover(length(vec2(beyond, vAt.y)) - vHalf);
  } else if (vStyle > 0.5) {
    float period = max(16.0, core * 8.0);
    alpha *= cover(abs(mod(walked, period) - period * 0.5) - period * 0.3);
  }
  alpha *= mix(vColor.a, uTint.a, step(0.5, uRoutes.w));
  vec3 color = mix(vColor.rgb, uTint.rgb, step(0.5, uRoutes.w));
  finalColor = vec4(color * alpha, alpha);
}`;

/** How lines look: lanes are `lanePixels` apart, and lines `scale` times as wide as they say. */
interface RouteStyle {
  uRoutes: Float32Array;
  uTint: Float32Array;
}

/**
 * Lines of routes in two draws of the same segments: first a dark edge under all of them, then the lines, so that no
 * segment's edge cuts into its neighbor.
 */
export class RouteMesh {
  readonly view = new Container();
  readonly #geometry: Geometry;
  readonly #buffer: Buffer;
  readonly #core: RouteStyle;
  readonly #edge: RouteStyle;
  #isShown = true;

  /** `edge` is the color around the lines, red, green, blue, alpha 0-1, and `edgePixels` how wide that is. */
  constructor(camera: CameraUniforms, edge: readonly number[], edgePixels: number) {
    this.#buffer = new Buffer({
      data: new Float32Array(SEGMENT_WORDS),
      usage: BufferUsage.VERTEX | BufferUsage.COPY_DST,
      shrinkToFit: false,
    });
    const instanced = { buffer: this.#buffer, stride: SEGMENT_WORDS * 4, instance: true };
    this.#geometry = new Geometry({
      attributes: {
        aCorner: { buffer: new Float32Array([0, -1, 1, -1, 1, 1, 0, 1]), format: 'float32x2' },
        aSegment: { ...instanced, offset: 0, format: 'float32x4' },
        aLanes: { ...instanced, offset: 16, format: 'float32x4' },
        aLine: { ...instanced, offset: 32, format: 'float32x3' },
        aColor: { ...instanced, offset: 44, format: 'unorm8x4' },
      },
      indexBuffer: new Uint16Array([0, 1, 2, 0, 2, 3]),
      instanceCount: 0,
    });
    this.#edge = this.#addPass(camera, [3, 1, 2 * edgePixels, 1], edge);
    this.#core = this.#addPass(camera, [3, 1, 0, 0], [0, 0, 0, 0]);
    this.view.visible = false;
  }

  show(shown: boolean): void {
    this.#isShown = shown;
    this.view.visible = shown && this.#geometry.instanceCount > 0;
  }

  setStyle(lanePixels: number, scale: number): void {
    for (const { uRoutes } of [this.#edge, this.#core]) {
      uRoutes[0] = lanePixels;
      uRoutes[1] = scale;
    }
  }

  /** Draws other segments from now on. */
  update(lines: RouteLines): void {
    this.#geometry.instanceCount = lines.count;
    // The size is counted in numbers, not in bytes.
    if (lines.count > 0) this.#buffer.setDataWithSize(lines.floats, lines.count * SEGMENT_WORDS, true);
    this.show(this.#isShown);
  }

  #addPass(camera: CameraUniforms, routes: readonly number[], tint: readonly number[]): RouteStyle {
    const style = new UniformGroup({
      uRoutes: { value: new Float32Array(routes), type: 'vec4<f32>' },
      uTint: { value: new Float32Array(tint), type: 'vec4<f32>' },
    });
    const source = { name: 'routes', vertex: VERTEX, fragment: FRAGMENT };
    this.view.addChild(cameraMesh(this.#geometry, source, camera, { style }));
    return style.uniforms;
  }
}
