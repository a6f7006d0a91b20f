import type { CoordinateKind } from './project.ts';

/** What an import is told about the map and the world to make of it. */
export interface ImportOptions {
  in: string;
  out: string;
  object: string | undefined;
  idProperty: string | undefined;
  nameProperty: string | undefined;
  regionPrefix: number | undefined;
  regionProperty: string | undefined;
  islands: 'link' | 'drop';
  coordinates: CoordinateKind;
  districtMeters: number;
  seed: number;
  name: string;
  title: string;
  source: string | undefined;
  licence: string | undefined;
}
