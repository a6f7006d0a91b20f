/**
 * Counter-based random numbers: a pure function of (seed, tick, entity, purpose). No generator has a state,
 * so the order in which systems or threads draw cannot change what they get.
 */

/** What a draw is for. Two draws about one entity in one tick must differ in purpose or they are equal. */
export const PURPOSE = {
  spawnPlace: 1,
  spawnFaction: 2,
  speed: 3,
  legDistrict: 4,
  legPoint: 5,
  legJitterX: 6,
  legJitterY: 7,
  legHeading: 8,
  legTicks: 9,
  pauseTicks: 10,
  avatarPlace: 11,
  avatarFaction: 12,
  eventKind: 13,
  eventRegion: 14,
  eventPause: 15,
  disruptionKind: 16,
  disruptionPlace: 17,
  disruptionPause: 18,
  ambush: 19,
  strike: 20,
  hitEffect: 21,
  wreckPlace: 22,
  risePlace: 23,
  fortPlace: 24,
  goalTie: 25,
  templateTie: 26,
  soldierPlace: 27,
} as const;

export type Purpose = (typeof PURPOSE)[keyof typeof PURPOSE];

/** Final mixer of MurmurHash3 (Austin Appleby, public domain): every input bit reaches every output bit. */
export function mix32(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** 32 random bits for one (seed, tick, entity, purpose). */
export function randomBits(seed: number, tick: number, entity: number, purpose: Purpose): number {
  let h = mix32(seed ^ 0x9e37_79b9);
  h = mix32(h ^ Math.imul(tick, 0x85eb_ca77));
  h = mix32(h ^ Math.imul(entity, 0xc2b2_ae3d));
  return mix32(h ^ Math.imul(purpose, 0x27d4_eb2f));
}

/** A whole number in 0 .. limit-1; the bias is below limit / 2^32. */
export function randomBelow(
  seed: number,
  tick: number,
  entity: number,
  purpose: Purpose,
  limit: number,
): number {
  return Math.floor((randomBits(seed, tick, entity, purpose) * limit) / 4_294_967_296);
}
