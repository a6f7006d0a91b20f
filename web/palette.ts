import type { FactionView } from './world-data.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

export const NEUTRAL_LAND: Rgb = [42, 48, 55];
export const NEUTRAL_UNIT: Rgb = [190, 196, 203];

/** Colors by faction number; row 0 is nobody's. */
export interface Palette {
  land: Rgb[];
  unit: Rgb[];
}

/**
 * Land and unit colors of the factions. Both keep the hue that the operator chose; lightness and strength move into
 * a band of their own, so that any unit stands out from any land and no faction drowns in the dark sea.
 */
export function paletteOf(factions: readonly FactionView[]): Palette {
  const palette: Palette = { land: [NEUTRAL_LAND], unit: [NEUTRAL_UNIT] };
  for (const faction of factions) {
    const [lightness, a, b] = toOklab(parseHex(faction.color));
    palette.land[faction.id] = fromOklab(0.24 + 0.24 * lightness, a * 0.42, b * 0.42);
    palette.unit[faction.id] = fromOklab(0.6 + 0.3 * lightness, a * 0.8, b * 0.8);
  }
  return palette;
}

export function cssColor(color: Rgb): string {
  return `rgb(${color[0]} ${color[1]} ${color[2]})`;
}

function parseHex(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

function toOklab(color: Rgb): [number, number, number] {
  const [r, g, b] = color.map((part) => linear(part / 255));
  const l = Math.cbrt(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
  const m = Math.cbrt(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
  const s = Math.cbrt(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
  return [
    0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
    1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
    0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
  ];
}

function fromOklab(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b) ** 3;
  const m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b) ** 3;
  const s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b) ** 3;
  return [
    toByte(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
    toByte(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
    toByte(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s),
  ];
}

function linear(part: number): number {
  return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function toByte(part: number): number {
  const coded = part <= 0.003_130_8 ? 12.92 * part : 1.055 * Math.max(part, 0) ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, coded)));
}

/** A color as one little-endian word for a vertex buffer: red, green, blue, alpha 0-1. */
export function packColor(color: Rgb, alpha = 1): number {
  return (color[0] | (color[1] << 8) | (color[2] << 16) | (Math.round(alpha * 255) << 24)) >>> 0;
}
