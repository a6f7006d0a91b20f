import { defineStore, i16, i32, u8, u16, u32 } from './store.ts';

/** What a convoy does on bad roads. Players set it; the numbers are in orders. */
export const STANCE = {
  /** Waits where it is while the next step is less safe than it should be. */
  careful: 0,
  /** Drives on whatever lies ahead. */
  bold: 1,
  /** Goes back to where it set out from. */
  retreat: 2,
} as const;

export const STANCE_COUNT = Object.keys(STANCE).length;

/** A convoy under way. It drives from the center of a district to that of the next. */
export const Convoy = defineStore('entity', {
  route: u16('route it set out on + 1, 0 once that is no more'),
  path: u16('path it drives on + 1; 0 = it waits for one'),
  step: u16('step of the path it comes from; it drives to the next'),
  district: u32('district it is in: half-way to the next one it crosses the border'),
  crossTick: u32('tick at which it crosses the border of the next district; 0 = it has, or stands'),
  arriveTick: u32('tick at which it reaches the next center; 0 = it stands'),
  from: u16('depot it set out from'),
  to: u16('depot it drives to'),
  vehicle: u8('kind of vehicle, 0-6'),
  speed: i16('1/4096 m per tick'),
  resource: u8('what it carries, index into RESOURCES'),
  cargo: u16('units on board'),
  loaded: u16('units it set out with'),
  stance: u8('STANCE'),
  request: u16('row of the question that is out for it + 1, 0 none'),
  bornTick: u32('tick at which it set out'),
  isStale: u8('1 = the roads changed: it looks for a better way at the next center'),
  reroutes: u16('paths it changed to under way'),
  waitTick: u32('tick from which on it has stood and waited; 0 = it drives'),
  waited: u8('1 = it has waited here for as long as it should, and asked for a safer way'),
  raidTick: u32('tick at which the raid on it is decided; 0 = nobody raids it'),
  raider: u32('entity that began the raid'),
});

/** What a player's avatar does for or against a convoy. */
export const Escort = defineStore('entity', {
  task: u8('ESCORT_TASK'),
  convoy: u32('entity of the convoy'),
  generation: u8('generation of that entity: ids are given again'),
  restTick: u32('tick until which it cannot raid: its last raid failed'),
});

export const ESCORT_TASK = { none: 0, escort: 1, raid: 2 } as const;

/** A place where goods are gathered and handed over; belongs to whoever owns its district. */
export const Depot = defineStore('depot', {
  faction: u8('owner when it was last looked at'),
});

/** Goods at a depot, row = depot * RESOURCE_COUNT + resource. */
export const DepotGoods = defineStore('depotGoods', {
  stock: u32('units in store'),
  carryCenti: u16('made but not yet a whole unit, 1/100'),
  need: u32('units that are wanted here'),
});

/**
 * Accounts by faction and resource, row = faction * RESOURCE_COUNT + resource. Over all factions, of each resource:
 * produced = stored + carried + delivered + lost.
 */
export const Account = defineStore('account', {
  produced: u32('units made'),
  delivered: u32('units handed over'),
  lost: u32('units lost on the way, or with a depot'),
});

/** What a faction has earned, row = faction. */
export const Treasury = defineStore('side', {
  money: i32('credits: paid for deliveries, less what trips cost'),
  convoys: u16('under way'),
  departed: u32('convoys that set out'),
  arrived: u32('convoys that delivered'),
  destroyed: u32('convoys that were lost'),
  rerouted: u32('changes to another path under way'),
});

/** How far trade in a region can be relied on. */
export const Integrity = defineStore('region', {
  level: u16('1/65,536 at levelTick; it drifts to the middle, by half of the way in its half-life'),
  levelTick: u32('tick of its last change'),
  movedInWindow: u16('how far it moved in this window, 1/65,536: it may only move so far'),
  windowTick: u32('tick at which the window began'),
});
