import { BufferImageSource, Container, Geometry, UniformGroup } from 'pixi.js';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';
import { LineMesh } from './line-mesh.ts';
import type { Palette, Rgb } from './palette.ts';
import { landMesh, outlines, seaLinks } from './world-geometry.ts';

const COLORS_PER_ROW = 256;
const INNER_LINE: Rgb = [9, 13, 18];
const REGION_LINE: Rgb = [150, 157, 164];
const COAST_LINE: Rgb = [120, 138, 152];
const SEA_LINE: Rgb = [116, 142, 160];

const VERTEX = `
in vec3 aCorner;
uniform sampler2D uColors;
uniform float uHovered;
out vec4 vColor;
void main() {
  int district = int(aCorner.z + 0.5);
  vColor = texelFetch(uColors, ivec2(district % ${COLORS_PER_ROW}, district / ${COLORS_PER_ROW}), 0);
  if (abs(aCorner.z - uHovered) < 0.5) vColor.rgb = vColor.rgb * 1.22 + 0.03;
  gl_Position = clipOf(pixelsOf(aCorner.xy));
}`;

const FRAGMENT = `
in vec4 vColor;
out vec4 finalColor;
void main() { finalColor = vec4(vColor.rgb, 1.0); }`;

/** Districts filled by owner, with their borders. The shapes go to the GPU once; an owner is one texel. */
export class LandLayer {
  readonly view = new Container();
  /** Districts that have a shape on the map. */
  readonly districtCount: number;
  readonly #palette: Palette;
  readonly #colors: BufferImageSource;
  readonly #texels: Uint8Array;
  readonly #hover: { uHovered: number };
  readonly #inner: LineMesh;
  readonly #region: LineMesh;
  readonly #coast: LineMesh;
  readonly #sea: LineMesh;

  constructor(world: WorldFile, arcs: readonly number[][], palette: Palette, camera: CameraUniforms) {
    this.#palette = palette;
    const height = Math.ceil(Math.max(1, world.districts.length) / COLORS_PER_ROW);
    this.#texels = new Uint8Array(COLORS_PER_ROW * height * 4).fill(255);
    world.districts.forEach((district, index) => {
      this.#paint(index, district.owner);
    });
    this.#colors = new BufferImageSource({
      resource: this.#texels,
      width: COLORS_PER_ROW,
      height,
      format: 'rgba8unorm',
      alphaMode: 'no-premultiply-alpha',
      scaleMode: 'nearest',
    });
    const hover = new UniformGroup({ uHovered: { value: -1, type: 'f32' } });
    this.#hover = hover.uniforms;
    const shapes = landMesh(world, arcs);
    this.districtCount = shapes.districtCount;
    const geometry = new Geometry({
      attributes: { aCorner: { buffer: shapes.corners, format: 'float32x3' } },
      indexBuffer: shapes.triangles,
    });
    const lines = outlines(world, arcs);
    this.#sea = new LineMesh(camera, seaLinks(world), 1.2, 6);
    this.#inner = new LineMesh(camera, lines.inner, 1);
    this.#region = new LineMesh(camera, lines.region, 1.6);
    this.#coast = new LineMesh(camera, lines.coast, 1.2);
    this.view.addChild(
      this.#sea.mesh,
      cameraMesh(geometry, { name: 'land', vertex: VERTEX, fragment: FRAGMENT }, camera, {
        uColors: this.#colors,
        hover,
      }),
      this.#inner.mesh,
      this.#coast.mesh,
      this.#region.mesh,
    );
  }

  /** Paints one district in the color of its owner, 0 = nobody. */
  setOwner(district: number, owner: number): void {
    this.#paint(district, owner);
    this.#colors.update(district, district + 1);
  }

  /** Lights up a district; -1 = none. */
  setHovered(district: number): void {
    this.#hover.uHovered = district;
  }

  update(camera: Camera): void {
    const near = clamp01(Math.log2(camera.pixelsPerMeter / 0.012) / 4);
    this.#inner.setStyle(0.8 + 0.4 * near, INNER_LINE, 0.4 + 0.35 * near);
    this.#region.setStyle(1.2 + 1.3 * near, REGION_LINE, 0.72 + 0.18 * near);
    this.#coast.setStyle(1 + 0.8 * near, COAST_LINE, 0.75);
    this.#sea.setStyle(1 + 0.4 * near, SEA_LINE, 0.3 + 0.25 * near);
  }

  #paint(district: number, owner: number): void {
    this.#texels.set(this.#palette.land[owner] ?? this.#palette.land[0], district * 4);
  }
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
