import { Container, Geometry, UniformGroup } from 'pixi.js';
import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';
import { type CameraUniforms, cameraMesh } from './camera-uniforms.ts';
import { DistrictTexels, TEXEL, TEXEL_GLSL } from './district-texels.ts';
import { LineMesh } from './line-mesh.ts';
import type { Palette, Rgb } from './palette.ts';
import { landMesh, outlines, seaLinks } from './world-geometry.ts';

const INNER_LINE: Rgb = [9, 13, 18];
const REGION_LINE: Rgb = [150, 157, 164];
const COAST_LINE: Rgb = [120, 138, 152];
const SEA_LINE: Rgb = [116, 142, 160];

/** A stripe of a contested district and its like in the other color, in pixels; it may be up to twice as wide. */
const STRIPE_PIXELS = 7;

const VERTEX = `${TEXEL_GLSL}
in vec3 aCorner;
uniform float uHovered;
uniform float uSelected;
flat out vec4 vOwner;
flat out vec4 vStripe;
flat out vec4 vOtherStripe;
flat out vec4 vHeat;
flat out float vLight;
out float vDiagonal;
void main() {
  int district = int(aCorner.z + 0.5);
  vOwner = texelOf(district, ${TEXEL.owner});
  vStripe = texelOf(district, ${TEXEL.stripe});
  vOtherStripe = texelOf(district, ${TEXEL.otherStripe});
  vHeat = texelOf(district, ${TEXEL.heat});
  vLight = abs(aCorner.z - uHovered) < 0.5 ? 1.22 : abs(aCorner.z - uSelected) < 0.5 ? 1.14 : 1.0;
  vDiagonal = aCorner.x + aCorner.y;
  gl_Position = clipOf(pixelsOf(aCorner.xy));
}`;

const FRAGMENT = `
flat in vec4 vOwner;
flat in vec4 vStripe;
flat in vec4 vOtherStripe;
flat in vec4 vHeat;
flat in float vLight;
in float vDiagonal;
uniform vec4 uLayers;
out vec4 finalColor;
void main() {
  vec3 color = vOwner.rgb;
  if (vStripe.a * uLayers.x > 0.5) {
    float wave = abs(fract(vDiagonal / uLayers.z) * 2.0 - 1.0);
    float other = clamp((wave - 0.5) / uLayers.w + 0.5, 0.0, 1.0);
    color = mix(vStripe.rgb, vOtherStripe.rgb, other) * 1.12;
  }
  if (uLayers.y > 0.5) {
    color = mix(color, vec3(dot(color, vec3(0.3, 0.6, 0.1)) * 0.55), 0.8);
    color = mix(color, vHeat.rgb, vHeat.a);
  }
  finalColor = vec4(color * vLight + (vLight - 1.0) * 0.14, 1.0);
}`;

/** Districts filled by owner, with their borders. The shapes go to the GPU once; the looks of a district are texels. */
export class LandLayer {
  readonly view = new Container();
  /** Districts that have a shape on the map. */
  readonly districtCount: number;
  readonly #palette: Palette;
  readonly texels: DistrictTexels;
  readonly #state: { uHovered: number; uSelected: number; uLayers: Float32Array };
  readonly #inner: LineMesh;
  readonly #region: LineMesh;
  readonly #coast: LineMesh;
  readonly #sea: LineMesh;

  constructor(world: WorldFile, arcs: readonly number[][], palette: Palette, camera: CameraUniforms) {
    this.#palette = palette;
    this.texels = new DistrictTexels(world.districts.length);
    world.districts.forEach((district, index) => {
      this.setOwner(index, district.owner);
    });
    const state = new UniformGroup({
      uHovered: { value: -1, type: 'f32' },
      uSelected: { value: -1, type: 'f32' },
      uLayers: { value: new Float32Array([1, 0, 1, 1]), type: 'vec4<f32>' },
    });
    this.#state = state.uniforms;
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
        uTexels: this.texels.source,
        state,
      }),
      this.#inner.mesh,
      this.#coast.mesh,
      this.#region.mesh,
    );
  }

  /** Paints one district in the color of its owner, 0 = nobody. */
  setOwner(district: number, owner: number): void {
    this.texels.paint(district, TEXEL.owner, this.#land(owner), 1);
  }

  /** Hatches a district in the colors of two factions; with the same one twice it is not hatched. */
  setContested(district: number, first: number, second: number): void {
    const cover = first === second ? 0 : 1;
    this.texels.paint(district, TEXEL.stripe, this.#land(first), cover);
    this.texels.paint(district, TEXEL.otherStripe, this.#land(second), cover);
  }

  /** How hot a district is on the heat map: `color` over the darkened land, `cover` 0-1. */
  setHeat(district: number, color: Rgb, cover: number): void {
    this.texels.paint(district, TEXEL.heat, color, cover);
  }

  showContested(shown: boolean): void {
    this.#state.uLayers[0] = shown ? 1 : 0;
  }

  showHeat(shown: boolean): void {
    this.#state.uLayers[1] = shown ? 1 : 0;
  }

  /** Lights up a district; -1 = none. */
  setHovered(district: number): void {
    this.#state.uHovered = district;
  }

  /** Keeps a district lit, -1 = none. */
  setSelected(district: number): void {
    this.#state.uSelected = district;
  }

  update(camera: Camera): void {
    this.texels.flush();
    // Anchored to the ground, or stripes would slide over it; in steps of two, or they would grow with the zoom.
    const stripeMeters = 2 ** Math.ceil(Math.log2((2 * STRIPE_PIXELS) / camera.pixelsPerMeter));
    this.#state.uLayers[2] = stripeMeters;
    this.#state.uLayers[3] = 2.8 / (stripeMeters * camera.pixelsPerMeter);
    const near = clamp01(Math.log2(camera.pixelsPerMeter / 0.012) / 4);
    this.#inner.setStyle(0.8 + 0.4 * near, INNER_LINE, 0.4 + 0.35 * near);
    this.#region.setStyle(1.2 + 1.3 * near, REGION_LINE, 0.72 + 0.18 * near);
    this.#coast.setStyle(1 + 0.8 * near, COAST_LINE, 0.75);
    this.#sea.setStyle(1 + 0.4 * near, SEA_LINE, 0.3 + 0.25 * near);
  }

  #land(faction: number): Rgb {
    return this.#palette.land[faction] ?? this.#palette.land[0];
  }
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
