import { defineStore, u8, u16, u32 } from './store.ts';

/**
 * What route channels still have to tell. It is told up to a tick after it happened, so it is part of the state: a
 * world restored in between tells the same.
 */

/** What happened to a convoy. The numbers are on the wire: never reused. */
export const CONVOY_EVENT = {
  /** Nothing to speak of: it is under way. */
  none: 0,
  departed: 1,
  /** It changed to another path. */
  rerouted: 2,
  /** It stands and waits for the road to become better, or for a way. */
  waiting: 3,
  raided: 4,
  /** It paid at a border. */
  tolled: 5,
  ambushed: 6,
  /** It handed its cargo over, and is no more. */
  delivered: 7,
  /** It is no more, and its cargo neither. */
  lost: 8,
} as const;

/** Events of convoys, each as the convoy was then: it may be gone when it is told. */
export const ConvoyNews = defineStore('convoyNews', {
  entity: u32('the convoy'),
  generation: u8('generation of that entity'),
  faction: u8('1-7, whose it is'),
  event: u8('CONVOY_EVENT'),
  route: u16('route it set out on + 1, 0 once that is no more'),
  vehicle: u8('kind of vehicle, 0-6'),
  resource: u8('what it carries'),
  cargo: u16('units on board'),
  stance: u8('STANCE'),
  district: u32('district it is in'),
  to: u32('district it drives to'),
  tick: u32('tick of the event'),
});

/** Territories whose change made routes of a faction invalid, degraded, or to be searched anew. */
export const LandfallNews = defineStore('landfallNews', {
  district: u32('the territory'),
  faction: u8('1-7, whose routes they are'),
  routes: u16('how many of them'),
  tick: u32('tick of the change'),
});

/** Answers to players who asked for a way. */
export const ProposalNews = defineStore('proposalNews', {
  session: u32('slot of the session that asked'),
  faction: u8('1-7'),
  from: u32('district'),
  to: u32('district'),
  state: u8('ROUTE_STATE: active, invalid = there is no way, pending = no room to keep it: ask again'),
  path: u16('row of the path, held, + 1; 0 none'),
});

/** What listeners were told of a route last. */
export const ToldRoute = defineStore('route', {
  path: u16('row of the path, held, + 1; 0 none'),
  faction: u8('1-7; 0 = they know of no such route'),
});

/** How much there is to tell, one row for the world. */
export const NewsLedger = defineStore('world', {
  convoys: u16('rows of ConvoyNews in use'),
  landfalls: u16('rows of LandfallNews in use'),
  proposals: u16('rows of ProposalNews in use'),
  lost: u32('news for which there was no row, since the world began'),
  lostSides: u8('bits of the factions that lost news of a convoy since the last telling'),
});
