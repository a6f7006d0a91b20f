import { MIND_NAMES, mindCounter } from '../memory/mind-metric-rows.ts';
import type { MetricsSample } from './metrics-sample.ts';

/** What the minds of factions did between two moments. */
export interface MindFigures {
  /** Work units by layer; most that one tick has used since boot. */
  readonly units: Readonly<Record<string, number>>;
  readonly unitsMax: number;
  readonly decisions: Readonly<Record<string, number>>;
  /** Threats by kind, those that found no room, and what was done about threats. */
  readonly threats: Readonly<Record<string, number>>;
  readonly threatsDropped: number;
  readonly reflexes: Readonly<Record<string, number>>;
  /** Answers that changed orders, and the ticks they took, since boot. */
  readonly responses: number;
  readonly responseTicksP50: number;
  readonly responseTicksP99: number;
  readonly responseTicksMax: number;
  readonly operationsBegun: Readonly<Record<string, number>>;
  readonly operationsEnded: Readonly<Record<string, number>>;
  /** At this moment, or up to a second ago. */
  readonly squadsReady: number;
  readonly squadsMarching: number;
  readonly squadsWorking: number;
  readonly squadsWithdrawing: number;
}

type SimNumbers = MetricsSample['sim']['numbers'];

/** What happened between two samples. */
export function mindFigures(before: MetricsSample, now: MetricsSample): MindFigures {
  const sim = (name: keyof SimNumbers) => now.sim.numbers[name] - before.sim.numbers[name];
  const { numbers } = now.sim;
  const { ends, layers, reflexes, templates, threats } = MIND_NAMES;
  return {
    units: byName(layers, (name) => sim(mindCounter('mindUnits', name))),
    unitsMax: numbers.mindUnitsMax,
    decisions: byName(layers, (name) => sim(mindCounter('mindDecisions', name))),
    threats: byName(threats, (name) => sim(mindCounter('threats', name))),
    threatsDropped: sim('threatsDropped'),
    reflexes: byName(reflexes, (name) => sim(mindCounter('reflexes', name))),
    responses: sim('threatResponses'),
    responseTicksP50: numbers.threatResponseTicksP50,
    responseTicksP99: numbers.threatResponseTicksP99,
    responseTicksMax: numbers.threatResponseTicksMax,
    operationsBegun: byName(templates, (name) => sim(mindCounter('operationsBegun', name))),
    operationsEnded: byName(ends, (name) => sim(mindCounter('operations', name))),
    squadsReady: numbers.squadsReady,
    squadsMarching: numbers.squadsMarching,
    squadsWorking: numbers.squadsWorking,
    squadsWithdrawing: numbers.squadsWithdrawing,
  };
}

function byName<N extends string>(names: readonly N[], count: (name: N) => number): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, count(name)]));
}
