import { defineStore, i16, i32, u8, u16, u32 } from './store.ts';

/** What a faction's mind is at, row = faction. */
export const Mind = defineStore('side', {
  strategy: u8('STRATEGY'),
  phase: u8('MIND_PHASE of the strategic decision'),
  strategicTick: u32('tick at which the next strategic decision begins'),
  effectTick: u32('tick at which the decision at work takes effect'),
  cursor: u32('district that is looked at next; in MIND_PHASE.gather'),
  weighed: u32('options weighed for the decision at work'),
  tacticalTick: u32('tick at which the next tactical decision begins'),
  idleLooks: u8('tactical decisions in a row that left squads without work'),
  decisions: u32('decisions made so far, of all layers: each has its number'),
  home: u32('district + 1 where squads gather, 0 = the hub'),
  homeTick: u32('tick from which on it has been its home'),
  front: u32(
    'own district + 1 beside an enemy that is nearest to home, of the look at work; 0 = none so far',
  ),
  frontUnits: u32('how far that is from home, 1/4096 m'),
  strength: u16('patrols when the last strategic decision began'),
  losses: u32('fighters lost until the last strategic decision began'),
  weariness: u16('CONSIDERATION.weariness, as the last strategic decision found it'),
  threatHead: u16('place of the oldest unanswered threat'),
  threatCount: u16('unanswered threats'),
  sequence: u32('updates told on its channel so far'),
  told: u32('hash of what listeners were told last of all it is at, 0 nothing'),
  patrols: u32('patrols when they were counted last'),
  patrolsCounted: u32('patrols counted so far by the count at work'),
  recruitUnits: u32('how far from home soldiers are looked for, 1/4096 m; grows while that is in vain'),
});

export const MIND_PHASE = {
  /** It waits for its next decision. */
  idle: 0,
  /** It looks at the land, district by district. */
  gather: 1,
  /** It has looked at everything and waits for the tick in which the decision takes effect. */
  decided: 2,
} as const;

/**
 * Options of the strategic decision at work, row = faction * CANDIDATE_MAX + GOAL * CANDIDATES_EACH + place: the best
 * of each kind of goal. Their inputs are frozen when they are listed.
 */
export const Candidate = defineStore('candidate', {
  goal: u8('GOAL, 0 = the place is free'),
  district: u32('district it is about'),
  faction: u8('the other faction, 0 nobody'),
  score: i32('1/65,536'),
});

/** What a candidate was weighed by, row = candidate * CONSIDERATION_COUNT + CONSIDERATION. */
export const CandidateInput = defineStore('candidateInput', {
  input: u16('0 .. 1000'),
});

/** What a faction is out for, row = faction * GOALS_EACH + place. */
export const Goal = defineStore('goal', {
  kind: u8('GOAL, 0 = the place is free'),
  district: u32('district it is about'),
  faction: u8('the other faction, 0 nobody'),
  score: i32('1/65,536, when it was chosen'),
  squads: u8('squads it is worth'),
  bornTick: u32('tick at which it was chosen first'),
  deadlineTick: u32('tick at which it is given up'),
  decision: u32('number of the strategic decision that chose it'),
  operation: u16('row of the operation for it + 1, 0 none'),
  lookTick: u32('tick at which a tactical decision looked at it last, 0 never'),
});

/** Squads at work on something, row = faction * OPERATIONS_EACH + place. */
export const Operation = defineStore('operation', {
  template: u8('TEMPLATE, 0 = the place is free'),
  goal: u8('GOAL it serves; 0 = it answers a threat'),
  district: u32('target'),
  faction: u8('whose land the target was, 0 nobody'),
  step: u8('step of the template'),
  stepTick: u32('tick at which the step began'),
  bornTick: u32('tick at which it began'),
  deadlineTick: u32('tick at which it is broken off'),
  arriveTick: u32('tick at which all squads are to arrive, 0 = as soon as they can'),
  firstTick: u32('tick at which the first squad arrived, 0 = none has'),
  convoy: u32('convoy it is about, 0 none'),
  convoyUse: u8('generation of that entity'),
  squads: u8('squads that it began with'),
  soldiers: u16('soldiers that it began with'),
  decision: u32('number of the decision that began it'),
  priority: u8('threats may take squads from operations of a lower one'),
  ownerShare: i32('share of `faction` in the target when it began, 1/1000 point'),
  isWon: u8('1 = it has what it was for'),
});

/** Soldiers who act as one, row = faction * SQUADS_EACH + place. */
export const Squad = defineStore('squad', {
  state: u8('SQUAD_STATE'),
  size: u8('soldiers in it'),
  operation: u16('row of its operation + 1, 0 none'),
  role: u8('SQUAD_ROLE'),
  district: u32('district + 1 that it goes to or is at, 0 = none'),
  point: u32('control point + 1 that it goes to, 0 = none'),
  orderTick: u32('tick at which it got its last order'),
  arrivedTick: u32('tick at which it reached its district, 0 = it has not'),
  bornSize: u8('soldiers when its operation began'),
  isHurt: u8('1 = it has lost half of them, and its mind knows'),
});

export const SQUAD_STATE = {
  /** There is no such squad. */
  none: 0,
  /** It is at home, or on the way there, and free. */
  ready: 1,
  /** It is on the way to work. */
  marching: 2,
  /** It is where it works. */
  working: 3,
  /** It is on the way home, but not free yet. */
  withdrawing: 4,
} as const;

export const SQUAD_ROLE = { main: 0, feint: 1 } as const;

/** Who serves in a squad, row = squad * SQUAD_SIZE_MAX + place. Counts only while the soldier says the same. */
export const SquadMember = defineStore('squadMember', {
  entity: u32('0 = the place is free'),
});

/** A patrol that serves in a squad. */
export const Soldier = defineStore('entity', {
  squad: u16('row of its squad + 1, 0 none'),
});

/** What a faction has to answer, a ring of THREATS_EACH places for each, row = faction * THREATS_EACH + place. */
export const Threat = defineStore('threat', {
  kind: u8('THREAT'),
  district: u32('where'),
  faction: u8('by whom, 0 unknown'),
  entity: u32('convoy, fort or, of THREAT.squadHurt, row of the squad'),
  tick: u32('tick at which it arose'),
});

/** Where a faction failed of late, row = faction * SETBACKS_EACH + place. */
export const Setback = defineStore('setback', {
  district: u32('district + 1, 0 = the place is free'),
  count: u8('failures'),
  untilTick: u32('tick at which they are forgotten'),
});

/** What factions are to each other, row = faction * SIDE_COUNT + other. */
export const Pact = defineStore('sidePair', {
  trust: i16('what it thinks of the other beyond its affinity, -1000 .. 1000'),
  endTick: u32('tick at which the pact between the two is over, 0 = there is none; the same in both rows'),
  brokenTick: u32('tick at which the other broke one last, 0 never'),
  taken: u16('districts that the other took from it since its last strategic decision began'),
});

/** Numbers of the channels that tell about all factions. */
export const AiLedger = defineStore('world', {
  rosterCursor: u32('entity that is counted or recruited next, 0 = no count is at work'),
  crossSequence: u32('updates told on the channel of events between factions so far'),
  conflictSequence: u32('updates told on the channel of conflicts so far'),
  news: u16('rows of MindNews in use'),
  conflicts: u16('rows of ConflictNews in use'),
  newsLost: u32('news for which there was no row, since the world began'),
  lostSides: u8(
    'bits of the factions that lost news of decisions since the last telling; bit 0: all of them, of events',
  ),
  lostConflicts: u8('1 = news of conflicts were lost since the last telling'),
});
