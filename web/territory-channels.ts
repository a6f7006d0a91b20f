import type { WorldFile } from '../src/territory/world-schema.ts';
import type { Camera } from './camera.ts';

/**
 * Scales in pixels per meter from which regions, and control points of all districts in view, are listened to; and
 * below which no more. Apart, so that a wheel that wavers at the border does not subscribe over and over.
 */
const REGIONS_FROM = 0.02;
const REGIONS_UNTIL = 0.016;
const DISTRICTS_FROM = 0.22;
const DISTRICTS_UNTIL = 0.18;
const REGIONS_MAX = 8;
const DISTRICTS_MAX = 24;
/** What left the view is listened to for this long: a camera that swings there and back asks once. */
const LINGER_MS = 3_000;
/**
 * Channels in all, what lingers included: the server refuses more than 64, and observers hear seven of routes, seven of
 * crowds and two of minds too.
 */
const CHANNELS_MAX = 47;
/** A pointer that only passes over a district does not ask for it. */
const HOVER_MS = 200;

export const GLOBAL_CHANNEL = 'territorial:global';

export interface ChannelFocus {
  /** District whose panel is open or that the pointer is over, -1 none. */
  hovered: number;
  selected: number;
  /** District that the own avatar is in, -1 none. */
  own: number;
}

interface Box {
  west: number;
  north: number;
  east: number;
  south: number;
}

/** Decides which channels the page listens to, by what is in view and what the player looks at. */
export class ChannelChooser {
  readonly #world: WorldFile;
  readonly #regionBoxes: Box[];
  /** When each channel was last wanted. */
  readonly #wantedMs = new Map<string, number>();
  readonly #wanted = new Set<string>();
  #nearRegions = false;
  #nearDistricts = false;
  #hovered = -1;
  #hoveredSinceMs = 0;

  constructor(world: WorldFile) {
    this.#world = world;
    this.#regionBoxes = boxesOf(world);
  }

  /** The channels to listen to at `nowMs`; the set is the same one at every call. */
  choose(camera: Camera, focus: ChannelFocus, nowMs: number): ReadonlySet<string> {
    const scale = camera.pixelsPerMeter;
    this.#nearRegions = scale >= (this.#nearRegions ? REGIONS_UNTIL : REGIONS_FROM);
    this.#nearDistricts = scale >= (this.#nearDistricts ? DISTRICTS_UNTIL : DISTRICTS_FROM);
    this.#want(GLOBAL_CHANNEL, nowMs);
    if (this.#nearRegions) this.#wantRegions(camera, nowMs);
    if (this.#nearDistricts) this.#wantDistricts(camera, nowMs);
    if (focus.hovered !== this.#hovered) {
      this.#hovered = focus.hovered;
      this.#hoveredSinceMs = nowMs;
    }
    if (nowMs - this.#hoveredSinceMs >= HOVER_MS) this.#wantDistrict(focus.hovered, nowMs);
    this.#wantDistrict(focus.selected, nowMs);
    this.#wantDistrict(focus.own, nowMs);
    this.#wanted.clear();
    let surplus = this.#wantedMs.size - CHANNELS_MAX;
    // The map is in the order in which channels were last wanted, so what has lingered longest goes first.
    for (const [channel, wantedMs] of this.#wantedMs) {
      if (nowMs - wantedMs > LINGER_MS || (surplus > 0 && wantedMs < nowMs)) this.#wantedMs.delete(channel);
      else this.#wanted.add(channel);
      surplus--;
    }
    return this.#wanted;
  }

  #want(channel: string, nowMs: number): void {
    this.#wantedMs.delete(channel);
    this.#wantedMs.set(channel, nowMs);
  }

  #wantDistrict(district: number, nowMs: number): void {
    if (district < 0) return;
    this.#want(`territorial:district:${district}`, nowMs);
    // The region brings the world events over the district.
    this.#want(`territorial:region:${this.#world.districts[district].region}`, nowMs);
  }

  #wantRegions(camera: Camera, nowMs: number): void {
    const view = viewOf(camera);
    const seen: { region: number; area: number }[] = [];
    this.#regionBoxes.forEach((box, region) => {
      const width = Math.min(box.east, view.east) - Math.max(box.west, view.west);
      const height = Math.min(box.south, view.south) - Math.max(box.north, view.north);
      if (width > 0 && height > 0) seen.push({ region, area: width * height });
    });
    seen.sort((a, b) => b.area - a.area);
    for (const { region } of seen.slice(0, REGIONS_MAX)) this.#want(`territorial:region:${region}`, nowMs);
  }

  #wantDistricts(camera: Camera, nowMs: number): void {
    const view = viewOf(camera);
    const seen: { district: number; distance: number }[] = [];
    this.#world.districts.forEach(({ center: [x, y], areaSquareMeters }, district) => {
      const reach = Math.sqrt(areaSquareMeters) / 2;
      const outside =
        x + reach < view.west || x - reach > view.east || y + reach < view.north || y - reach > view.south;
      if (!outside) seen.push({ district, distance: Math.abs(x - camera.x) + Math.abs(y - camera.y) });
    });
    seen.sort((a, b) => a.distance - b.distance);
    for (const { district } of seen.slice(0, DISTRICTS_MAX)) {
      this.#want(`territorial:district:${district}`, nowMs);
    }
  }
}

function viewOf(camera: Camera): Box {
  return {
    west: camera.worldX(0),
    north: camera.worldY(0),
    east: camera.worldX(camera.widthPixels),
    south: camera.worldY(camera.heightPixels),
  };
}

/** The ground of each region, from the centers and sizes of its districts. */
function boxesOf(world: WorldFile): Box[] {
  const boxes = world.regions.map(() => ({
    west: Infinity,
    north: Infinity,
    east: -Infinity,
    south: -Infinity,
  }));
  for (const { region, center, areaSquareMeters } of world.districts) {
    const [x, y] = center;
    const reach = Math.sqrt(areaSquareMeters) / 2;
    const box = boxes[region];
    box.west = Math.min(box.west, x - reach);
    box.north = Math.min(box.north, y - reach);
    box.east = Math.max(box.east, x + reach);
    box.south = Math.max(box.south, y + reach);
  }
  return boxes;
}
