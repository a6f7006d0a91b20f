import { validateWorld } from './validate-world.ts';
import { FACTION_MAX, type WorldFile } from './world-schema.ts';

/**
 * A world that is one rectangle: one region, one district, no border, every faction's hub in it.
 * Sides are in meters; throws WorldFileError when they are out of range.
 */
export function openWorld(options: { widthMeters: number; heightMeters: number; name: string }): WorldFile {
  const { widthMeters, heightMeters, name } = options;
  const middle = Math.floor(heightMeters / 2);
  const hubs = Array.from({ length: FACTION_MAX }, (_, i) => ({ faction: i + 1, district: 0 }));
  return validateWorld(
    {
      format: 'marchland-world',
      version: 1,
      name,
      title: name,
      provenance: { source: 'generated', licence: 'MIT', object: 'open world', seed: 0, notes: [] },
      widthMeters,
      heightMeters,
      regions: [{ id: 'open', name: 'Open' }],
      districts: [
        {
          id: 'open',
          name: 'Open',
          region: 0,
          center: [Math.floor(widthMeters / 2), middle],
          // A district's area is stored as Uint32; a 500 km square holds 58 times that.
          areaSquareMeters: Math.min(widthMeters * heightMeters, 0xffffffff),
          strategicValue: 50,
          resource: 'strategic',
          owner: 0,
          polygons: [[[0]]],
        },
      ],
      arcs: [[0, 0, widthMeters, 0, 0, heightMeters, -widthMeters, 0, 0, -heightMeters]],
      borders: [],
      controlPoints: [
        {
          district: 0,
          type: 'command_post',
          position: [Math.floor(widthMeters / 4), middle],
          radiusMeters: 100,
        },
        {
          district: 0,
          type: 'supply_depot',
          position: [Math.floor((widthMeters * 3) / 4), middle],
          radiusMeters: 100,
        },
      ],
      hubs,
    },
    name,
  );
}
