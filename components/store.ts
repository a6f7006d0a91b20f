import {
  ANSWER_COUNT_MAX,
  BAG_SLOTS,
  BATTLE_COUNT_MAX,
  CANDIDATE_MAX,
  CONFLICT_NEWS_COUNT_MAX,
  CONTROL_POINT_COUNT_MAX,
  CONVOY_NEWS_COUNT_MAX,
  CROWD_CELL_COUNT_MAX,
  CROWD_SCALE_COUNT,
  DEPOT_COUNT_MAX,
  DISRUPTION_COUNT_MAX,
  DISTRICT_COUNT_MAX,
  EFFECT_SLOTS,
  ENTITY_COUNT_MAX,
  GOALS_EACH,
  LANDFALL_NEWS_COUNT_MAX,
  MIND_NEWS_COUNT_MAX,
  OPERATIONS_EACH,
  PATH_COUNT_MAX,
  PATH_NODES,
  PROPOSAL_NEWS_COUNT_MAX,
  REGION_COUNT_MAX,
  RESOURCE_COUNT,
  ROUTE_COUNT_MAX,
  ROUTE_REQUEST_COUNT_MAX,
  SESSION_COUNT_MAX,
  SETBACKS_EACH,
  SIDE_COUNT,
  SITE_COUNT_MAX,
  SQUAD_SIZE_MAX,
  SQUADS_EACH,
  THREATS_EACH,
  TICKET_COUNT_MAX,
  WORLD_EVENT_COUNT_MAX,
} from '../src/limits.ts';
import { CONSIDERATION_COUNT } from './ai-rules.ts';

/** What a row of a store stands for; decides how many rows there are. */
export const ROWS = {
  /** By entity id; row 0 is no entity. */
  entity: ENTITY_COUNT_MAX,
  /** By session slot. */
  session: SESSION_COUNT_MAX,
  /** By session slot * ANSWER_COUNT_MAX + sequence modulo ANSWER_COUNT_MAX. */
  answer: SESSION_COUNT_MAX * ANSWER_COUNT_MAX,
  /** By place in the hash table of used tickets. */
  ticket: TICKET_COUNT_MAX,
  /** By district index of the world file. */
  district: DISTRICT_COUNT_MAX,
  /** By district * SIDE_COUNT + faction; faction 0 is nobody. */
  districtSide: DISTRICT_COUNT_MAX * SIDE_COUNT,
  /** By control point index of the territory graph. */
  controlPoint: CONTROL_POINT_COUNT_MAX,
  /** By control point * SIDE_COUNT + faction. */
  pointSide: CONTROL_POINT_COUNT_MAX * SIDE_COUNT,
  /** By region index of the world file. */
  region: REGION_COUNT_MAX,
  /** By region * SIDE_COUNT + faction. */
  regionSide: REGION_COUNT_MAX * SIDE_COUNT,
  /** By faction; 0 is nobody. */
  side: SIDE_COUNT,
  /** By place in the list of world events. */
  worldEvent: WORLD_EVENT_COUNT_MAX,
  /** By place in the list of routes. */
  route: ROUTE_COUNT_MAX,
  /** By place in the pool of paths. */
  path: PATH_COUNT_MAX,
  /** By path * PATH_NODES + step. */
  pathNode: PATH_COUNT_MAX * PATH_NODES,
  /** By place in the list of questions for routes. */
  routeRequest: ROUTE_REQUEST_COUNT_MAX,
  /** By place in the list of disruptions. */
  disruption: DISRUPTION_COUNT_MAX,
  /** By number of the depot. */
  depot: DEPOT_COUNT_MAX,
  /** By depot * RESOURCE_COUNT + resource. */
  depotGoods: DEPOT_COUNT_MAX * RESOURCE_COUNT,
  /** By faction * RESOURCE_COUNT + resource. */
  account: SIDE_COUNT * RESOURCE_COUNT,
  /** By place in the lists of what route channels have to tell. */
  convoyNews: CONVOY_NEWS_COUNT_MAX,
  landfallNews: LANDFALL_NEWS_COUNT_MAX,
  proposalNews: PROPOSAL_NEWS_COUNT_MAX,
  /** By entity * BAG_SLOTS + place. */
  bagSlot: ENTITY_COUNT_MAX * BAG_SLOTS,
  /** By entity * EFFECT_SLOTS + place. */
  effectSlot: ENTITY_COUNT_MAX * EFFECT_SLOTS,
  /** By place in the list of sites for forts and bases. */
  site: SITE_COUNT_MAX,
  /** By place in the list of battles. */
  battle: BATTLE_COUNT_MAX,
  /** By faction * CANDIDATE_MAX + place. */
  candidate: SIDE_COUNT * CANDIDATE_MAX,
  /** By candidate * CONSIDERATION_COUNT + consideration. */
  candidateInput: SIDE_COUNT * CANDIDATE_MAX * CONSIDERATION_COUNT,
  /** By faction * GOALS_EACH + place. */
  goal: SIDE_COUNT * GOALS_EACH,
  /** By faction * OPERATIONS_EACH + place. */
  operation: SIDE_COUNT * OPERATIONS_EACH,
  /** By faction * SQUADS_EACH + place. */
  squad: SIDE_COUNT * SQUADS_EACH,
  /** By squad * SQUAD_SIZE_MAX + place. */
  squadMember: SIDE_COUNT * SQUADS_EACH * SQUAD_SIZE_MAX,
  /** By faction * THREATS_EACH + place. */
  threat: SIDE_COUNT * THREATS_EACH,
  /** By faction * SETBACKS_EACH + place. */
  setback: SIDE_COUNT * SETBACKS_EACH,
  /** By place in the lists of what the ai channels have to tell. */
  mindNews: MIND_NEWS_COUNT_MAX,
  conflictNews: CONFLICT_NEWS_COUNT_MAX,
  /** By cell * SIDE_COUNT + faction; cells of the finest scale first. */
  crowdCell: CROWD_SCALE_COUNT * CROWD_CELL_COUNT_MAX * SIDE_COUNT,
  /** By place of the scale * SIDE_COUNT + faction. */
  crowdSide: CROWD_SCALE_COUNT * SIDE_COUNT,
  /** By faction * SIDE_COUNT + other faction. */
  sidePair: SIDE_COUNT * SIDE_COUNT,
  /** One row for the whole world. */
  world: 1,
} as const;

export type RowKind = keyof typeof ROWS;

interface ColumnArrays {
  i32: Int32Array;
  u32: Uint32Array;
  i16: Int16Array;
  u16: Uint16Array;
  u8: Uint8Array;
}

export type ColumnType = keyof ColumnArrays;

export interface ColumnSpec<T extends ColumnType = ColumnType> {
  readonly type: T;
  /** Unit and range, for people. */
  readonly unit: string;
}

export interface StoreSpec<C extends Record<string, ColumnSpec> = Record<string, ColumnSpec>> {
  readonly rows: RowKind;
  readonly columns: C;
}

/** The typed arrays of a store, by column name. */
export type StoreOf<S extends StoreSpec> = {
  readonly [K in keyof S['columns']]: ColumnArrays[S['columns'][K]['type']];
};

/** Declares a store; memory is given to it by `src/memory/world-memory.ts`. */
export function defineStore<const C extends Record<string, ColumnSpec>>(
  rows: RowKind,
  columns: C,
): StoreSpec<C> {
  return { rows, columns };
}

export const i32 = (unit: string): ColumnSpec<'i32'> => ({ type: 'i32', unit });
export const u32 = (unit: string): ColumnSpec<'u32'> => ({ type: 'u32', unit });
export const i16 = (unit: string): ColumnSpec<'i16'> => ({ type: 'i16', unit });
export const u16 = (unit: string): ColumnSpec<'u16'> => ({ type: 'u16', unit });
export const u8 = (unit: string): ColumnSpec<'u8'> => ({ type: 'u8', unit });
