import { defineStore, i32, u8, u16, u32 } from './store.ts';

/** How a territory is held: kept alike for control points and districts, so that one rule serves both. */
const control = {
  owner: u8('faction 1-7, 0 neutral'),
  label: u8('LABEL'),
  challenger: u8('faction whose claim holds, 0 none'),
  holdTick: u32('tick from which on the claim has held; with a challenger'),
  weakTick: u32('tick from which on the owner has been too weak to hold; 0 = it is not'),
  graceTick: u32('tick until which a lead must be larger, after a capture'),
  hostileTick: u32('last tick at which units of more than one faction were seen; 0 = never'),
  contestedTick: u32('tick from which on it has been contested; 0 = it is not'),
  sequence: u32('updates told on its strategic channel so far'),
  news: u8('NEWS: what is still to be told'),
  changedTick: u32('tick of the last change'),
  cause: u8('CAUSE of the last change'),
  actor: u32('entity behind the last change, 0 none'),
} as const;

/** What has changed since a territory was last told of. */
export const NEWS = { none: 0, influence: 1, control: 2 } as const;

/** A place in a district that is fought for: whoever holds enough of them holds the district. */
export const ControlPoint = defineStore('controlPoint', {
  ...control,
  units: u32('units that stand there'),
  busyTick: u32('tick until which it is looked at every second, not every minute'),
  presenceTick: u32('last tick at which presence was booked; 0 = never'),
  phase: u8('SIEGE'),
  phaseTick: u32('tick at which the phase began'),
});

export const SIEGE = { none: 0, probe: 1, interdict: 2, dominate: 3, locked: 4 } as const;

/** The ledger of influence at control points, row = control point * SIDE_COUNT + faction; 0 is what nobody holds. */
export const Influence = defineStore('pointSide', {
  milli: i32('1/1000 point; the sides of a control point sum to 100,000'),
  carryMicro: u16('gain not yet booked, 1/1,000,000 point'),
  units: u32('units that stand there'),
  activeTick: u32('last tick of own activity'),
});

/** A territory of the world graph. */
export const District = defineStore('district', {
  ...control,
  units: u32('units that stand at its control points'),
  busyTick: u32('tick until which it is looked at every second, not every minute'),
  calmTick: u32(
    'tick until which it is looked at every CALM_SECONDS at least: its owner is there, undisturbed',
  ),
  changedSecond: u32('second in which its shares changed last'),
  activity: u16('how active its owner was at activityTick, thousandths; it has faded since'),
  activityTick: u32('tick at which the owner was last seen to be active'),
  suppliedRun: u16('number of the search for supply that reached it last'),
});

/** Shares of districts and pressure maps, row = district * SIDE_COUNT + faction. */
export const DistrictSide = defineStore('districtSide', {
  sum: i32('1/1000 point; sum over its control points'),
  share: i32('1/1000 point; mean over its control points, rounded down; nobody has the rest'),
  shareBefore: i32('share before the second in which it changed last'),
  momentum: i32('how the share moved in changedSecond, 1/8000 point per second; it has faded since'),
  strength: i32('pressure map: units about, 1/256 unit; of side 0 the sum'),
  losses: i32('pressure map: influence lost of late to others, 1/1000 point; fades'),
  traffic: i32('pressure map: convoys that came in of late, 1/256; fades'),
});

/** A region: its districts by strategic value. */
export const Region = defineStore('region', {
  sequence: u32('updates told on its strategic channel so far'),
  news: u8('NEWS: what is still to be told'),
  changedTick: u32('tick of the last change'),
});

export const RegionSide = defineStore('regionSide', {
  worth: i32('sum over districts of share times strategic value, 1/10 point times 1/100'),
});

/** What a faction has, row = faction. */
export const Side = defineStore('side', {
  land: u32('districts it owns'),
  supplyRun: u16('number of its last search for supply that came to its end'),
  supplyIsDue: u8('1 = land changed hands since that began'),
});

/** The search at work: districts still to be looked at lie in the queue. */
export const SupplyQueue = defineStore('district', {
  district: u32('district to be looked at'),
});

export const SupplyWork = defineStore('world', {
  faction: u8('whose search it is, 0 none'),
  head: u32('first place of the queue not yet looked at'),
  tail: u32('places of the queue in use'),
});

/** What the director sent upon a region. */
export const WorldEvent = defineStore('worldEvent', {
  kind: u8('number of the kind in balance.yaml, from 1; 0 = the place is free'),
  region: u16('region that it lies over'),
  beginTick: u32('first tick'),
  endTick: u32('tick at which it is over'),
});

/** Which control point an entity counts for. */
export const Standing = defineStore('entity', {
  point: u32('control point + 1 it stood at when it was last looked at, 0 none'),
});
