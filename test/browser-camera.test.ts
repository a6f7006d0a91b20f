import { describe, expect, test } from 'vitest';
import { factionsSchema } from '../src/config/factions-schema.ts';
import { Camera } from '../web/camera.ts';
import { paletteOf, type Rgb } from '../web/palette.ts';

function camera(): Camera {
  const made = new Camera(75_000, 50_000);
  made.resize(1_200, 800);
  made.showWorld(false);
  return made;
}

function run(moving: Camera, frames: number): void {
  for (let i = 0; i < frames; i++) moving.step(1 / 60);
}

describe('the camera', () => {
  test('shows the whole world at first', () => {
    const view = camera();
    expect(view.screenX(0)).toBeGreaterThan(0);
    expect(view.screenY(0)).toBeGreaterThan(0);
    expect(view.screenX(75_000)).toBeLessThan(1_200);
    expect(view.screenY(50_000)).toBeLessThan(800);
  });

  test('screen and world convert into each other', () => {
    const view = camera();
    expect(view.worldX(view.screenX(1_234))).toBeCloseTo(1_234, 6);
    expect(view.worldY(view.screenY(4_321))).toBeCloseTo(4_321, 6);
  });

  test('zooming keeps the point under the cursor in every frame on the way', () => {
    const view = camera();
    const [x, y] = [view.worldX(900), view.worldY(200)];
    const before = view.pixelsPerMeter;
    view.zoomAt(900, 200, 8);
    for (let i = 0; i < 90; i++) {
      run(view, 1);
      expect(view.screenX(x)).toBeCloseTo(900, 6);
      expect(view.screenY(y)).toBeCloseTo(200, 6);
    }
    expect(view.pixelsPerMeter).toBeCloseTo(before * 8, 9);
  });

  test('following a walking point ends with it in the middle, not behind it', () => {
    const view = camera();
    for (let i = 0; i < 240; i++) {
      view.follow(10_000 + i * 3, 20_000);
      run(view, 1);
    }
    expect(view.screenX(10_000 + 239 * 3)).toBeCloseTo(600, 3);
    expect(view.screenY(20_000)).toBeCloseTo(400, 3);
  });

  test('a drag moves the world with the pointer and ends the following', () => {
    const view = camera();
    view.follow(30_000, 20_000);
    run(view, 240);
    view.pan(100, -50);
    run(view, 10);
    expect(view.following).toBe(false);
    expect(view.screenX(30_000)).toBeCloseTo(700, 3);
    expect(view.screenY(20_000)).toBeCloseTo(350, 3);
  });
});

describe('the palette', () => {
  const { factions } = factionsSchema.parse({});
  const palette = paletteOf(factions);
  const light = ([r, g, b]: Rgb) => 0.21 * r + 0.72 * g + 0.07 * b;

  test('every unit is lighter than every land, its own and others', () => {
    const darkestUnit = Math.min(...palette.unit.map(light));
    const lightestLand = Math.max(...palette.land.map(light));
    expect(darkestUnit).toBeGreaterThan(lightestLand * 1.3);
  });

  test('no two factions share a land or unit color', () => {
    for (const colors of [palette.land, palette.unit]) {
      expect(colors).toHaveLength(factions.length + 1);
      expect(new Set(colors.map(String)).size).toBe(colors.length);
    }
  });
});
