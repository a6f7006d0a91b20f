import { REFLEX, THREAT, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';

/** What a faction looks at before it answers a threat: whole numbers, by place. 16, as many as a trace takes. */
export const REFLEX_INPUT = {
  /** Strategic value of the district, 0 .. 1000. */
  value: 0,
  /** Own units at its control points; of THREAT.squadHurt the squad as well. */
  own: 1,
  /** Units of enemies there; of THREAT.convoyHit those who attack the convoy, if they are more. */
  enemy: 2,
  /** Soldiers on the way there with operations of its own. */
  coming: 3,
  /** 1 = it has an operation there, or of THREAT.convoyHit one for that convoy. */
  isUnderWay: 4,
  /** Soldiers that could come, and where the nearest squad of them is: 1000 there, 0 at the end of its reach. */
  help: 5,
  near: 6,
  /** Soldiers in a full squad. */
  squadSize: 7,
  /** Part of its squads that answer threats already, thousandths. */
  spread: 8,
  /** Operations that it has room for, goals aside. */
  room: 9,
  /** 1 = the district is its own. */
  isOwn: 10,
  /** 1 = the district belongs to nobody, or to an enemy. */
  isOpen: 11,
  /** 1 = there is land of whoever did it, an enemy, to strike back at. */
  hasTarget: 12,
  /** 1 = what the threat is about is still there: the convoy on its way, the squad at its work. */
  isThere: 13,
  /** 1 = it has soldiers who could tell the convoy to turn, and the convoy has not turned yet. */
  mayTurn: 14,
  /** Part of the time between two strategic decisions that has gone by, thousandths; 0 = one is at work or due. */
  sinceReview: 15,
} as const;

/** Why a faction answers as it does. The numbers are in history: never reused. */
export const REFLEX_REASON = {
  /** It is worth it, and it can be done. */
  fitting: 0,
  /** An own operation is there already, and strong enough. */
  underWay: 1,
  /** What the threat was about is over. */
  over: 2,
  /** It does not care enough for the place. */
  worthless: 3,
  /** No squad is free, and none can be taken from something less important. */
  nobodyFree: 4,
  /** As many squads as it spares for that answer threats already. */
  spread: 5,
  /** It has no room for one more operation. */
  noRoom: 6,
  /** Enemies are too many for its taste. */
  outnumbered: 7,
  /** It holds its ground. */
  holds: 8,
  /** It is at peace with whoever has the place now. */
  peace: 9,
  /** It has weighed everything a short while ago. */
  reviewed: 10,
} as const;

export const REFLEX_REASON_NAMES = Object.keys(REFLEX_REASON) as readonly (keyof typeof REFLEX_REASON)[];

/** How a threat is answered. */
export interface Verdict {
  /** REFLEX. */
  reflex: number;
  /** REFLEX_REASON. */
  reason: number;
  /** Squads that are to go, at most. */
  squads: number;
  /** How much it cares, 1/65,536. */
  score: number;
}

/** Squads that answer a threat together. */
export const ANSWER_SQUADS_MAX = 3;

/** It must care so much for a place to send anybody, thousandths. */
const CARE_MIN = 300;
/** An aggression so much above its defence makes it strike back rather than stand. */
const PREFERS_ATTACK = 200;
/** From this aggression on it strikes back where it cannot hold, and for a lost convoy. */
const STRIKES_BACK = 600;
/** Below this economy a lost convoy is no reason to think again. */
const CARES_FOR_TRADE = 300;
/** It thinks again of a threat after so much of the usual time, thousandths. */
const REVIEW_AFTER = 250;
const SCORE_ONE = 65_536;

const AT = REFLEX_INPUT;

/**
 * Decides how a faction answers a threat (THREAT) by its persona and by what it sees, REFLEX_INPUT from `at` on. The
 * same numbers give the same answer for ever: what was traced can be asked again.
 */
export function chooseReflex(
  ai: Rules['ai'],
  faction: number,
  threat: number,
  inputs: Uint16Array,
  at: number,
  verdict: Verdict,
): void {
  verdict.squads = 0;
  verdict.score = SCORE_ONE;
  switch (threat) {
    case THREAT.contested:
      defend(ai, faction, inputs, at, verdict);
      break;
    case THREAT.lost:
      retake(ai, faction, inputs, at, verdict);
      break;
    case THREAT.fortHit:
    case THREAT.fortLost:
      if (inputs[at + AT.isOwn] !== 0) defend(ai, faction, inputs, at, verdict);
      else retake(ai, faction, inputs, at, verdict);
      break;
    case THREAT.convoyHit:
      saveConvoy(ai, faction, inputs, at, verdict);
      break;
    case THREAT.convoyLost:
      avenge(ai, faction, inputs, at, verdict);
      break;
    case THREAT.squadHurt:
      holdOrLeave(ai, faction, inputs, at, verdict);
      break;
    default:
      // A broken pact turns everything over: no decision made before it may stand.
      decide(verdict, REFLEX.review, REFLEX_REASON.fitting);
  }
}

/** An own place is in danger: stand there, strike back, or think again. */
function defend(ai: Rules['ai'], faction: number, inputs: Uint16Array, at: number, verdict: Verdict): void {
  const aggression = trait(ai, faction, TRAIT.aggression);
  const defence = trait(ai, faction, TRAIT.defence);
  const care = Math.floor((defence + inputs[at + AT.value]) / 2);
  const here = inputs[at + AT.own] + inputs[at + AT.coming];
  const enemy = inputs[at + AT.enemy];
  verdict.score = scoreOf(care);
  if (inputs[at + AT.isOwn] === 0) decide(verdict, REFLEX.none, REFLEX_REASON.over);
  else if (inputs[at + AT.isUnderWay] !== 0 && here >= enemy)
    decide(verdict, REFLEX.none, REFLEX_REASON.underWay);
  else if (care < CARE_MIN) decide(verdict, REFLEX.none, REFLEX_REASON.worthless);
  else if (!canSend(ai, faction, inputs, at, verdict)) return;
  else if (inputs[at + AT.hasTarget] !== 0 && aggression >= defence + PREFERS_ATTACK)
    send(verdict, REFLEX.counterRaid, REFLEX_REASON.fitting, 1);
  else if (dares(ai, faction, here + inputs[at + AT.help], enemy))
    send(verdict, REFLEX.reinforce, REFLEX_REASON.fitting, squadsFor(inputs, at, enemy - here));
  else if (inputs[at + AT.hasTarget] !== 0 && aggression >= STRIKES_BACK)
    send(verdict, REFLEX.counterRaid, REFLEX_REASON.outnumbered, 1);
  else review(inputs, at, verdict, REFLEX_REASON.outnumbered);
}

/** An own place is lost: take it back, or think again. */
function retake(ai: Rules['ai'], faction: number, inputs: Uint16Array, at: number, verdict: Verdict): void {
  const will = Math.max(trait(ai, faction, TRAIT.aggression), trait(ai, faction, TRAIT.defence));
  const care = Math.floor((will + inputs[at + AT.value]) / 2);
  const here = inputs[at + AT.own] + inputs[at + AT.coming];
  const enemy = inputs[at + AT.enemy];
  verdict.score = scoreOf(care);
  if (inputs[at + AT.isOwn] !== 0) decide(verdict, REFLEX.none, REFLEX_REASON.over);
  else if (inputs[at + AT.isOpen] === 0) decide(verdict, REFLEX.none, REFLEX_REASON.peace);
  else if (inputs[at + AT.isUnderWay] !== 0 && here >= enemy)
    decide(verdict, REFLEX.none, REFLEX_REASON.underWay);
  else if (care < CARE_MIN) review(inputs, at, verdict, REFLEX_REASON.worthless);
  else if (!canSend(ai, faction, inputs, at, verdict)) review(inputs, at, verdict, verdict.reason);
  else if (dares(ai, faction, here + inputs[at + AT.help], enemy))
    send(verdict, REFLEX.recapture, REFLEX_REASON.fitting, Math.min(2, squadsFor(inputs, at, enemy - here)));
  else review(inputs, at, verdict, REFLEX_REASON.outnumbered);
}

/** A convoy is under attack: stand by it if somebody is near, or have it turn around. */
function saveConvoy(
  ai: Rules['ai'],
  faction: number,
  inputs: Uint16Array,
  at: number,
  verdict: Verdict,
): void {
  const economy = trait(ai, faction, TRAIT.economy);
  verdict.score = scoreOf(economy);
  if (inputs[at + AT.isThere] === 0) {
    decide(verdict, REFLEX.none, REFLEX_REASON.over);
    return;
  }
  if (inputs[at + AT.isUnderWay] !== 0) {
    decide(verdict, REFLEX.none, REFLEX_REASON.underWay);
    return;
  }
  const strength = inputs[at + AT.own] + inputs[at + AT.help];
  // Who lives by trade sends somebody from farther away.
  if (canSend(ai, faction, inputs, at, verdict) && inputs[at + AT.near] >= 900 - Math.floor(economy / 2)) {
    if (dares(ai, faction, strength, inputs[at + AT.enemy])) {
      send(verdict, REFLEX.guardConvoy, REFLEX_REASON.fitting, 1);
      return;
    }
    verdict.reason = REFLEX_REASON.outnumbered;
  } else if (verdict.reason === REFLEX_REASON.fitting) verdict.reason = REFLEX_REASON.nobodyFree;
  decide(verdict, inputs[at + AT.mayTurn] !== 0 ? REFLEX.turnConvoy : REFLEX.none, verdict.reason);
}

/** A convoy is lost: make those pay who did it, or think about trade again. */
function avenge(ai: Rules['ai'], faction: number, inputs: Uint16Array, at: number, verdict: Verdict): void {
  const aggression = trait(ai, faction, TRAIT.aggression);
  const economy = trait(ai, faction, TRAIT.economy);
  const isAngry = aggression >= STRIKES_BACK && inputs[at + AT.hasTarget] !== 0;
  verdict.score = scoreOf(Math.max(aggression, economy));
  if (isAngry && canSend(ai, faction, inputs, at, verdict))
    send(verdict, REFLEX.counterRaid, REFLEX_REASON.fitting, 1);
  else if (economy < CARES_FOR_TRADE) decide(verdict, REFLEX.none, REFLEX_REASON.worthless);
  else review(inputs, at, verdict, isAngry ? verdict.reason : REFLEX_REASON.fitting);
}

/** A squad has lost half of its soldiers: whoever is quick on its feet leaves first, whoever likes a risk last. */
function holdOrLeave(
  ai: Rules['ai'],
  faction: number,
  inputs: Uint16Array,
  at: number,
  verdict: Verdict,
): void {
  const nerve = 1000 - trait(ai, faction, TRAIT.risk) + Math.floor(trait(ai, faction, TRAIT.mobility) / 2);
  const isOutnumbered = inputs[at + AT.own] * 1000 < inputs[at + AT.enemy] * nerve;
  verdict.score = scoreOf(Math.min(1000, nerve));
  if (inputs[at + AT.isThere] === 0) decide(verdict, REFLEX.none, REFLEX_REASON.over);
  else if (isOutnumbered) decide(verdict, REFLEX.withdraw, REFLEX_REASON.outnumbered);
  else decide(verdict, REFLEX.none, REFLEX_REASON.holds);
}

/** Whether a squad can be sent at all; if not, the verdict is that nobody is, and why. */
function canSend(
  ai: Rules['ai'],
  faction: number,
  inputs: Uint16Array,
  at: number,
  verdict: Verdict,
): boolean {
  // Who holds what it has spares more for that: from a quarter to three quarters of its squads.
  const spared = 250 + Math.floor(trait(ai, faction, TRAIT.defence) / 2);
  let reason: number = REFLEX_REASON.fitting;
  if (inputs[at + AT.help] === 0) reason = REFLEX_REASON.nobodyFree;
  else if (inputs[at + AT.spread] >= spared) reason = REFLEX_REASON.spread;
  else if (inputs[at + AT.room] === 0) reason = REFLEX_REASON.noRoom;
  decide(verdict, REFLEX.none, reason);
  return reason === REFLEX_REASON.fitting;
}

/** The next strategic decision is brought forward, unless the last one is too young for that. */
function review(inputs: Uint16Array, at: number, verdict: Verdict, reason: number): void {
  if (inputs[at + AT.sinceReview] >= REVIEW_AFTER) decide(verdict, REFLEX.review, reason);
  else decide(verdict, REFLEX.none, REFLEX_REASON.reviewed);
}

/** Whether a faction fights so many with so many: at risk 500 a third more than it has, at 0 no more than that. */
function dares(ai: Rules['ai'], faction: number, own: number, enemy: number): boolean {
  return own * 1000 >= enemy * (1000 - Math.floor(trait(ai, faction, TRAIT.risk) / 2));
}

/** Squads that make up for a lack of so many units, one at the least. */
function squadsFor(inputs: Uint16Array, at: number, lack: number): number {
  const wanted = Math.floor((Math.max(1, lack) - 1) / Math.max(1, inputs[at + AT.squadSize])) + 1;
  return Math.min(ANSWER_SQUADS_MAX, wanted);
}

function trait(ai: Rules['ai'], faction: number, which: number): number {
  return ai.trait[faction * TRAIT_COUNT + which];
}

function scoreOf(thousandths: number): number {
  return Math.floor((thousandths * SCORE_ONE) / 1000);
}

function send(verdict: Verdict, reflex: number, reason: number, squads: number): void {
  decide(verdict, reflex, reason);
  verdict.squads = squads;
}

function decide(verdict: Verdict, reflex: number, reason: number): void {
  verdict.reflex = reflex;
  verdict.reason = reason;
}
