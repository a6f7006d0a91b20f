import { openWorld } from '../../src/territory/open-world.ts';
import {
  CONTROL_POINT_RADIUS_METERS_MIN,
  type WorldControlPoint,
  type WorldDistrict,
  type WorldFile,
} from '../../src/territory/world-schema.ts';

/** Side of a sector, and of a district, in the worlds of load. */
export const SECTOR_METERS = 100;

/**
 * A square of districts of a sector each, row by row, without borders: players start at control points, and a district
 * has only a few.
 */
export function manyPlaces(name: string, sideMeters: number): WorldFile {
  const side = Math.round(sideMeters / SECTOR_METERS);
  const meters = side * SECTOR_METERS;
  const districts: WorldDistrict[] = [];
  const controlPoints: WorldControlPoint[] = [];
  const arcs: number[][] = [];
  for (let i = 0; i < side * side; i++) {
    const x = (i % side) * SECTOR_METERS;
    const y = Math.floor(i / side) * SECTOR_METERS;
    arcs.push([x, y, SECTOR_METERS, 0, 0, SECTOR_METERS, -SECTOR_METERS, 0, 0, -SECTOR_METERS]);
    districts.push({
      id: `place-${i}`,
      name: `Place ${i}`,
      region: 0,
      center: [x + SECTOR_METERS / 2, y + SECTOR_METERS / 2],
      areaSquareMeters: SECTOR_METERS * SECTOR_METERS,
      strategicValue: 50,
      resource: 'strategic',
      owner: 0,
      polygons: [[[i]]],
    });
    for (const corner of [25, 75]) {
      controlPoints.push({
        district: i,
        type: 'supply_depot',
        position: [x + corner, y + corner],
        radiusMeters: CONTROL_POINT_RADIUS_METERS_MIN,
      });
    }
  }
  const open = openWorld({ widthMeters: meters, heightMeters: meters, name });
  return { ...open, arcs, districts, controlPoints };
}
