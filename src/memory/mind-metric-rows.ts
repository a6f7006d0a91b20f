import { LAYER, REFLEX_NAMES, TEMPLATE_NAMES, THREAT_NAMES } from '../../components/ai-rules.ts';
import { OPERATION_END } from '../../components/chronicle.ts';

/** What counters are kept by: names in the order of their numbers; where 0 is none, from 1 on. */
export const MIND_NAMES = {
  layers: Object.keys(LAYER) as readonly (keyof typeof LAYER)[],
  threats: some(THREAT_NAMES),
  reflexes: REFLEX_NAMES,
  templates: some(TEMPLATE_NAMES),
  ends: Object.keys(OPERATION_END) as readonly (keyof typeof OPERATION_END)[],
} as const;

/** A counter for each of some names, called by what is counted and the name. */
function counters<const P extends string, N extends string>(
  counted: P,
  names: readonly N[],
  help: (name: N) => string,
) {
  return names.map(
    (name) =>
      ({ thread: 'sim', name: mindCounter(counted, name), kind: 'counter', help: help(name) }) as const,
  );
}

/** Name of the counter of something by one of its kinds: `threats` of `lost` is `threatsLost`. */
export function mindCounter<const P extends string, N extends string>(counted: P, name: N) {
  return `${counted}${name[0].toUpperCase()}${name.slice(1)}` as `${P}${Capitalize<N>}`;
}

/** The names without that of nothing. */
function some<N extends string>(names: readonly N[]) {
  return names.filter((name) => name !== 'none') as Exclude<N, 'none'>[];
}

/** What the simulation tells of the minds of factions. */
export const MIND_ROWS = [
  ...counters('mindUnits', MIND_NAMES.layers, (name) => `work units that ${name} decisions took`),
  {
    thread: 'sim',
    name: 'mindUnitsMax',
    kind: 'gauge',
    help: 'most work units that the minds have used in one tick since boot',
  },
  ...counters('mindDecisions', MIND_NAMES.layers, (name) => `${name} decisions made`),
  ...counters('threats', MIND_NAMES.threats, (name) => `threats of the kind ${name} noted`),
  {
    thread: 'sim',
    name: 'threatsDropped',
    kind: 'counter',
    help: 'threats that no mind was told: too many waited',
  },
  ...counters('reflexes', MIND_NAMES.reflexes, (name) => `threats answered by ${name}`),
  {
    thread: 'sim',
    name: 'threatResponses',
    kind: 'counter',
    help: 'answers to threats that changed orders',
  },
  {
    thread: 'sim',
    name: 'threatResponseTicksP50',
    kind: 'gauge',
    help: 'ticks from a threat to changed orders, half of the answers since boot',
  },
  {
    thread: 'sim',
    name: 'threatResponseTicksP99',
    kind: 'gauge',
    help: 'the same, 99 of 100 answers',
  },
  { thread: 'sim', name: 'threatResponseTicksMax', kind: 'gauge', help: 'the same, the longest' },
  ...counters('operationsBegun', MIND_NAMES.templates, (name) => `operations begun by the template ${name}`),
  ...counters('operations', MIND_NAMES.ends, (name) => `operations that ended ${name}`),
  { thread: 'sim', name: 'squadsReady', kind: 'gauge', help: 'squads that are free' },
  { thread: 'sim', name: 'squadsMarching', kind: 'gauge', help: 'squads on the way to work' },
  { thread: 'sim', name: 'squadsWorking', kind: 'gauge', help: 'squads where they work' },
  { thread: 'sim', name: 'squadsWithdrawing', kind: 'gauge', help: 'squads on the way home, not free yet' },
] as const;
