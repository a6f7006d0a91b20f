import { SIDES } from '../src/protocol/territory-records.ts';
import { BORDER_LAND, type WorldFile } from '../src/territory/world-schema.ts';
import type { Rgb } from './palette.ts';
import type { TerritoryTable } from './territory-table.ts';

/** What a rival in the land next door weighs against one in the district itself. */
const NEIGHBOR_WEIGHT = 0.5;
/** Rivals' units in a district that make it as hot as it gets. */
const UNITS_FULL = 8;
const CONTESTED_HEAT = 0.25;

/** From cool to hot. */
const RAMP: readonly { at: number; color: Rgb }[] = [
  { at: 0, color: [26, 38, 62] },
  { at: 0.25, color: [84, 42, 110] },
  { at: 0.5, color: [182, 54, 84] },
  { at: 0.75, color: [240, 126, 52] },
  { at: 1, color: [252, 232, 150] },
];

/**
 * How hard rivals press upon each district, from what the page knows: their influence there, the land that they hold
 * next door, and their units in view. An estimate for the eye; the server's pressure maps are for its factions' AI.
 */
export class PressureHeat {
  /** 0-1 by district. */
  readonly heat: Float32Array;
  readonly #neighborStart: Uint32Array;
  readonly #neighbors: Uint32Array;
  readonly #units: Uint16Array;

  constructor(world: WorldFile) {
    const count = world.districts.length;
    this.heat = new Float32Array(count);
    this.#units = new Uint16Array(count * SIDES);
    const lists: number[][] = world.districts.map(() => []);
    for (let i = 0; i < world.borders.length; i += 4) {
      const [a, b, , kind] = world.borders.slice(i, i + 4);
      if (kind !== BORDER_LAND) continue;
      lists[a].push(b);
      lists[b].push(a);
    }
    this.#neighborStart = new Uint32Array(count + 1);
    lists.forEach((list, district) => {
      this.#neighborStart[district + 1] = this.#neighborStart[district] + list.length;
    });
    this.#neighbors = Uint32Array.from(lists.flat());
  }

  clearUnits(): void {
    this.#units.fill(0);
  }

  addUnit(district: number, faction: number): void {
    if (district >= 0 && faction > 0 && faction < SIDES) this.#units[district * SIDES + faction]++;
  }

  /** Works the heat out anew. */
  update(districts: TerritoryTable): void {
    for (let district = 0; district < districts.count; district++) {
      const owner = districts.owner[district];
      const rival = districts.strongest(district, owner);
      const within = rival === 0 ? 0 : districts.share(district, rival);
      const around = this.#rivalsAround(districts, district, owner);
      const units = Math.min(1, this.#rivalUnits(district, owner) / UNITS_FULL);
      const contested = districts.contested[district] === 1 ? CONTESTED_HEAT : 0;
      this.heat[district] = Math.min(1, within + NEIGHBOR_WEIGHT * around + units + contested);
    }
  }

  /** Part of the land borders behind which somebody else than `owner` stands, 0-1; nobody's land does not press. */
  #rivalsAround(districts: TerritoryTable, district: number, owner: number): number {
    const end = this.#neighborStart[district + 1];
    const first = this.#neighborStart[district];
    let rivals = 0;
    for (let i = first; i < end; i++) {
      const other = districts.owner[this.#neighbors[i]];
      if (other !== 0 && other !== owner) rivals++;
    }
    return owner === 0 || end === first ? 0 : rivals / (end - first);
  }

  #rivalUnits(district: number, owner: number): number {
    let units = 0;
    for (let side = 1; side < SIDES; side++) {
      if (side !== owner) units += this.#units[district * SIDES + side];
    }
    return units;
  }
}

/** Color of a heat, 0-1. */
export function heatColor(heat: number): Rgb {
  const next = RAMP.findIndex(({ at }) => at >= heat);
  if (next <= 0) return next === 0 ? RAMP[0].color : RAMP[RAMP.length - 1].color;
  const [low, high] = [RAMP[next - 1], RAMP[next]];
  const part = (heat - low.at) / (high.at - low.at);
  return [0, 1, 2].map((i) => Math.round(low.color[i] + (high.color[i] - low.color[i]) * part)) as [
    number,
    number,
    number,
  ];
}
