import { type Geometry, GlProgram, Mesh, Shader, UniformGroup } from 'pixi.js';
import type { Camera } from './camera.ts';

/** GLSL that turns world meters into pixels from the middle of the screen (y down) and those into clip space. */
export const CAMERA_GLSL = `
uniform vec4 uCamera;
uniform vec2 uHalfScreen;
vec2 pixelsOf(vec2 meters) { return (meters - uCamera.xy) * uCamera.z; }
vec4 clipOf(vec2 pixels) { return vec4(pixels.x / uHalfScreen.x, -pixels.y / uHalfScreen.y, 0.0, 1.0); }
`;

/**
 * The camera as every layer's shader sees it: one group, set once a frame. Layers hold world meters in their buffers
 * for good, so that panning and zooming upload nothing else.
 */
export class CameraUniforms {
  readonly group = new UniformGroup({
    uCamera: { value: new Float32Array(4), type: 'vec4<f32>' },
    uHalfScreen: { value: new Float32Array(2), type: 'vec2<f32>' },
  });

  set(camera: Camera, seconds: number): void {
    const { uCamera, uHalfScreen } = this.group.uniforms;
    uCamera[0] = camera.x;
    uCamera[1] = camera.y;
    uCamera[2] = camera.pixelsPerMeter;
    uCamera[3] = seconds;
    uHalfScreen[0] = camera.widthPixels / 2;
    uHalfScreen[1] = camera.heightPixels / 2;
  }
}

/** A mesh whose shader sees the camera; `resources` are the layer's own uniforms and textures. */
export function cameraMesh(
  geometry: Geometry,
  source: { name: string; vertex: string; fragment: string },
  camera: CameraUniforms,
  resources: Record<string, unknown>,
): Mesh<Geometry, Shader> {
  const glProgram = GlProgram.from({
    name: source.name,
    vertex: `#version 300 es\n${CAMERA_GLSL}${source.vertex}`,
    fragment: `#version 300 es\n${source.fragment}`,
    // Uniforms used by both halves must agree in precision, or the program does not link on phones.
    preferredFragmentPrecision: 'highp',
  });
  const shader = new Shader({ glProgram, resources: { camera: camera.group, ...resources } });
  return new Mesh<Geometry, Shader>({ geometry, shader });
}
