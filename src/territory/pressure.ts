/**
 * What is left of a pressure after a way, of 65,536: `perKm` (of 65,536) to the power of the kilometers, in whole
 * numbers, by squaring for whole kilometers and linearly in between.
 */
export function decayOver(meters: number, perKm: number): number {
  let kilometers = Math.floor(meters / 1000);
  let factor = perKm;
  let left = 65_536;
  for (; kilometers > 0; kilometers >>= 1) {
    if (kilometers & 1) left = Math.floor((left * factor) / 65_536);
    factor = Math.floor((factor * factor) / 65_536);
  }
  const rest = 65_536 - Math.floor(((65_536 - perKm) * (meters % 1000)) / 1000);
  return Math.floor((left * rest) / 65_536);
}
