import { SIDE_COUNT } from '../../src/limits.ts';
import { mix32 } from '../../src/maths/random.ts';
import {
  BORDER_LAND,
  CONTROL_POINT_TYPES,
  FACTION_MAX,
  type Point,
  RESOURCES,
  WORLD_FORMAT,
  WORLD_VERSION,
  type WorldFile,
} from '../../src/territory/world-schema.ts';

/** Rings around the middle; ring r has FACTION_MAX * r districts: 147, and the one in the middle. */
const RINGS = 6;
const RING_METERS = 900;
const SIDE_METERS = 2 * (RINGS + 1) * RING_METERS;
const MIDDLE = SIDE_METERS / 2;
/** Land of nobody in the beginning: the rings up to this one. */
const NEUTRAL_RINGS = 1;
const HUB_RING = 4;
const POINTS_EACH = 3;
const POINT_METERS = 220;
const POINT_RADIUS_METERS = 75;
const VALUE_MIN = 20;
const VALUE_SPREAD = 50;
/** What the land is worth more for each ring nearer to the middle: there is something to fight for. */
const VALUE_PER_RING = 5;

/**
 * A fair world: seven equal pieces of a cake, the same land turned around its middle seven times, so that whoever does
 * better does so by how it plays. The seed gives the land its values and the factions their seats.
 */
export function arenaWorld(seed: number): WorldFile {
  const seats = seatsOf(seed);
  const places = placesOf();
  const hubs = places.flatMap(({ ring, slot }, district) =>
    ring === HUB_RING && slot % ring === ring >> 1
      ? [{ faction: seats[Math.floor(slot / ring)], district }]
      : [],
  );
  return {
    ...{ format: WORLD_FORMAT, version: WORLD_VERSION, name: `arena-${seed}`, title: 'Arena' },
    provenance: { source: 'drawn', licence: 'none', object: '', seed, notes: [] },
    ...{ widthMeters: SIDE_METERS, heightMeters: SIDE_METERS },
    regions: Array.from({ length: 2 * FACTION_MAX }, (_, i) => ({ id: `r-${i}`, name: `R ${i}` })),
    districts: places.map(({ center, ring, slot }, index) => {
      const wedge = ring === 0 ? 0 : Math.floor(slot / ring);
      const draw = mix32(seed ^ mix32(ring * 64 + (ring === 0 ? 0 : slot % ring)));
      return {
        ...{ id: `a-${index}`, name: `A ${index}`, center, polygons: [] },
        region: wedge + (ring > RINGS / 2 ? FACTION_MAX : 0),
        areaSquareMeters: RING_METERS * RING_METERS,
        strategicValue: VALUE_MIN + (draw % VALUE_SPREAD) + VALUE_PER_RING * (RINGS - ring),
        resource: RESOURCES[(draw >>> 8) % RESOURCES.length],
        owner: ring > NEUTRAL_RINGS ? seats[wedge] : 0,
      };
    }),
    ...{ arcs: [], borders: bordersOf(places), hubs },
    controlPoints: places.flatMap(({ center, ring, slot }, district) =>
      Array.from({ length: POINTS_EACH }, (_, i) => {
        const draw = mix32(seed ^ mix32(7919 * (i + 1) + ring * 64 + (ring === 0 ? 0 : slot % ring)));
        return {
          district,
          // One of them can be a depot anywhere: which districts are, their values decide.
          type: i === 0 ? ('supply_depot' as const) : CONTROL_POINT_TYPES[draw % CONTROL_POINT_TYPES.length],
          position: around(center, i / POINTS_EACH + angleOf(ring, slot), POINT_METERS),
          radiusMeters: POINT_RADIUS_METERS,
        };
      }),
    ),
  };
}

interface Place {
  readonly ring: number;
  /** 0 .. FACTION_MAX * ring - 1, around the middle. */
  readonly slot: number;
  readonly center: Point;
}

function placesOf(): Place[] {
  const places: Place[] = [{ ring: 0, slot: 0, center: [MIDDLE, MIDDLE] }];
  for (let ring = 1; ring <= RINGS; ring++) {
    for (let slot = 0; slot < FACTION_MAX * ring; slot++) {
      places.push({ ring, slot, center: around([MIDDLE, MIDDLE], angleOf(ring, slot), ring * RING_METERS) });
    }
  }
  return places;
}

/** Of a whole turn: the middle of the district. */
function angleOf(ring: number, slot: number): number {
  return ring === 0 ? 0 : (slot + 0.5) / (FACTION_MAX * ring);
}

function around([x, y]: Point, turn: number, meters: number): Point {
  const angle = 2 * Math.PI * turn;
  return [Math.round(x + meters * Math.cos(angle)), Math.round(y + meters * Math.sin(angle))];
}

/** Beside each other on a ring, or with a common piece of the line between two rings. */
function bordersOf(places: readonly Place[]): number[] {
  const borders: number[] = [];
  const join = (one: number, other: number) => {
    const [ax, ay] = places[one].center;
    const [bx, by] = places[other].center;
    borders.push(one, other, Math.max(1, Math.round(Math.hypot(ax - bx, ay - by))), BORDER_LAND);
  };
  for (let one = 0; one < places.length; one++) {
    for (let other = one + 1; other < places.length; other++) {
      if (areBeside(places[one], places[other])) join(one, other);
    }
  }
  return borders;
}

function areBeside(inner: Place, outer: Place): boolean {
  if (inner.ring === outer.ring) {
    const count = FACTION_MAX * inner.ring;
    const apart = Math.abs(inner.slot - outer.slot);
    return apart === 1 || apart === count - 1;
  }
  if (outer.ring !== inner.ring + 1) return false;
  if (inner.ring === 0) return true;
  // In parts of the turn: [slot, slot + 1) / ring of both overlap.
  return (
    inner.slot * outer.ring < (outer.slot + 1) * inner.ring &&
    outer.slot * inner.ring < (inner.slot + 1) * outer.ring
  );
}

/** Which faction has which piece of the cake. */
function seatsOf(seed: number): number[] {
  const seats = Array.from({ length: SIDE_COUNT - 1 }, (_, i) => i + 1);
  for (let i = seats.length - 1; i > 0; i--) {
    const other = mix32(mix32(seed) ^ i) % (i + 1);
    [seats[i], seats[other]] = [seats[other], seats[i]];
  }
  return seats;
}
