import {
  GOAL,
  GOAL_NAMES,
  LAYER,
  REFLEX_NAMES,
  STRATEGY_NAMES,
  TEMPLATE,
  TEMPLATE_NAMES,
  THREAT_NAMES,
} from '../../components/ai-rules.ts';
import type { Hurdle } from './explain-choice.ts';
import { type Names, nameOf, type TracedDecision, type TracedOption } from './explain-trace.ts';
import { REFLEX_REASON_NAMES } from './reflex.ts';

/** What minds do and why, in the words of people. */

/** Of a finding: what it is called, and how it is said of an option that has less or more of it than another. */
type FindingWords = readonly [name: string, less: string, more: string];

const FINDINGS: Readonly<Record<string, FindingWords>> = {
  value: ['its strategic value', 'it is worth less', 'it is worth more'],
  preference: ['liking for what it makes', 'it makes less that they like', 'it makes more that they like'],
  nearness: ['nearness', 'it is farther away', 'it is nearer'],
  force: ['own strength there', 'they are weaker there', 'they are stronger there'],
  weakness: ['weakness of its owner', 'it is better defended', 'it is weakly defended'],
  support: ['own land around', 'less of the land around is theirs', 'more of the land around is theirs'],
  hostility: [
    'hostility to its owner',
    'they have less against its owner',
    'they have more against its owner',
  ],
  contested: ['whether it is contested', 'it is not contested', 'it is contested'],
  momentum: ['how their share moves', 'their share there shrinks', 'their share there grows'],
  traffic: ['convoys', 'fewer convoys come through', 'more convoys come through'],
  danger: ['the strongest rival', 'its strongest rival is weaker', 'its strongest rival is stronger'],
  weariness: ['weariness', 'they are less weary', 'they are more weary'],
  failures: ['failures there', 'they failed there less', 'they failed there more'],
  weather: ['weather', 'the weather is worse there', 'the weather is better there'],
  wealth: ['riches around', 'the land around is poorer', 'the land around is richer'],
  trust: ['trust', 'they trust the other less', 'they trust the other more'],
  squads: ['squads to send, of those needed', 'squads are missing', 'there are squads enough'],
  spread: ['how far apart the squads are', 'the squads are closer together', 'the squads are farther apart'],
  activity: ['activity of the owner', 'its owner is less active', 'its owner is more active'],
  thirdParty: ['share of a third faction', 'no third faction is in the way', 'a third faction is in the way'],
  setbacks: ['failures there', 'they failed there less', 'they failed there more'],
  foreign: ['whether it is foreign land', 'it is their own land', 'it is foreign land'],
  convoy: ['a convoy to go with', 'there is no convoy to go with', 'there is a convoy to go with'],
  targets: ['land of the same owner around', 'fewer targets lie around', 'more targets lie around'],
  share: ['own share', 'less of it is theirs', 'more of it is theirs'],
  time: ['time left', 'there is less time left', 'there is more time left'],
};

/** What a finding is called. */
export function findingName(name: string): string {
  return FINDINGS[name]?.[0] ?? name;
}

/** How it is said that an option has more or less of a finding than another. */
export function findingWords(name: string, isMore: boolean): string {
  return FINDINGS[name]?.[isMore ? 2 : 1] ?? `${name} is ${isMore ? 'more' : 'less'}`;
}

/** What an option is, as in "take Cook from Free77". */
export function optionWords({ layer, origin }: TracedDecision, option: TracedOption, names: Names): string {
  const { district, kind, other } = option;
  const place = district < 0 ? '' : names.district(district);
  const who = names.factions[other] ?? `faction ${other}`;
  if (layer === LAYER.strategic) return goalWords(kind, place, other, who);
  if (layer === LAYER.tactical) return templateWords(kind, origin, place, who);
  return `${reflexWords(kind)} at ${place}`;
}

/** A goal, as in "take Cook from Free77"; `who` is the other faction, `other` its number. */
export function goalWords(kind: number, place: string, other: number, who: string): string {
  const of = other === 0 ? '' : ` of ${who}`;
  switch (kind) {
    case GOAL.take:
      return other === 0 ? `take ${place}, which is nobody's` : `take ${place} from ${who}`;
    case GOAL.hold:
      return `hold ${place}`;
    case GOAL.cut:
      return `cut the trade${of} through ${place}`;
    case GOAL.protect:
      return `protect convoys in ${place}`;
    case GOAL.relocate:
      return `move home to ${place}`;
    case GOAL.raid:
      return `raid ${place}${of}`;
    case GOAL.ally:
      return `make a pact with ${who}`;
    case GOAL.betray:
      return `break the pact with ${who}`;
    default:
      return 'nothing';
  }
}

function templateWords(kind: number, origin: number, place: string, who: string): string {
  if (kind === TEMPLATE.none) return 'nothing yet';
  if (kind === TEMPLATE.parley) return `parley with ${who}`;
  const preposition = kind === TEMPLATE.escort ? 'through' : 'at';
  return `${templateName(kind)} ${preposition} ${place}${origin === 0 ? ' (idle)' : ''}`;
}

export function templateName(kind: number): string {
  return spaced(nameOf(TEMPLATE_NAMES, kind));
}

export function goalName(kind: number): string {
  return nameOf(GOAL_NAMES, kind);
}

export function reflexWords(kind: number): string {
  return kind === 0 ? 'no answer' : spaced(nameOf(REFLEX_NAMES, kind));
}

/** What a decision follows from: a strategy, a goal or a threat. */
export function originWords({ layer, origin }: TracedDecision): string {
  if (layer === LAYER.strategic) return `the strategy ${nameOf(STRATEGY_NAMES, origin)}`;
  if (layer === LAYER.tactical) return origin === 0 ? 'squads without work' : `the goal ${goalName(origin)}`;
  return `the threat ${spaced(nameOf(THREAT_NAMES, origin))}`;
}

const REASONS: Readonly<Record<string, string>> = {
  fitting: 'it is worth it, and it can be done',
  underWay: 'an operation of its own is there already, and strong enough',
  over: 'what the threat was about is over',
  worthless: 'it does not care enough for the place',
  nobodyFree: 'no squad is free, and none can be taken from something less important',
  spread: 'as many squads as it spares answer threats already',
  noRoom: 'it has no room for one more operation',
  outnumbered: 'enemies are too many for its taste',
  holds: 'it holds its ground',
  peace: 'it is at peace with whoever has the place now',
  reviewed: 'it has weighed everything a short while ago',
};

/** A REFLEX_REASON in words. */
export function reasonWords(reason: number): string {
  const name = nameOf(REFLEX_REASON_NAMES, reason);
  return REASONS[name] ?? name;
}

const HURDLES: Readonly<Record<Hurdle, string>> = {
  chosen: 'it was chosen',
  beaten: 'others were better',
  worthless: 'it is not worth doing',
  failures: 'it failed there too often of late',
  sameDistrict: 'something better about the same district was chosen',
  sameFront: 'something better next to it, on the same front, was chosen',
  sameKind: 'a better one of its kind was chosen, and there can be but one',
  squads: 'there were not enough squads for it',
  vetoed: 'it goes ill with a better one that was chosen',
};

export function hurdleWords(hurdle: Hurdle): string {
  return HURDLES[hurdle];
}

/** A score as people read it: 1.00 is a perfect fit. */
export function scoreWords(score: number): string {
  return (score / 65_536).toFixed(3);
}

/** Thousandths of one, as in 0.9. */
export function shareWords(thousandths: number): string {
  return `${Math.round(thousandths) / 1000}`;
}

/** countLikeThis as "count like this". */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
