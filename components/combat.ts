import { defineStore, i32, u8, u16, u32 } from './store.ts';

/** An entity that fights: what it has suffered, whom it attacks, and when it acts next. All 0 = new and whole. */
export const Fighter = defineStore('entity', {
  wounds: u32('points of health lost; what it has in all is PROPERTY.health'),
  harm: u8('wounds as clients see them: 0 whole .. 255 fallen'),
  target: u32('entity it attacks, 0 none'),
  targetUse: u8('generation of that entity: ids are given again'),
  isOrdered: u8('1 = a player named the target: it is kept until it falls or is out of sight'),
  posture: u8('POSTURE'),
  area: u8('AREA it stands on'),
  attackers: u16('fighters whose target it is'),
  slot: u16('1 + the place around its target that it goes to, 0 none; see src/combat/ring.ts'),
  swingTick: u32('tick from which on it can strike again'),
  lookTick: u32('tick at which it looks around next; 0 = it never has'),
  engagedTick: u32('last tick at which it struck or was struck; 0 never'),
  alarmTick: u32('convoys, forts and bases: last tick at which they were attacked; 0 never'),
  mendTick: u32('tick at which health comes back next; 0 = it is whole, or cannot'),
  rival: u32('who has hurt it most of late, 0 nobody'),
  rivalUse: u8('generation of that entity'),
  rivalThreat: u32('how much, points; halved at each look'),
  leashX: i32('1/4096 m; where it left its way for a fight'),
  leashY: i32('1/4096 m'),
  isAstray: u8('ASTRAY; leashX, leashY hold while it is not 0'),
  courseTick: u32('tick at which its course towards a target is set anew'),
  experience: u32('points'),
  respawnTick: u32('tick at which a fallen avatar rises again; 0 = it has not fallen'),
  useTick: u32('tick from which on it can use a thing again'),
});

/** Whether a patrol has left its way for a fight, or goes back to it and pursues nobody until it is there. */
export const ASTRAY = { no: 0, pursues: 1, returns: 2 } as const;

/** What is worn, kind of item + 1, row = entity. */
export const Gear = defineStore('entity', {
  weapon: u8('item kind + 1, 0 none'),
  armor: u8('item kind + 1, 0 none'),
  device: u8('item kind + 1, 0 none'),
});

/** What is carried, row = entity * BAG_SLOTS + place. */
export const Bag = defineStore('bagSlot', {
  item: u8('item kind + 1, 0 none'),
  count: u8('how many'),
});

/** Timed effects, row = entity * EFFECT_SLOTS + place. */
export const Effect = defineStore('effectSlot', {
  kind: u8('effect kind + 1, 0 none'),
  stacks: u8('how often it counts'),
  endTick: u32('tick at which it is over'),
});

/** When the next of an entity's effects is over, row = entity. */
export const EffectDue = defineStore('entity', {
  tick: u32('0 = it has none'),
});

/** What is left of a convoy or of sacked stores. */
export const Wreck = defineStore('entity', {
  resource: u8('what lies there, index into RESOURCES'),
  cargo: u32('units'),
  faction: u8('whose it was'),
  endTick: u32('tick at which what still lies there is lost'),
  salvager: u32('entity that is taking it, 0 none'),
  salvagerUse: u8('generation of that entity'),
  salvageTick: u32('tick at which it has it'),
});

/** A place for a fort or a base, in the order of `Fights.sites`. */
export const Site = defineStore('site', {
  entity: u32('what stands there, 0 nothing'),
  use: u8('generation of that entity'),
  dueTick: u32('tick at which it is built, if nobody disturbs that'),
});

/** Patrols to be replaced, row = faction. */
export const Reserve = defineStore('side', {
  fallen: u32('patrols that fell and are not replaced'),
  dueTick: u32('tick at which the next one comes'),
  kills: u32('enemies that fell by its hand'),
  losses: u32('fighters that it lost'),
});

/** A battle in a sector, row = place in the list of battles. */
export const Battle = defineStore('battle', {
  sector: u32('sector + 1, 0 = the place is free'),
  beginTick: u32('tick at which it was seen first'),
  seenTick: u32('last tick at which enough fighters struck or were struck'),
  participants: u16('fighters in it when it was told of last'),
});
