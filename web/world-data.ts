import type { WorldFile } from '../src/territory/world-schema.ts';
import type { ItemView } from './kit-words.ts';

export interface FactionView {
  id: number;
  name: string;
  /** `#RRGGBB` */
  color: string;
}

/** What the server tells the page about itself in `/view.json`. */
export interface ServerView {
  sectorMeters: number;
  columns: number;
  rows: number;
  viewRadiusSectors: number;
  factions: FactionView[];
  title: string;
  worldName: string;
  tickRate: number;
  /** Of whose units players hear how many are where; absent from servers that do not count them. */
  summaries?: 'all' | 'own' | 'none';
  /** What the map needs of the territory rules; absent from servers that do not tell. */
  territory?: {
    /** Seconds that a claim must hold before it becomes a capture. */
    captureHoldSeconds: number;
    /** Names of world events, from kind 1 on. */
    eventNames: string[];
  };
  /** What the map needs of the convoy rules; absent from servers that do not tell. */
  convoys?: {
    /** Names of the kinds of vehicles. */
    vehicleNames: string[];
  };
  /** What the map needs of the combat rules; absent from servers that do not tell. */
  combat?: {
    /** Kinds of items, in the order of their numbers. */
    items: ItemView[];
    /** How long a fallen avatar lies. */
    respawnSeconds: number;
  };
}

/** Loads what the page draws before the first frame of the session. Throws with the address that failed. */
export async function loadWorld(): Promise<{ world: WorldFile; view: ServerView }> {
  const [world, view] = await Promise.all([
    loadJson<WorldFile>('/world.json'),
    loadJson<ServerView>('/view.json'),
  ]);
  return { world, view };
}

async function loadJson<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  return (await response.json()) as T;
}
